import { addIndex, addUniqueIndex } from '@foodious/platform/sql.ts';
import type { Migration } from 'kysely/migration';

export const migrations: Record<string, Migration> = {
  '0101-pessoa': {
    async up(db) {
      await db.schema
        .createTable('pessoa')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('loja_id', 'integer', (c) => c.notNull())
        .addColumn('usuario', 'varchar(40)', (c) => c.notNull())
        .addColumn('nome', 'varchar(255)', (c) => c.notNull())
        .addColumn('papel', 'varchar(20)', (c) => c.notNull())
        .addColumn('email', 'varchar(255)')
        .addColumn('palavra_passe', 'varchar(255)')
        .addColumn('pin', 'varchar(255)')
        .addColumn('ativo', 'integer', (c) => c.notNull())
        .addColumn('versao', 'integer', (c) => c.notNull())
        .addColumn('criado_em', 'bigint', (c) => c.notNull())
        .addColumn('entrou_em', 'bigint')
        .execute();
    },
  },
  '0102-pessoa-por-usuario': addUniqueIndex('pessoa_usuario', 'pessoa', ['loja_id', 'usuario']),
  '0103-convite': {
    async up(db) {
      await db.schema
        .createTable('convite')
        .ifNotExists()
        .addColumn('token_hash', 'varchar(64)', (c) => c.primaryKey())
        .addColumn('pessoa_id', 'integer', (c) => c.notNull())
        .addColumn('ate', 'bigint', (c) => c.notNull())
        .addColumn('usado_em', 'bigint')
        .execute();
    },
  },
  '0104-convite-por-pessoa': addIndex('convite_pessoa', 'convite', ['pessoa_id']),
  '0105-falha': {
    async up(db) {
      await db.schema
        .createTable('falha')
        .ifNotExists()
        .addColumn('chave', 'varchar(80)', (c) => c.primaryKey())
        .addColumn('vezes', 'integer', (c) => c.notNull())
        .addColumn('ultima_em', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
  '0106-falha-por-instante': addIndex('falha_ultima', 'falha', ['ultima_em']),
  '0107-conhecido': {
    async up(db) {
      await db.schema
        .createTable('conhecido')
        .ifNotExists()
        .addColumn('token_hash', 'varchar(64)', (c) => c.notNull())
        .addColumn('usuario', 'varchar(40)', (c) => c.notNull())
        .addColumn('visto_em', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('conhecido_pk', ['token_hash', 'usuario'])
        .execute();
    },
  },
  '0108-conhecido-por-instante': addIndex('conhecido_visto', 'conhecido', ['visto_em']),
  '0109-desafio': {
    async up(db) {
      await db.schema
        .createTable('desafio')
        .ifNotExists()
        .addColumn('id_hash', 'varchar(64)', (c) => c.primaryKey())
        .addColumn('pessoa_id', 'integer', (c) => c.notNull())
        .addColumn('codigo_hash', 'varchar(64)', (c) => c.notNull())
        .addColumn('tentativas', 'integer', (c) => c.notNull())
        .addColumn('ate', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
};
