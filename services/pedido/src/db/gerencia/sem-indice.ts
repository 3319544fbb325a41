import { type RawBuilder, sql } from 'kysely';

/**
 * A column of numbers as the database does not look for it by an index: for a query with another condition that leaves fewer
 * rows, which the database cannot always know.
 */
export const semIndice = (coluna: 'id' | 'estado' | 'senha' | 'ativo' | 'recebido_em'): RawBuilder<number> =>
  sql`${sql.ref(coluna)} + 0`;
