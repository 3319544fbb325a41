import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { PedidoInTransaction, Reader } from './db/schema.ts';
import type { Painel } from './jobs/painel.ts';
import type { ListarParados } from './use-cases/gerencia/listar-parados.ts';
import type { ConhecerProdutos } from './use-cases/pedidos/conhecer-produtos.ts';
import type { UmaVez } from './use-cases/pedidos/uma-vez.ts';

/** What the routes and the handlers of the queues are handed. */
export type Deps = Reader & {
  inTransaction: PedidoInTransaction;
  log: Logger;
  /** Told after a transaction that wrote e-mails. */
  emails: { wake(): void };
  /** Told after a transaction that erased what is personal. */
  esquecer: { wake(): void };
  streams: Streams<TrailOf<'pedido'>>;
  painel: Painel;
  /** Told when a part of an erasure is done. */
  protocolos: { wake(): void };
  /** Years the law has pedidos kept. */
  retencaoAnos: number;
  /** Where the receipts of erasures are archived. */
  objects: Objects;
  conhecerProdutos: ConhecerProdutos;
  listarParados: ListarParados;
  umaVez: UmaVez;
  /** The restaurant's day of an instant, `YYYY-MM-DD`. */
  hoje(agora: Date): string;
  /** The restaurant's hour of an instant, 0 to 23. */
  hora(agora: Date): number;
};
