import { type MessagingTables, messagingMigrations } from '@foodious/messaging/sql.ts';
import { addColumn, addIndex } from '@foodious/platform/sql.ts';
import type { Generated, Kysely, Selectable } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type Ficha, type ImagemGuardada, nomeReservado, type Produto } from '../domain/produto.ts';

export type Database = MessagingTables & {
  produto: {
    id: Generated<number>;
    nome: string;
    /** The name as it is compared, null while inactive: unique where it is not null, on any database. */
    nome_reservado: string | null;
    id_categoria: number;
    descricao: string;
    preco_centavos: number;
    imagem_chave: string | null;
    imagem_data_url: number;
    ativo: number;
    disponivel: number;
    versao: number;
  };
};

export const migrations: Record<string, Migration> = {
  ...messagingMigrations,
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
};

const toProduto = (row: Selectable<Database['produto']>): Produto => ({
  id: row.id,
  versao: row.versao,
  nome: row.nome,
  idCategoriaProduto: row.id_categoria,
  descricao: row.descricao,
  precoCentavos: row.preco_centavos,
  imagem: row.imagem_chave === null ? null : { chave: row.imagem_chave, dataUrl: row.imagem_data_url === 1 },
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
  /** The same, for a transaction that changes it: whoever else would waits until it ends. */
  async lock(id: number): Promise<Produto | undefined> {
    const row = await db.selectFrom('produto').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toProduto(row);
  },
  /** The active ones of a category, by id, at most 500. */
  async daCategoria(id: number): Promise<Produto[]> {
    const rows = await db
      .selectFrom('produto')
      .selectAll()
      .where('ativo', '=', 1)
      .where('id_categoria', '=', id)
      .orderBy('id')
      .limit(500)
      .execute();
    return rows.map(toProduto);
  },
  /** The active ones, by category and id: the menu. */
  async ativos(): Promise<Produto[]> {
    const rows = await db
      .selectFrom('produto')
      .selectAll()
      .where('ativo', '=', 1)
      .orderBy('id_categoria')
      .orderBy('id')
      .execute();
    return rows.map(toProduto);
  },
  /** Active or not, by category and then name, at most 1000. */
  async todos(): Promise<Produto[]> {
    const rows = await db
      .selectFrom('produto')
      .selectAll()
      .orderBy('id_categoria')
      .orderBy('nome')
      .limit(1_000)
      .execute();
    return rows.map(toProduto);
  },
  async existeAlgum(): Promise<boolean> {
    return (await db.selectFrom('produto').select('id').limit(1).executeTakeFirst()) !== undefined;
  },
  /** Keeps a new product; the database chooses its id where none is given. */
  async insert({ id, ...ficha }: Ficha & { id?: number; imagem: ImagemGuardada | null }): Promise<Produto> {
    const novo = { ...ficha, versao: 1, disponivel: true };
    const row = id === undefined ? toRow(novo) : { id, ...toRow(novo) };
    const { insertId } = await db.insertInto('produto').values(row).executeTakeFirstOrThrow();
    return { ...novo, id: id ?? Number(insertId) };
  },
  async update(produto: Produto): Promise<void> {
    await db.updateTable('produto').set(toRow(produto)).where('id', '=', produto.id).execute();
  },
});
