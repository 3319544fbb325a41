import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Streams } from '@foodious/messaging/streams.ts';
import type { ProdutoInTransaction, Reader } from './db/schema.ts';
import type { CardapioEmMemoria } from './http/cardapio-em-memoria.ts';
import type { Imagens } from './use-cases/guardar-imagem.ts';

/** What the routes are given. */
export type Deps = Reader & {
  inTransaction: ProdutoInTransaction;
  imagens: Imagens;
  cardapio: CardapioEmMemoria;
  streams: Streams<TrailOf<'produto'>>;
};
