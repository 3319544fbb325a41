import { MEIOS, type Meio, type Motivo } from '@foodious/kernel/estados.ts';
import type { AoPedido, Cobranca, Estado, PedidoAPagar } from './estado.ts';

/** The meios a restaurant offers, in the order they are shown. */
export const oferecidos = (meios: Readonly<Record<Meio, boolean>>): Meio[] => MEIOS.filter((meio) => meios[meio]);

/** The charge of this very tentativa; null until the provider made it. */
export const cobrancaDe = ({ cobranca, transacaoId }: PedidoAPagar): Cobranca | null =>
  cobranca?.transacaoId === transacaoId ? cobranca : null;

/** Why this very tentativa was not paid; null while nobody says. */
export const motivoDe = ({ fim, transacaoId }: PedidoAPagar): Motivo | null =>
  fim?.transacaoId === transacaoId ? fim.motivo : null;

/** The state after news of a pedido, which alone says how its payment ended: the pagamento may be ahead of it. */
export function aoPedido(estado: Estado, acao: AoPedido): Estado {
  const { pedido } = estado;
  switch (acao.tipo) {
    case 'cobrancaFeita':
      return pedido?.id === acao.id ? { ...estado, pedido: { ...pedido, cobranca: acao.cobranca } } : estado;
    case 'naoPago':
      return pedido?.id === acao.id ? { ...estado, pedido: { ...pedido, fim: acao.fim } } : estado;
    case 'pedidoMudou':
      return pedidoMudou(estado, acao);
    case 'refeito': {
      if (pedido?.id !== acao.id || pedido.senha !== null) return estado;
      const { transacaoId, meio, total, alteracoes } = acao;
      const situacao = alteracoes.length > 0 ? 'mudou' : 'esperando';
      return { ...estado, pedido: { ...pedido, transacaoId, meio, total, alteracoes, situacao } };
    }
    case 'verQr':
      return pedido?.situacao === 'mudou'
        ? { ...estado, pedido: { ...pedido, situacao: 'esperando', alteracoes: [] } }
        : estado;
    case 'esquecer':
      return { ...estado, pendentes: estado.pendentes.filter(({ id }) => id !== acao.id) };
  }
}

function pedidoMudou(estado: Estado, { id, estado: novo, senha }: Extract<AoPedido, { tipo: 'pedidoMudou' }>): Estado {
  const { pedido } = estado;
  const daqui = pedido?.id === id ? pedido : null;
  const semEle = estado.pendentes.filter((um) => um.id !== id);
  if (novo === 'CANCELADO')
    return { ...estado, pendentes: semEle, pedido: daqui ? { ...daqui, situacao: 'cancelado' } : pedido };
  if (senha !== null) {
    if (daqui) return { ...estado, pendentes: semEle, etapa: 'senha', folha: null, pedido: { ...daqui, senha } };
    if (semEle.length === estado.pendentes.length) return estado;
    return { ...estado, pendentes: semEle, recebidos: [...estado.recebidos, { id, senha }] };
  }
  if (novo !== 'PAGAMENTO_PENDENTE' || !daqui) return estado;
  return { ...estado, folha: null, pedido: { ...daqui, situacao: 'recusado' } };
}
