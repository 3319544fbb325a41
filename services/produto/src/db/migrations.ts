import { addColumn, addIndex } from '@foodious/platform/sql.ts';
import type { Migration } from 'kysely/migration';

export const migrations: Record<string, Migration> = {
  '0002-produto': {
    async up(db) {
      await db.schema
        .createTable('produto')
        .ifNotExists()
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('nome', 'varchar(255)', (c) => c.notNull())
        .addColumn('nome_reservado', 'varchar(255)', (c) => c.unique())
        .addColumn('id_categoria', 'integer', (c) => c.notNull())
        .addColumn('descricao', 'varchar(1000)', (c) => c.notNull())
        .addColumn('preco_centavos', 'integer', (c) => c.notNull())
        .addColumn('imagem_chave', 'varchar(80)')
        .addColumn('imagem_data_url', 'integer', (c) => c.notNull())
        .addColumn('ativo', 'integer', (c) => c.notNull())
        .addColumn('versao', 'integer', (c) => c.notNull())
        .execute();
    },
  },
  '0003-produto-por-categoria': addIndex('produto_categoria', 'produto', ['ativo', 'id_categoria', 'id']),
  '0110-produto-disponivel': addColumn('produto', 'disponivel', 'integer', (c) => c.notNull().defaultTo(1)),
  '0111-produto-por-nome': addIndex('produto_nome', 'produto', ['id_categoria', 'nome']),
  '0112-produto-imagem-texto': addColumn('produto', 'imagem_texto', 'varchar(80)'),
};
