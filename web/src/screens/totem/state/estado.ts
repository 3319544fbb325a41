import type { Consumo, EstadoPedido, Meio, Motivo } from '@foodious/kernel/estados.ts';
import type { Idioma } from '../../../i18n/idiomas.ts';
import type { Cardapio, Produto } from './cardapio.ts';
import type { Carrinho, CorpoDoPedido, Linha } from './carrinho.ts';

/** A charge as the live payment tells of it; without a code at the counter, and where the code must not be shown. */
export type Cobranca = {
  transacaoId: string;
  qrCode: string | null;
  pixCopiaECola: string | null;
  expiraEm: string;
};
type AlteracaoDoItem = { nome: string; motivo: string; de: number; para: number };

/** What came of a payment so far. `mudou`: checked out again at other prices, which the person has not seen yet. */
type Situacao = 'esperando' | 'mudou' | 'recusado' | 'cancelado';

/** The pedido that is being paid at this screen. */
export type PedidoAPagar = {
  id: number;
  transacaoId: string;
  meio: Meio;
  total: number;
  /** Where its cliente follows it, `/p/…`. */
  acompanhar: string | null;
  situacao: Situacao;
  /** The latest the provider made; it may be of the tentativa before, or ahead of our own answer. */
  cobranca: Cobranca | null;
  /** Why a tentativa was not paid, as the server says: it may come before or after the pedido that goes back. */
  fim: { transacaoId: string; motivo: Motivo } | null;
  alteracoes: readonly AlteracaoDoItem[];
  senha: number | null;
};
type Recebido = { id: number; senha: number };

/** A pedido that is followed by its code, whoever's session this is by now. */
export type Pendente = { id: number; codigo: string };

/** The code by which a pedido is followed; null for one that has none. */
export const codigoDe = ({ acompanhar }: Pick<PedidoAPagar, 'acompanhar'>): string | null =>
  acompanhar?.replace('/p/', '') ?? null;

/** News of pedidos, from the streams and from whoever asks about those left behind. */
export type AoPedido =
  | { tipo: 'pedidoMudou'; id: number; estado: EstadoPedido; senha: number | null }
  | { tipo: 'cobrancaFeita'; id: number; cobranca: Cobranca }
  | { tipo: 'naoPago'; id: number; fim: NonNullable<PedidoAPagar['fim']> }
  | {
      tipo: 'refeito';
      id: number;
      transacaoId: string;
      meio: Meio;
      total: number;
      alteracoes: readonly AlteracaoDoItem[];
    }
  | { tipo: 'verQr' }
  | { tipo: 'esquecer'; id: number };

/** Where the person is. */
export type Etapa = 'convite' | 'identificacao' | 'escolha' | 'consumo' | 'revisao' | 'meio' | 'pagamento' | 'senha';
export type Modo = 'alcance' | 'contraste' | 'letra';

/** What lies over the screen; one at a time. */
export type Folha =
  | { tipo: 'produto'; produto: Produto; linha: number | null }
  | { tipo: 'carrinho' | 'acessibilidade' | 'recomecar' | 'desistir' }
  | { tipo: 'sugestao'; produto: Produto };

/** A checkout as it is sent, with this key and body until somebody answers; `onde` is the step it was sent at. */
export type Tentativa = { chave: string; corpo: CorpoDoPedido; onde: Etapa };

/** Why a try to pay failed. `final` false: nobody answered, and the next try must be the same one. */
type Recusa = { erro: unknown; final: boolean };

export type Estado = {
  etapa: Etapa;
  idioma: Idioma;
  modos: Readonly<Record<Modo, boolean>>;
  /** Only here and only until it is used: never in an address, never kept. */
  cpf: string;
  identificacao: 'cpf' | 'desconhecido' | 'cadastro';
  /** Without a name after the page was loaded anew: names are not kept. */
  cliente: { id: number; nome?: string } | null;
  categoria: number;
  carrinho: Carrinho;
  sugerido: boolean;
  consumo: Consumo | null;
  folha: Folha | null;
  tentativa: Tentativa | null;
  /** What the last try to pay was answered with. */
  recusa: Recusa | null;
  pedido: PedidoAPagar | null;
  /** Pedidos whose payment is still open, whoever stands here now. */
  pendentes: readonly Pendente[];
  /** Confirmed after their cliente had left the screen. */
  recebidos: readonly Recebido[];
};

export type Acao =
  | { tipo: 'comecar' | 'semCadastro' | 'cadastrar' | 'cpfDesconhecido' | 'fechar' | 'aoConsumo' | 'voltar' }
  | { tipo: 'escolherMeio' }
  | { tipo: 'apagar' | 'mudarPedido' | 'pedirMais' | 'recebidosVistos' }
  | { tipo: 'idioma'; idioma: Idioma }
  | { tipo: 'modo'; modo: Modo }
  | { tipo: 'cpf'; cpf: string }
  | { tipo: 'reconhecido'; cliente: Estado['cliente'] }
  | { tipo: 'categoria'; categoria: number }
  | { tipo: 'abrir'; folha: Folha }
  | { tipo: 'colocar'; linha: Linha; lugar: number | null }
  | { tipo: 'quantidade'; lugar: number; quantidade: number }
  | { tipo: 'finalizar'; cardapio: Cardapio }
  | { tipo: 'consumo'; consumo: Consumo }
  | { tipo: 'acertar'; cardapio: Cardapio }
  | { tipo: 'pagar'; tentativa: Tentativa }
  | { tipo: 'recusado'; chave: string; recusa: Recusa }
  | { tipo: 'feito'; chave: string; pedido: PedidoAPagar }
  | AoPedido;
