/** Where a pedido stands, by the numbers clients know. */
export const EstadoPedido = {
  PAGAMENTO_PENDENTE: 0,
  RECEBIDO: 1,
  EM_PREPARACAO: 2,
  PRONTO: 3,
  FINALIZADO: 4,
  CHECKOUT: 5,
  CANCELADO: 6,
} as const;
export type EstadoPedido = keyof typeof EstadoPedido;

/** Where a pagamento stands, by the numbers clients know. */
export const EstadoPagamento = { PENDENTE: 0, CONFIRMADO: 1, REJEITADO: 2, ESTORNADO: 3 } as const;
export type EstadoPagamento = keyof typeof EstadoPagamento;

/** Where a comanda stands: the states of its pedido from the payment on, by the same numbers. */
export const EstadoComanda = { RECEBIDO: 1, EM_PREPARACAO: 2, PRONTO: 3, FINALIZADO: 4, CANCELADO: 6 } as const;
export type EstadoComanda = keyof typeof EstadoComanda;

/** The states of a preparation that somebody moves it on to, in their order. */
export const ESTADOS_DO_PREPARO = ['EM_PREPARACAO', 'PRONTO', 'FINALIZADO'] as const satisfies (EstadoPedido &
  EstadoComanda)[];
export type EstadoPreparo = (typeof ESTADOS_DO_PREPARO)[number];

/** The whole way of a preparation, by which pedido and cozinha follow each other; `voltar` is one step back on it. */
export const CAMINHO_DO_PREPARO = ['RECEBIDO', ...ESTADOS_DO_PREPARO] as const satisfies (EstadoPedido &
  EstadoComanda)[];
export type EtapaDoPreparo = (typeof CAMINHO_DO_PREPARO)[number];

/**
 * What a restaurant that has set nothing gives a preparation: minutes in which a move may be taken back, and minutes after
 * which what is ready leaves the screens by itself.
 */
export const PRAZOS_DO_PREPARO = { voltarMin: 10, recolherMin: 30 } as const;
export type PrazosDoPreparo = { [P in keyof typeof PRAZOS_DO_PREPARO]: number };

/** What a cook does to a comanda, by the names clients know. */
export const ACOES_DO_COZINHEIRO = ['iniciar', 'pronto', 'entregar', 'voltar'] as const;
export type AcaoDoCozinheiro = (typeof ACOES_DO_COZINHEIRO)[number];

/** What moves a comanda: the cook, or a pedido that is cancelled. */
export const ACOES_DA_COMANDA = [...ACOES_DO_COZINHEIRO, 'cancelar'] as const;
export type AcaoDaComanda = (typeof ACOES_DA_COMANDA)[number];

/** Why a pagamento was rejected. */
export const MOTIVOS = ['recusado', 'expirado', 'cancelado'] as const;
export type Motivo = (typeof MOTIVOS)[number];

/** By which a checkout is paid: a Pix code, or at the counter. */
export const MEIOS = ['pix', 'balcao'] as const;
export type Meio = (typeof MEIOS)[number];

/** How it is paid at the counter: in cash, or by the house's own card machine. */
export const FORMAS_DO_BALCAO = ['dinheiro', 'cartao'] as const;
export type FormaDoBalcao = (typeof FORMAS_DO_BALCAO)[number];

/**
 * Why money goes back: its pedido was cancelled, the gerência gave it back, it came for a pedido it no longer pays, a repair of the
 * reconciliation asked for it, or somebody gave it back at the provider's own pages.
 */
export const CAUSAS_DE_ESTORNO = ['cancelamento', 'gerencia', 'tardio', 'conciliacao', 'provedor'] as const;
export type CausaDeEstorno = (typeof CAUSAS_DE_ESTORNO)[number];

/** Where a refund stands: asked for, given back, or refused for good by the provider. */
export const ESTADOS_DO_ESTORNO = ['PEDIDO', 'FEITO', 'RECUSADO'] as const;
export type EstadoDoEstorno = (typeof ESTADOS_DO_ESTORNO)[number];

/** What a cliente is told of a pedido by e-mail. */
export const AVISOS = [
  'pagamento-confirmado',
  'pagamento-rejeitado',
  'pedido-pronto',
  'pedido-cancelado',
  'pagamento-estornado',
] as const;
export type Aviso = (typeof AVISOS)[number];

/** Every kind of e-mail a cliente gets: of a pedido, of the erasure of their data, or about their e-mail itself. */
export const EMAILS = [...AVISOS, 'lgpd-protocolo', 'codigo', 'email-alterado'] as const;
export type TipoEmail = (typeof EMAILS)[number];

/**
 * What became of an e-mail once it had left, as who carries it tells: it takes long, did not arrive, was taken for harmful, has no such
 * address to go to, was called spam by who got it. What stands later here outweighs what stands before.
 */
export const RETORNOS = ['atrasado', 'nao-entregue', 'recusado', 'devolvido', 'denunciado'] as const;
export type RetornoDeEmail = (typeof RETORNOS)[number];

/** After these an address is told of pedidos no more. */
export const FIM_DOS_AVISOS = ['devolvido', 'denunciado'] as const satisfies RetornoDeEmail[];
export type FimDosAvisos = (typeof FIM_DOS_AVISOS)[number];

/** What clientes are asked to agree to. */
export const TIPOS_DE_CONSENTIMENTO = ['marketing'] as const;
export type TipoDeConsentimento = (typeof TIPOS_DE_CONSENTIMENTO)[number];

/** Where a pedido is eaten: here, or taken away. */
export const CONSUMOS = ['local', 'viagem'] as const;
export type Consumo = (typeof CONSUMOS)[number];

/** The four categorias of the menu; they never change. */
export const categorias = [
  { id: 1, nome: 'Lanche' },
  { id: 2, nome: 'Acompanhamento' },
  { id: 3, nome: 'Bebida' },
  { id: 4, nome: 'Sobremesa' },
] as const;

/** The states of a table as zod's `enum` takes them, in the table's order. */
export const nomes = <T extends Record<string, number>>(tabela: T) =>
  Object.keys(tabela) as [keyof T & string, ...(keyof T & string)[]];

/** The numbers of a table, for people: `0 PENDENTE · 1 CONFIRMADO · …`. */
export const numerado = (tabela: Record<string, number>): string =>
  Object.entries(tabela)
    .map(([nome, n]) => `${n} ${nome}`)
    .join(' · ');

const porNumero = <T extends Record<string, number>>(tabela: T) =>
  new Map(Object.entries(tabela).map(([nome, numero]) => [numero, nome as keyof T & string]));

const doPedido = porNumero(EstadoPedido);
const daComanda = porNumero(EstadoComanda);

/** Looks up what a row says. Throws for a number the table has not: the database is broken. */
const guardado =
  <N>(tabela: ReadonlyMap<number, N>, de: string) =>
  (numero: number): N => {
    const estado = tabela.get(numero);
    if (estado === undefined) throw new Error(`no estado of a ${de} is number ${numero}`);
    return estado;
  };

/** The estado of a pedido that a number stands for; undefined for none. */
export const estadoPedidoDe = (numero: number): EstadoPedido | undefined => doPedido.get(numero);
/** The estado of a pedido, and of a comanda, that the number in a row stands for. */
export const estadoPedidoGuardado: (numero: number) => EstadoPedido = guardado(doPedido, 'pedido');
export const estadoComandaGuardado: (numero: number) => EstadoComanda = guardado(daComanda, 'comanda');

/** Fields of messages and of the trail in which a person writes what they like, and so perhaps who they are. */
export const PALAVRAS_DE_PESSOAS = ['observacoes'] as const;

/** What stands in their place once they are erased: it may have been an allergy, and whoever cooks it still, or again, has to ask. */
export const PALAVRAS_APAGADAS = 'Observação apagada a pedido da pessoa: confirme com quem retirar';

/** Characters a palavra-passe has at least. */
export const MENOR_PALAVRA_PASSE = 10;

/** Who erases a part of what is known of a person, besides pedido itself. */
export const PARTES_DA_DELECAO = ['pagamento', 'cozinha', 'identidade'] as const;
