import type { Data } from '@foodious/contracts/messages.ts';
import type { Kysely } from 'kysely';
import type { ProdutoAtual } from '../domain/pedido.ts';
import type { Database } from './schema.ts';

/** What our copy of the catalogue knows of a product. */
export type ProdutoDoCardapio = ProdutoAtual & { descricao: string; imagemUrl: string | null };

/** Our copy of the catalogue. */
export const cardapio = (db: Kysely<Database>) => ({
  async get(ids: readonly number[]): Promise<Map<number, ProdutoDoCardapio>> {
    if (ids.length === 0) return new Map();
    const rows = await db
      .selectFrom('cardapio')
      .selectAll()
      .where('produto_id', 'in', [...new Set(ids)])
      .execute();
    return new Map(
      rows.map((row) => [
        row.produto_id,
        {
          id: row.produto_id,
          idCategoriaProduto: row.id_categoria,
          nome: row.nome,
          descricao: row.descricao,
          precoCentavos: row.preco_centavos,
          imagemUrl: row.imagem_url,
          ativo: row.ativo === 1,
          disponivel: row.disponivel === 1,
        },
      ]),
    );
  },
  /** Keeps the news of a product, unless we already have newer. */
  async update({ id, versao, ...produto }: Data<'produto-alterado'>): Promise<void> {
    const values = {
      id_categoria: produto.idCategoriaProduto,
      nome: produto.nome,
      descricao: produto.descricao,
      preco_centavos: produto.precoCentavos,
      imagem_url: produto.imagemUrl,
      ativo: produto.ativo ? 1 : 0,
      disponivel: produto.disponivel ? 1 : 0,
      versao,
    };
    const { numInsertedOrUpdatedRows: inserted } = await db
      .insertInto('cardapio')
      .orIgnore()
      .values({ produto_id: id, ...values })
      .executeTakeFirstOrThrow();
    if (inserted === 1n) return;
    await db.updateTable('cardapio').set(values).where('produto_id', '=', id).where('versao', '<', versao).execute();
  },
});
