import type { Estado } from './fluxo.ts';

/** A charge as the live payment tells of it. */
export type Cobranca = { transacaoId: string; qrCode: string; pixCopiaECola: string; expiraEm: string };
type AlteracaoDoItem = { nome: string; motivo: string; de: number; para: number };

/** The charge of this very tentativa; null until the provider made it. */
export const cobrancaDe = ({ cobranca, transacaoId }: PedidoNoPix): Cobranca | null =>
  cobranca?.transacaoId === transacaoId ? cobranca : null;

/** What came of a payment so far. `mudou`: checked out again at other prices, which the person has not seen yet. */
type Situacao = 'esperando' | 'mudou' | 'recusado' | 'expirado' | 'cancelado';

/** The pedido that is being paid at this screen. */
export type PedidoNoPix = {
  id: number;
  transacaoId: string;
  total: number;
  /** Where its cliente follows it, `/p/…`. */
  acompanhar: string | null;
  situacao: Situacao;
  /** The latest the provider made; it may be of the tentativa before, or ahead of our own answer. */
  cobranca: Cobranca | null;
  alteracoes: readonly AlteracaoDoItem[];
  senha: number | null;
};
export type Recebido = { id: number; senha: number };

/** News of pedidos, from the streams and from whoever asks about those left behind. */
export type Ao =
  | { tipo: 'pedidoMudou'; id: number; estado: string; senha: number | null; agora: number }
  | { tipo: 'cobrancaFeita'; id: number; cobranca: Cobranca }
  | { tipo: 'refeito'; id: number; transacaoId: string; total: number; alteracoes: readonly AlteracaoDoItem[] }
  | { tipo: 'verQr' }
  | { tipo: 'esquecer'; id: number };

/** The pedido alone says how its payment ended: the pagamento may be ahead of it. */
export function aoPedido(estado: Estado, acao: Ao): Estado {
  const { pedido } = estado;
  switch (acao.tipo) {
    case 'cobrancaFeita':
      return pedido?.id === acao.id ? { ...estado, pedido: { ...pedido, cobranca: acao.cobranca } } : estado;
    case 'pedidoMudou':
      return pedidoMudou(estado, acao);
    case 'refeito': {
      if (pedido?.id !== acao.id || pedido.senha !== null) return estado;
      const { transacaoId, total, alteracoes } = acao;
      const situacao = alteracoes.length > 0 ? 'mudou' : 'esperando';
      return { ...estado, pedido: { ...pedido, transacaoId, total, alteracoes, situacao } };
    }
    case 'verQr':
      return pedido?.situacao === 'mudou'
        ? { ...estado, pedido: { ...pedido, situacao: 'esperando', alteracoes: [] } }
        : estado;
    case 'esquecer':
      return { ...estado, pendentes: estado.pendentes.filter((id) => id !== acao.id) };
  }
}

function pedidoMudou(estado: Estado, { id, estado: novo, senha, agora }: Extract<Ao, { tipo: 'pedidoMudou' }>): Estado {
  const { pedido } = estado;
  const daqui = pedido?.id === id ? pedido : null;
  const semEle = estado.pendentes.filter((um) => um !== id);
  if (novo === 'CANCELADO')
    return { ...estado, pendentes: semEle, pedido: daqui ? { ...daqui, situacao: 'cancelado' } : pedido };
  if (senha !== null) {
    if (daqui) return { ...estado, pendentes: semEle, etapa: 'senha', folha: null, pedido: { ...daqui, senha } };
    if (!estado.pendentes.includes(id)) return estado;
    return { ...estado, pendentes: semEle, recebidos: [...estado.recebidos, { id, senha }] };
  }
  if (novo !== 'PAGAMENTO_PENDENTE' || !daqui) return estado;
  const expirou = daqui.cobranca !== null && agora >= Date.parse(daqui.cobranca.expiraEm) - FOLGA_MS;
  return { ...estado, folha: null, pedido: { ...daqui, situacao: expirou ? 'expirado' : 'recusado' } };
}

/** Clocks differ a little. */
const FOLGA_MS = 3_000;
