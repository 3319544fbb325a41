import { addIndex, addUniqueIndex, appendOnly, longText } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { CADEIA, COMECO } from './cadeia.ts';
import type { Database } from './schema.ts';

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
  '0011-refresh': {
    async up(db) {
      await db.schema
        .createTable('refresh')
        .ifNotExists()
        .addColumn('hash', 'varchar(64)', (c) => c.primaryKey())
        .addColumn('familia', 'varchar(36)', (c) => c.notNull())
        .addColumn('sub', 'varchar(80)', (c) => c.notNull())
        .addColumn('papel', 'varchar(20)', (c) => c.notNull())
        .addColumn('desde', 'bigint', (c) => c.notNull())
        .addColumn('ate', 'bigint', (c) => c.notNull())
        .addColumn('usado_em', 'bigint')
        .addColumn('sucessor', 'varchar(64)')
        .execute();
    },
  },
  '0012-refresh-por-familia': addIndex('refresh_familia', 'refresh', ['familia']),
  '0013-refresh-por-sub': addIndex('refresh_sub', 'refresh', ['sub']),
  '0201-pessoa': {
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
  '0202-pessoa-por-usuario': addUniqueIndex('pessoa_usuario', 'pessoa', ['loja_id', 'usuario']),
  '0203-convite': {
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
  '0204-convite-por-pessoa': addIndex('convite_pessoa', 'convite', ['pessoa_id']),
  '0205-falha': {
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
  '0206-falha-por-instante': addIndex('falha_ultima', 'falha', ['ultima_em']),
  '0207-conhecido': {
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
  '0208-conhecido-por-instante': addIndex('conhecido_visto', 'conhecido', ['visto_em']),
  '0209-desafio': {
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
  '0301-auditoria': {
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
  '0302-auditoria-por-quem': addIndex('auditoria_quem', 'auditoria', ['quem', 'n']),
  '0303-auditoria-por-acao': addIndex('auditoria_acao', 'auditoria', ['acao', 'n']),
  '0304-auditoria-por-sobre': addIndex('auditoria_sobre', 'auditoria', ['sobre_tipo', 'sobre_id', 'n']),
  '0305-auditoria-por-instante': addIndex('auditoria_em', 'auditoria', ['em']),
  '0306-auditoria-so-cresce': appendOnly('auditoria'),
  '0701-identidade': {
    async up(db) {
      await db.schema
        .createTable('identidade')
        .ifNotExists()
        .addColumn('sub', 'varchar(80)', (c) => c.primaryKey())
        .addColumn('papel', 'varchar(20)')
        .addColumn('criada_em', 'bigint', (c) => c.notNull())
        .addColumn('desabilitada_em', 'bigint')
        .execute();
    },
  },
};
