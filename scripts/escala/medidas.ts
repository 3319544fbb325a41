/**
 * What the models stand on: what an order was measured to cost, and what is supposed of a restaurant. Every number has its source;
 * what nobody measured says so, and changing it here changes the pages.
 */

/** A number, and where it is from. */
export type Dito = { valor: number; de: string };
const dito = (valor: number, de: string): Dito => ({ valor, de });

const BANCADA = 'docs/cost.md, a v1 order on servers, 32 in flight';

/** What one order costs until it is RECEBIDO, by measure. CPU in milliseconds of the machine of the bench. */
export const porPedido = {
  cpuPedido: dito(8, BANCADA),
  cpuPagamento: dito(6, BANCADA),
  cpuGateway: dito(4, BANCADA),
  cpuCozinha: dito(2, BANCADA),
  cpuMysql: dito(5, BANCADA),
  cpuDocumentos: dito(4, BANCADA),
  comandosMysql: dito(54, BANCADA),
  commitsMysql: dito(7.6, BANCADA),
  comandosDocumentos: dito(9, BANCADA),
  mensagens: dito(3, 'docs/cost.md'),
} as const;

/** What is supposed, because nobody has measured it. */
export const suposto = {
  /** An order goes on after RECEBIDO: three moves of its comanda, each a message. */
  movimentos: dito(3, 'iniciar, pronto, entregar'),
  /** What the moves cost besides, in parts of what is measured. */
  depoisDeRecebido: dito(0.8, 'supposed: 3 more messages for the 3 measured, without a charge'),
  /** CPU milliseconds on Graviton for one on the machine of the bench. */
  graviton: dito(1.5, 'supposed: to be measured on Fargate'),
  /** Of a virtual processor, how much one capacity unit of Aurora has. */
  cpuPorAcu: dito(0.25, 'supposed: Amazon says 2 GiB and "corresponding" CPU'),
  /** Of what a unit can do, how much is asked of it at the peak minute; what the queue simulation below says of it. */
  utilizacao: dito(0.6, 'rule; see the simulation'),
  pedidosPorDia: dito(600, 'supposed: a busy fast-food restaurant'),
  horaDePico: dito(0.12, 'supposed: part of the day that comes in its busiest hour'),
  minutoDePico: dito(2, 'supposed: the busiest minute against the mean of that hour'),
  /** Screens of a restaurant that hold a token: totens, painéis, cozinha, balcão, gerência. */
  telas: dito(10, 'supposed: 5 totens, 2 cozinha, 1 painel, 1 balcão, 1 gerência'),
  /** Clientes that say who they are, and get e-mails. */
  identificados: dito(0.2, 'supposed: one order in five'),
  emailsPorIdentificado: dito(2, 'pagamento confirmed, and a code to sign in'),
  /** Requests to the gateway for an order, besides what the cdn answers. */
  pedidosHttp: dito(12, 'counted by hand: menu, order, streams, 2 notifications, 3 moves, their reads'),
  /** A cliente follows an order live for so many minutes. */
  minutosAoVivo: dito(10, 'supposed'),
  /** A live stream holds so much memory in the gateway, kB. */
  kBPorStream: dito(46, 'docs/cost.md: 23 embedded; twice, for a socket on either side'),
  logPorPedido: dito(12, 'supposed: kB of log lines, some 30 of 400 bytes'),
} as const;

/** A token of the pool is used for so long before another is asked for, seconds: 15 minutes less one (infra/stacks/identidade.ts). */
export const TOKEN_S = 14 * 60;
/** Requests to the pool for one token: custom authentication in one round (ADR 21). */
export const CHAMADAS_POR_TOKEN = 2;

const v = ({ valor }: Dito) => valor;

/** Orders a second of one restaurant in its busiest minute. */
export const pedidosPorSegundo = (v(suposto.pedidosPorDia) * v(suposto.horaDePico) * v(suposto.minutoDePico)) / 3600;
/** Seconds of CPU of Amazon's for one order, from the checkout to the counter. */
export const segundosDeCpu = (medida: Dito): number =>
  (v(medida) / 1000) * v(suposto.graviton) * (1 + v(suposto.depoisDeRecebido));
/** Messages of one order, to its end. */
export const mensagensPorPedido = v(porPedido.mensagens) + v(suposto.movimentos);
