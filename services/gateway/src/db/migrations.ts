import { addIndex } from '@foodious/platform/sql.ts';
import type { Migration } from 'kysely/migration';

export const migrations: Record<string, Migration> = {
  '0001-sessao': {
    async up(db) {
      await db.schema
        .createTable('sessao')
        .ifNotExists()
        .addColumn('id_hash', 'varchar(64)', (c) => c.primaryKey())
        .addColumn('loja_id', 'integer', (c) => c.notNull())
        .addColumn('tela', 'varchar(20)', (c) => c.notNull())
        .addColumn('papel', 'varchar(20)', (c) => c.notNull())
        .addColumn('sub', 'varchar(80)', (c) => c.notNull())
        .addColumn('aparelho_id', 'integer')
        .addColumn('pessoa_id', 'integer')
        .addColumn('cliente_id', 'integer')
        .addColumn('verificado', 'integer', (c) => c.notNull())
        .addColumn('criada_em', 'bigint', (c) => c.notNull())
        .addColumn('vista_em', 'bigint', (c) => c.notNull())
        .addColumn('ate', 'bigint', (c) => c.notNull())
        .addColumn('encerrada_em', 'bigint')
        .execute();
    },
  },
  '0002-sessao-por-fim': addIndex('sessao_ate', 'sessao', ['ate']),
  '0003-sessao-por-sub': addIndex('sessao_sub', 'sessao', ['sub']),
  '0004-sessao-por-aparelho': addIndex('sessao_aparelho', 'sessao', ['aparelho_id']),
  '0005-sessao-por-cliente': addIndex('sessao_cliente', 'sessao', ['cliente_id']),
  '0006-revogacao': {
    async up(db) {
      await db.schema
        .createTable('revogacao')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('base', 'varchar(80)', (c) => c.notNull())
        .addColumn('desde', 'bigint', (c) => c.notNull())
        .addColumn('em', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
};
