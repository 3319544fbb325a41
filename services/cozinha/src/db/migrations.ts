import { EstadoComanda } from '@foodious/kernel/estados.ts';
import { addColumn, addIndex, longText } from '@foodious/platform/sql.ts';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Database } from './schema.ts';

export const migrations: Record<string, Migration> = {
  '0002-comanda': {
    async up(db) {
      await db.schema
        .createTable('comanda')
        .ifNotExists()
        .addColumn('pedido_id', 'integer', (c) => c.primaryKey())
        .addColumn('senha', 'integer', (c) => c.notNull())
        .addColumn('estado', 'integer', (c) => c.notNull())
        .addColumn('itens', longText, (c) => c.notNull())
        .addColumn('recebida_em', 'bigint', (c) => c.notNull())
        .addColumn('iniciada_em', 'bigint')
        .addColumn('pronta_em', 'bigint')
        .addColumn('entregue_em', 'bigint')
        .addColumn('movimentos', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0003-comanda-por-estado': addIndex('comanda_estado', 'comanda', ['estado', 'recebida_em']),
  '0110-comanda-consumo': addColumn('comanda', 'consumo', 'varchar(10)'),
  '0111-comanda-historico': addColumn('comanda', 'historico', 'varchar(8000)', (c) => c.notNull().defaultTo('[]')),
  '0112-comanda-traceparent': addColumn('comanda', 'traceparent', 'varchar(60)', (c) => c.notNull().defaultTo('')),
  '0113-comanda-mudou-em': addColumn('comanda', 'mudou_em', 'bigint', (c) => c.notNull().defaultTo(0)),
  '0114-comanda-pronta-de-antes': {
    async up(db: Kysely<Database>) {
      // It is asked of no other from before: where one moves again, it is written.
      await db
        .updateTable('comanda')
        .set({ mudou_em: sql<number>`coalesce(pronta_em, recebida_em)` })
        .where('estado', '=', EstadoComanda.PRONTO)
        .where('mudou_em', '=', 0)
        .execute();
    },
  },
  '0115-comanda-recolhida-em': addColumn('comanda', 'recolhida_em', 'bigint'),
  '0116-comanda-na-tela': addIndex('comanda_na_tela', 'comanda', ['estado', 'recolhida_em', 'mudou_em']),
  '0117-ajustes': {
    async up(db) {
      await db.schema
        .createTable('ajustes')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('versao', 'integer', (c) => c.notNull())
        .addColumn('voltar_min', 'integer', (c) => c.notNull())
        .addColumn('recolher_min', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0160-esquecimento': {
    async up(db) {
      await db.schema
        .createTable('esquecimento')
        .ifNotExists()
        .addColumn('protocolo', 'varchar(36)', (c) => c.notNull())
        .addColumn('mordida', 'integer', (c) => c.notNull())
        .addColumn('pedido_id', 'integer', (c) => c.notNull())
        .addColumn('pedido_em', 'bigint', (c) => c.notNull())
        .addColumn('feito_em', 'bigint')
        .addColumn('espera', 'integer', (c) => c.notNull())
        .addColumn('contado', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('esquecimento_chave', ['protocolo', 'pedido_id'])
        .execute();
    },
  },
  '0161-esquecimento-por-fazer': addIndex('esquecimento_feito', 'esquecimento', ['feito_em', 'pedido_em']),
  '0162-esquecimento-por-contar': addIndex('esquecimento_contado', 'esquecimento', ['contado', 'protocolo']),
  '0163-esquecimento-por-instante': addIndex('esquecimento_em', 'esquecimento', ['pedido_em']),
};
