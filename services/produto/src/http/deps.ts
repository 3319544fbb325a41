import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Kysely } from 'kysely';
import type { Database, ProdutoInTransaction } from '../db/schema.ts';
import type { CardapioEmMemoria } from './cardapio-em-memoria.ts';

/** What the routes are given. */
export type Deps = {
  db: Kysely<Database>;
  inTransaction: ProdutoInTransaction;
  /** The images. */
  objects: Objects;
  cardapio: CardapioEmMemoria;
  streams: Streams<TrailOf<'produto'>>;
};
