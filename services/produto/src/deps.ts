import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { ProdutoInTransaction, Reader } from './db/schema.ts';
import type { CardapioEmMemoria } from './http/cardapio-em-memoria.ts';

/** What the routes are given. */
export type Deps = Reader & {
  inTransaction: ProdutoInTransaction;
  /** The images. */
  objects: Objects;
  cardapio: CardapioEmMemoria;
  streams: Streams<TrailOf<'produto'>>;
};
