import { addIndex, addUniqueIndex } from '@foodious/platform/sql.ts';
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
  '0007-aparelho': {
    async up(db) {
      await db.schema
        .createTable('aparelho')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('loja_id', 'integer', (c) => c.notNull())
        .addColumn('tipo', 'varchar(20)', (c) => c.notNull())
        .addColumn('nome', 'varchar(80)', (c) => c.notNull())
        .addColumn('credencial_hash', 'varchar(64)')
        .addColumn('client_id', 'varchar(80)')
        .addColumn('versao', 'varchar(40)')
        .addColumn('criado_em', 'bigint', (c) => c.notNull())
        .addColumn('visto_em', 'bigint')
        .addColumn('revogado_em', 'bigint')
        .execute();
    },
  },
  '0008-aparelho-por-credencial': addUniqueIndex('aparelho_credencial', 'aparelho', ['credencial_hash']),
  '0009-aparelho-por-cliente': addUniqueIndex('aparelho_client_id', 'aparelho', ['client_id']),
  '0010-pareamento': {
    async up(db) {
      await db.schema
        .createTable('pareamento')
        .ifNotExists()
        .addColumn('codigo_hash', 'varchar(64)', (c) => c.primaryKey())
        .addColumn('loja_id', 'integer', (c) => c.notNull())
        .addColumn('tipo', 'varchar(20)', (c) => c.notNull())
        .addColumn('nome', 'varchar(80)', (c) => c.notNull())
        .addColumn('ate', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
};
