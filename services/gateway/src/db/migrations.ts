import { addIndex, appendOnly, longText } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { CADEIA, COMECO } from './cadeia.ts';
import type { Database } from './schema.ts';

export const migrations: Record<string, Migration> = {
  '0101-auditoria': {
    async up(db: Kysely<Database>) {
      await db.schema
        .createTable('auditoria')
        .ifNotExists()
        .addColumn('n', 'bigint', (c) => c.primaryKey())
        .addColumn('loja_id', 'integer', (c) => c.notNull())
        .addColumn('em', 'bigint', (c) => c.notNull())
        .addColumn('quem', 'varchar(80)', (c) => c.notNull())
        .addColumn('papel', 'varchar(20)')
        .addColumn('acao', 'varchar(40)', (c) => c.notNull())
        .addColumn('sobre_tipo', 'varchar(20)')
        .addColumn('sobre_id', 'varchar(80)')
        .addColumn('antes', longText)
        .addColumn('depois', longText)
        .addColumn('correlacao', 'varchar(36)', (c) => c.notNull())
        .addColumn('evento_id', 'varchar(36)', (c) => c.unique())
        .addColumn('hash_anterior', 'varchar(64)', (c) => c.notNull())
        .addColumn('hash', 'varchar(64)', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('auditoria_cabeca')
        .ifNotExists()
        .addColumn('cadeia', 'varchar(20)', (c) => c.primaryKey())
        .addColumn('n', 'bigint', (c) => c.notNull())
        .addColumn('hash', 'varchar(64)', (c) => c.notNull())
        .execute();
      await db
        .insertInto('auditoria_cabeca')
        .orIgnore()
        .values({ cadeia: CADEIA, ...COMECO })
        .execute();
    },
  },
  '0102-auditoria-por-quem': addIndex('auditoria_quem', 'auditoria', ['quem', 'n']),
  '0103-auditoria-por-acao': addIndex('auditoria_acao', 'auditoria', ['acao', 'n']),
  '0104-auditoria-por-sobre': addIndex('auditoria_sobre', 'auditoria', ['sobre_tipo', 'sobre_id', 'n']),
  '0105-auditoria-por-instante': addIndex('auditoria_em', 'auditoria', ['em']),
  '0106-auditoria-so-cresce': appendOnly('auditoria'),
};
