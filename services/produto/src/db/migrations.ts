import { addColumn, addIndex, isUniqueViolation } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { nomeReservado } from '../domain/produto.ts';
import type { Database } from './schema.ts';

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
  // Names were compared with what nobody sees in them. Of two that look alike one keeps the name; the other is told when it is
  // changed next.
  '0113-produto-nomes-reservados': {
    async up(db: Kysely<Database>) {
      for (let depois = 0; ; ) {
        const lote = db.selectFrom('produto').select(['id', 'nome', 'nome_reservado']).where('id', '>', depois);
        const ativos = await lote.where('ativo', '=', 1).orderBy('id').limit(BITE).execute();
        if (ativos.length === 0) return;
        for (const { id, nome, nome_reservado: antes } of ativos) {
          const nome_reservado = nomeReservado({ nome, ativo: true });
          if (nome_reservado === antes) continue;
          const mudar = db.updateTable('produto').set({ nome_reservado }).where('id', '=', id).execute();
          await mudar.catch((error) => {
            if (!isUniqueViolation(error)) throw error;
          });
        }
        depois = ativos.at(-1)?.id ?? depois;
      }
    },
  },
};

/** How many rows a migration reads at a time. */
const BITE = 500;
