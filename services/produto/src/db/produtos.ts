import type { Kysely, Selectable } from 'kysely';
import { type Ficha, type ImagemGuardada, nomeReservado, type Produto } from '../domain/produto.ts';
import type { Database } from './schema.ts';

const toProduto = (row: Selectable<Database['produto']>): Produto => ({
  id: row.id,
  versao: row.versao,
  nome: row.nome,
  idCategoriaProduto: row.id_categoria,
  descricao: row.descricao,
  precoCentavos: row.preco_centavos,
  imagem:
    row.imagem_chave === null && row.imagem_texto === null
      ? null
      : { chave: row.imagem_chave, texto: row.imagem_texto, dataUrl: row.imagem_data_url === 1 },
  ativo: row.ativo === 1,
  disponivel: row.disponivel === 1,
});

const toRow = (ficha: Omit<Produto, 'id'>) => ({
  nome: ficha.nome,
  nome_reservado: nomeReservado(ficha),
  id_categoria: ficha.idCategoriaProduto,
  descricao: ficha.descricao,
  preco_centavos: ficha.precoCentavos,
  imagem_chave: ficha.imagem?.chave ?? null,
  imagem_texto: ficha.imagem?.texto ?? null,
  imagem_data_url: ficha.imagem?.dataUrl ? 1 : 0,
  ativo: ficha.ativo ? 1 : 0,
  disponivel: ficha.disponivel ? 1 : 0,
  versao: ficha.versao,
});

/** Products of a database or of a running transaction. Writes throw the unique violation of a taken name. */
export const produtos = (db: Kysely<Database>) => ({
  async get(id: number): Promise<Produto | undefined> {
    const row = await db.selectFrom('produto').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toProduto(row);
  },
  /** A product for a transaction that changes it: whoever else would change it waits until that ends. */
  async lock(id: number): Promise<Produto | undefined> {
    const row = await db.selectFrom('produto').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toProduto(row);
  },
  /** The newest active products of a category, at most 500, by id. */
  async listByCategoria(id: number): Promise<Produto[]> {
    const rows = await db
      .selectFrom('produto')
      .selectAll()
      .where('ativo', '=', 1)
      .where('id_categoria', '=', id)
      .orderBy('id', 'desc')
      .limit(500)
      .execute();
    return rows.reverse().map(toProduto);
  },
  /** The active products, by category and id: the menu. */
  async listAtivos(): Promise<Produto[]> {
    const rows = await db
      .selectFrom('produto')
      .selectAll()
      .where('ativo', '=', 1)
      .orderBy('id_categoria')
      .orderBy('id')
      .execute();
    return rows.map(toProduto);
  },
  /** The products, inactive ones too, by category and then name: all of them, or the newest would be missing somewhere. */
  async list(): Promise<Produto[]> {
    const rows = await db.selectFrom('produto').selectAll().orderBy('id_categoria').orderBy('nome').execute();
    return rows.map(toProduto);
  },
  async hasAny(): Promise<boolean> {
    return (await db.selectFrom('produto').select('id').limit(1).executeTakeFirst()) !== undefined;
  },
  /** Keeps a new product; the database chooses its id where none is given. */
  async insert({ id, ...ficha }: Ficha & { id?: number; imagem: ImagemGuardada | null }): Promise<Produto> {
    const novo = { ...ficha, versao: 1, disponivel: true };
    const row = id === undefined ? toRow(novo) : { id, ...toRow(novo) };
    const { insertId } = await db.insertInto('produto').values(row).executeTakeFirstOrThrow();
    return { ...novo, id: id ?? Number(insertId) };
  },
  /** Replaces that version of a product; false when it is not the current one, and nothing changed. */
  async update(produto: Produto, versao: number): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('produto')
      .set(toRow(produto))
      .where('id', '=', produto.id)
      .where('versao', '=', versao)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
});
