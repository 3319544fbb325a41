import type { Meio } from '@foodious/kernel/estados.ts';
import type { Cardapio } from './cardapio.ts';
import { acertar, type Carrinho, type CorpoDoPedido, colocar, comQuantidade, corpoDoPedido } from './carrinho.ts';
import {
  type Acao,
  codigoDe,
  type Estado,
  type Etapa,
  type Folha,
  type PedidoAPagar,
  type Pendente,
  type Tentativa,
} from './estado.ts';
import { aoPedido } from './pagamento.ts';
import { sugerir } from './sugestao.ts';

/** How every person finds the totem. */
export const inicio = (pendentes: readonly Pendente[] = []): Estado => ({
  etapa: 'convite',
  idioma: 'pt',
  modos: { alcance: false, contraste: false, letra: false },
  cpf: '',
  identificacao: 'cpf',
  cliente: null,
  categoria: 1,
  carrinho: [],
  sugerido: false,
  consumo: null,
  folha: null,
  tentativa: null,
  recusa: null,
  pedido: null,
  pendentes,
  recebidos: [],
});

const antes: Partial<Record<Etapa, Etapa>> = {
  identificacao: 'convite',
  escolha: 'identificacao',
  consumo: 'escolha',
  revisao: 'consumo',
  meio: 'revisao',
};

/** Where an action means something; those that are not here mean it anywhere. */
const onde: Partial<Record<Acao['tipo'], readonly Etapa[]>> = {
  comecar: ['convite'],
  cpf: ['identificacao'],
  cpfDesconhecido: ['identificacao'],
  cadastrar: ['identificacao'],
  semCadastro: ['identificacao'],
  reconhecido: ['identificacao'],
  categoria: ['escolha'],
  colocar: ['escolha', 'revisao'],
  quantidade: ['escolha', 'revisao'],
  pedirMais: ['escolha', 'revisao'],
  finalizar: ['escolha'],
  aoConsumo: ['escolha'],
  acertar: ['escolha', 'consumo', 'revisao', 'meio'],
  consumo: ['consumo'],
  escolherMeio: ['revisao'],
  pagar: ['revisao', 'meio'],
  feito: ['revisao', 'meio'],
  mudarPedido: ['pagamento'],
};

/** The whole flow of the totem. An action out of its place changes nothing: a late answer finds nobody to surprise. */
export function fluxo(estado: Estado, acao: Acao): Estado {
  if (onde[acao.tipo]?.includes(estado.etapa) === false) return estado;
  switch (acao.tipo) {
    case 'comecar':
      return { ...estado, etapa: 'identificacao', folha: null };
    case 'idioma':
      return { ...estado, idioma: acao.idioma };
    case 'modo':
      return { ...estado, modos: { ...estado.modos, [acao.modo]: !estado.modos[acao.modo] } };
    case 'cpf':
      return { ...estado, cpf: acao.cpf, identificacao: 'cpf' };
    case 'cpfDesconhecido':
      return { ...estado, identificacao: 'desconhecido' };
    case 'cadastrar':
      return { ...estado, identificacao: 'cadastro' };
    case 'semCadastro':
      return escolher(estado, null);
    case 'reconhecido':
      return escolher(estado, acao.cliente);
    case 'categoria':
      return { ...estado, categoria: acao.categoria };
    case 'abrir':
      return { ...estado, folha: acao.folha };
    case 'fechar':
      return { ...estado, folha: null };
    case 'colocar': {
      const folha: Folha | null = acao.lugar === null || estado.etapa === 'revisao' ? null : { tipo: 'carrinho' }; // the review shows it itself
      return comCarrinho({ ...estado, folha }, colocar(estado.carrinho, acao.linha, acao.lugar));
    }
    case 'quantidade':
      return comCarrinho(estado, comQuantidade(estado.carrinho, acao.lugar, acao.quantidade));
    case 'finalizar':
      return finalizar(estado, acao.cardapio);
    case 'aoConsumo':
      return { ...estado, etapa: estado.carrinho.length > 0 ? 'consumo' : 'escolha', folha: null };
    case 'consumo':
      return comCarrinho({ ...estado, etapa: 'revisao', consumo: acao.consumo }, estado.carrinho);
    case 'acertar':
      return comCarrinho({ ...estado, etapa: naRevisao(estado.etapa) }, acertar(estado.carrinho, acao.cardapio));
    case 'escolherMeio':
      return { ...estado, etapa: 'meio', recusa: null };
    case 'pagar':
      return { ...estado, tentativa: acao.tentativa, recusa: null };
    case 'recusado':
      if (estado.tentativa?.chave !== acao.chave) return estado;
      if (!acao.recusa.final) return { ...estado, recusa: acao.recusa };
      return { ...estado, etapa: naRevisao(estado.etapa), tentativa: null, recusa: acao.recusa };
    case 'feito':
      if (estado.tentativa?.chave !== acao.chave || estado.tentativa.onde !== estado.etapa) return estado;
      return {
        ...estado,
        etapa: 'pagamento',
        pedido: acao.pedido,
        folha: null,
        tentativa: null,
        recusa: null,
        pendentes: comEle(estado.pendentes, acao.pedido),
      };
    case 'mudarPedido':
      return {
        ...estado,
        etapa: estado.carrinho.length > 0 ? 'revisao' : 'escolha',
        pedido: null,
        folha: null,
        recusa: null,
      };
    case 'pedirMais':
      return { ...estado, etapa: 'escolha', folha: null };
    case 'voltar':
      return voltar(estado);
    case 'apagar':
      return apagar(estado);
    case 'recebidosVistos':
      return { ...estado, recebidos: [] };
    default:
      return aoPedido(estado, acao);
  }
}

/** Whoever has to look at the order again before it is paid does so at the review. */
const naRevisao = (etapa: Etapa): Etapa => (etapa === 'meio' ? 'revisao' : etapa);

const escolher = (estado: Estado, cliente: Estado['cliente']): Estado => ({
  ...estado,
  etapa: 'escolha',
  cliente,
  cpf: '',
  identificacao: 'cpf',
});

const SO_COM_ITENS: readonly Etapa[] = ['consumo', 'revisao', 'meio'];

/** The state with another cart. Nobody reviews an empty one, and what was said of the old one is said no more. */
const comCarrinho = (estado: Estado, carrinho: Carrinho): Estado => {
  const vazio = carrinho.length === 0;
  const etapa = vazio && SO_COM_ITENS.includes(estado.etapa) ? 'escolha' : estado.etapa;
  const folha = vazio && estado.folha?.tipo === 'carrinho' ? null : estado.folha;
  return { ...estado, carrinho, etapa, folha, recusa: null };
};

/** At most one suggestion on the way to the review, and only once. */
function finalizar(estado: Estado, cardapio: Cardapio): Estado {
  if (estado.carrinho.length === 0 || estado.folha?.tipo === 'sugestao') return estado; // asked, and not answered yet
  const produto = estado.sugerido ? null : sugerir(estado.carrinho, cardapio);
  if (!produto) return { ...estado, etapa: 'consumo', folha: null };
  return { ...estado, sugerido: true, folha: { tipo: 'sugestao', produto } };
}

/** What to send to the API: while nobody has answered, what was sent before; null when there is nothing to send. */
export function tentar(estado: Estado, chave: string, meio: Meio): Tentativa | null {
  const { etapa, carrinho, consumo, cliente, tentativa } = estado;
  if ((etapa !== 'revisao' && etapa !== 'meio') || !consumo || carrinho.length === 0) return null;
  const corpo = corpoDoPedido(carrinho, consumo, cliente?.id ?? null, meio);
  if (!tentativa || !mesmoPedido(tentativa.corpo, corpo)) return { chave, corpo, onde: etapa };
  return tentativa.onde === etapa ? tentativa : { ...tentativa, onde: etapa };
}

/** Whether two bodies order the same, prices aside: what was sent may have become a pedido at those of that moment. */
const mesmoPedido = (um: CorpoDoPedido, outro: CorpoDoPedido): boolean =>
  JSON.stringify({ ...um, totalEsperado: 0 }) === JSON.stringify({ ...outro, totalEsperado: 0 });

/** What is left when a person is forgotten. */
/** At most so many are followed: nobody leaves more behind in the ten minutes of a Pix. */
const PENDENTES = 20;

function comEle(pendentes: Estado['pendentes'], pedido: PedidoAPagar): readonly Pendente[] {
  const codigo = codigoDe(pedido);
  const outros = pendentes.filter(({ id }) => id !== pedido.id);
  // Who pays at the counter is told the senha there.
  return codigo === null || pedido.meio === 'balcao'
    ? outros
    : [...outros, { id: pedido.id, codigo }].slice(-PENDENTES);
}

const apagar = ({ pendentes, recebidos }: Estado): Estado => ({ ...inicio(pendentes), recebidos });

/** One step back, and never out of a payment or an order by surprise. */
function voltar(estado: Estado): Estado {
  if (estado.folha) return { ...estado, folha: null };
  if (estado.etapa === 'senha' || estado.pedido?.situacao === 'cancelado') return apagar(estado);
  if (estado.etapa === 'pagamento') return { ...estado, folha: { tipo: 'desistir' } };
  if (estado.etapa === 'identificacao' && estado.identificacao !== 'cpf') return { ...estado, identificacao: 'cpf' };
  const etapa = antes[estado.etapa];
  if (!etapa) return estado;
  if (etapa === 'convite') {
    if (estado.carrinho.length > 0) return { ...estado, folha: { tipo: 'recomecar' } };
    // Whoever comes next is somebody else; who only looks around keeps what they chose to read by.
    return { ...apagar(estado), idioma: estado.idioma, modos: estado.modos };
  }
  return { ...estado, etapa };
}
