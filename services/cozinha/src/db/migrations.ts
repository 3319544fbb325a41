import { addColumn, addIndex, longText } from '@foodious/platform/sql.ts';
import type { Migration } from 'kysely/migration';

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
};
