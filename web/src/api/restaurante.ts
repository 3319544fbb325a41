/**
 * What the services decide and the screens only say: the values, each written once in the web and checked against the OpenAPI
 * document where that names them. How a screen says them stays with the screen.
 */
import type { components } from './schema.ts';

type Schemas = components['schemas'];

/** The four categorias of the house; their numbers are fixed. */
export const categorias = [
  { id: 1, nome: 'Lanche', plural: 'Lanches' },
  { id: 2, nome: 'Acompanhamento', plural: 'Acompanhamentos' },
  { id: 3, nome: 'Bebida', plural: 'Bebidas' },
  { id: 4, nome: 'Sobremesa', plural: 'Sobremesas' },
] as const;

/** Where a pedido is eaten: here, or taken away. */
export type Consumo = NonNullable<Schemas['Comanda']['consumo']>;

export type EstadoDoPedido = Schemas['PedidoNaGerencia']['estado'];

/** The number that v1 knows a cancelled pedido by. */
export const CANCELADO = 6;

/** The estados in which a pedido is neither finished nor cancelled, in the order it comes through them. */
export const emAndamento = [
  'PAGAMENTO_PENDENTE',
  'CHECKOUT',
  'RECEBIDO',
  'EM_PREPARACAO',
  'PRONTO',
] as const satisfies readonly EstadoDoPedido[];

export type EstadoDaComanda = Schemas['Comanda']['estado'];
/** What moves a comanda from one estado to another. */
export type AcaoDaComanda = 'iniciar' | 'pronto' | 'entregar' | 'voltar';

/** Where each action leads a comanda; one that is not here is refused. */
export const transicoesDaComanda: Readonly<
  Record<EstadoDaComanda, Readonly<Partial<Record<AcaoDaComanda, EstadoDaComanda>>>>
> = {
  RECEBIDO: { iniciar: 'EM_PREPARACAO' },
  EM_PREPARACAO: { pronto: 'PRONTO' },
  PRONTO: { entregar: 'FINALIZADO', voltar: 'EM_PREPARACAO' },
  FINALIZADO: {},
  CANCELADO: {},
};

export type EstadoDoPagamento = 'PENDENTE' | 'CONFIRMADO' | 'REJEITADO' | 'ESTORNADO';
/** Why a pagamento was rejected. */
export type MotivoDaRejeicao = 'recusado' | 'expirado' | 'cancelado';
/** What pagamento asks of the provider. */
export type ChamadaAoProvedor = 'criar' | 'obter' | 'cancelar' | 'estornar';

export type EstadoDoEmail = Schemas['EmailNaGerencia']['estado'];
export type TipoDeEmail =
  | 'pagamento-confirmado'
  | 'pagamento-rejeitado'
  | 'pagamento-estornado'
  | 'pedido-pronto'
  | 'pedido-cancelado'
  | 'lgpd-protocolo';

/** The queues between the services: who writes to each, and who hears. */
export const filas = {
  'solicitar-pagamento-req': { de: 'pedido', para: 'pagamento' },
  'webhook-pagamento-confirmado-res': { de: 'pagamento', para: 'pedido' },
  'webhook-pagamento-rejeitado-res': { de: 'pagamento', para: 'pedido' },
  'preparacao-pedido-req': { de: 'pedido', para: 'cozinha' },
  'preparacao-pedido-res': { de: 'cozinha', para: 'pedido' },
  'estorno-pagamento-req': { de: 'pedido', para: 'pagamento' },
  'estorno-pagamento-res': { de: 'pagamento', para: 'pedido' },
  'produto-alterado': { de: 'produto', para: 'pedido' },
  'lgpd-protocolo-delecao-req': { de: 'pedido', para: 'pedido' },
} as const;
export type NomeDaFila = keyof typeof filas;

/** What a service writes in the trail of a pedido. */
export type TipoDaTrilha =
  | 'estado'
  | 'item'
  | 'provedor'
  | 'mensagem-enviada'
  | 'mensagem-aguardando'
  | 'mensagem-recebida'
  | 'mensagem-repetida'
  | 'mensagem-falhou'
  | 'mensagem-enterrada'
  | 'morta-reenviada'
  | 'morta-descartada'
  | 'email-escrito'
  | 'email-enviado'
  | 'email-falhou'
  | 'email-desistido'
  | 'email-descartado';
