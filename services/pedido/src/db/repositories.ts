import type { Data } from '@foodious/contracts/messages.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Cliente } from '../domain/cliente.ts';
import { type Capa, type Estado, EstadoPedido, type Item, type Pedido, type ProdutoAtual } from '../domain/pedido.ts';
import type { Database } from './database.ts';

/** Most rows a v1 list answers. */
const LIMITE = 500;

const estados = Object.fromEntries(Object.entries(EstadoPedido).map(([nome, n]) => [n, nome])) as Record<
  number,
  Estado
>;

const toCapa = (row: Selectable<Database['pedido']>): Capa => ({
  id: row.id,
  clienteId: row.cliente_id,
  dataInicio: row.data_inicio,
  estado: estados[row.estado] as Estado,
  ativo: row.ativo === 1,
  totalCentavos: row.total_centavos,
  senha: row.senha,
  tentativa: row.tentativa,
  transacaoId: row.transacao_id,
  transacaoPaga: row.transacao_paga,
  movimentos: row.movimentos,
});

const toItem = (row: Selectable<Database['item']>): Item => ({
  id: row.id,
  produtoId: row.produto_id,
  idCategoriaProduto: row.id_categoria,
  nome: row.nome,
  precoCentavos: row.preco_centavos,
  quantidade: row.quantidade,
});

/** Pedidos of a database or of a running transaction. */
export const pedidos = (db: Kysely<Database>) => {
  async function comItens(rows: Selectable<Database['pedido']>[]): Promise<Pedido[]> {
    if (rows.length === 0) return [];
    const itens = await db
      .selectFrom('item')
      .selectAll()
      .where(
        'pedido_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('id')
      .execute();
    const dosPedidos = Map.groupBy(itens, (item) => item.pedido_id);
    return rows.map((row) => ({ ...toCapa(row), itens: (dosPedidos.get(row.id) ?? []).map(toItem) }));
  }

  return {
    async get(id: number): Promise<Pedido | undefined> {
      const row = await db.selectFrom('pedido').selectAll().where('id', '=', id).executeTakeFirst();
      return row && (await comItens([row]))[0];
    },
    /** All but its itens. */
    async capa(id: number): Promise<Capa | undefined> {
      const row = await db.selectFrom('pedido').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toCapa(row);
    },
    async insert(novo: Pick<Pedido, 'clienteId' | 'dataInicio' | 'ativo'>, agora: Date): Promise<Pedido> {
      const row = {
        cliente_id: novo.clienteId,
        data_inicio: novo.dataInicio,
        estado: EstadoPedido.PAGAMENTO_PENDENTE,
        ativo: novo.ativo ? 1 : 0,
        total_centavos: null,
        senha: null,
        tentativa: 0,
        transacao_id: null,
        transacao_paga: null,
        movimentos: 0,
        motivo_cancelamento: null,
        criado_em: agora.getTime(),
      };
      const { insertId } = await db.insertInto('pedido').values(row).executeTakeFirstOrThrow();
      return { ...toCapa({ ...row, id: Number(insertId) }), itens: [] };
    },
    /** Keeps everything of a pedido but its itens. */
    async update(pedido: Capa): Promise<void> {
      await db
        .updateTable('pedido')
        .set({
          cliente_id: pedido.clienteId,
          estado: EstadoPedido[pedido.estado],
          ativo: pedido.ativo ? 1 : 0,
          total_centavos: pedido.totalCentavos,
          senha: pedido.senha,
          tentativa: pedido.tentativa,
          transacao_id: pedido.transacaoId,
          transacao_paga: pedido.transacaoPaga,
          movimentos: pedido.movimentos,
        })
        .where('id', '=', pedido.id)
        .execute();
    },
    async guardarMotivo(id: number, motivo: string): Promise<void> {
      await db.updateTable('pedido').set({ motivo_cancelamento: motivo }).where('id', '=', id).execute();
    },
    /** The active ones in a state, oldest or newest first. */
    async noEstado(estado: Estado, ordem: 'asc' | 'desc' = 'asc'): Promise<Pedido[]> {
      const rows = await db
        .selectFrom('pedido')
        .selectAll()
        .where('estado', '=', EstadoPedido[estado])
        .where('ativo', '=', 1)
        .orderBy('id', ordem)
        .limit(LIMITE)
        .execute();
      return comItens(rows);
    },
    async insertItem(pedidoId: number, produto: ProdutoAtual, quantidade: number): Promise<Item> {
      const row = { pedido_id: pedidoId, ...doProduto(produto), quantidade };
      const { insertId } = await db.insertInto('item').values(row).executeTakeFirstOrThrow();
      return toItem({ ...row, id: Number(insertId) });
    },
    async updateItem(item: Item): Promise<void> {
      const { id, quantidade } = item;
      await db
        .updateTable('item')
        .set({ ...doProduto({ ...item, id: item.produtoId }), quantidade })
        .where('id', '=', id)
        .execute();
    },
    async deleteItem(id: number): Promise<void> {
      await db.deleteFrom('item').where('id', '=', id).execute();
    },
    async pedidoDoItem(itemId: number): Promise<number | undefined> {
      return (await db.selectFrom('item').select('pedido_id').where('id', '=', itemId).executeTakeFirst())?.pedido_id;
    },
    /** The next senha of a day, from 1. */
    async proximaSenha(dia: string): Promise<number> {
      await db.insertInto('senha').orIgnore().values({ dia, ultima: 0 }).execute();
      await db
        .updateTable('senha')
        .set((eb) => ({ ultima: eb('ultima', '+', 1) }))
        .where('dia', '=', dia)
        .execute();
      return (await db.selectFrom('senha').select('ultima').where('dia', '=', dia).executeTakeFirstOrThrow()).ultima;
    },
  };
};

const doProduto = (produto: Omit<ProdutoAtual, 'ativo'>) => ({
  produto_id: produto.id,
  id_categoria: produto.idCategoriaProduto,
  nome: produto.nome,
  preco_centavos: produto.precoCentavos,
});

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
        },
      ]),
    );
  },
  /** Keeps the news of a product, unless we already have newer. */
  async atualizar({ id, versao, ...produto }: Data<'produto-alterado'>): Promise<void> {
    const values = {
      id_categoria: produto.idCategoriaProduto,
      nome: produto.nome,
      descricao: produto.descricao,
      preco_centavos: produto.precoCentavos,
      imagem_url: produto.imagemUrl,
      ativo: produto.ativo ? 1 : 0,
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

const emailReservado = (email: string) => email.toLowerCase();

/** Clientes. Writes throw the unique violation of a taken e-mail or CPF. */
export const clientes = (db: Kysely<Database>) => {
  const columns = ['id', 'nome', 'email', 'cpf'] as const;
  return {
    get: (id: number): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('id', '=', id).executeTakeFirst(),
    porCpf: (cpf: string): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('cpf', '=', cpf).executeTakeFirst(),
    porEmail: (email: string): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('email_reservado', '=', emailReservado(email)).executeTakeFirst(),
    async insert(novo: Omit<Cliente, 'id'>, agora: Date): Promise<Cliente> {
      const values = { ...novo, email_reservado: emailReservado(novo.email), criado_em: agora.getTime() };
      const { insertId } = await db.insertInto('cliente').values(values).executeTakeFirstOrThrow();
      return { ...novo, id: Number(insertId) };
    },
    /** Erases a cliente and every link to them; says how many pedidos were unlinked. */
    async apagar(id: number): Promise<number> {
      await db.deleteFrom('email').where('cliente_id', '=', id).where('enviado_em', 'is', null).execute();
      await db.updateTable('email').set({ cliente_id: null }).where('cliente_id', '=', id).execute();
      const { numUpdatedRows } = await db
        .updateTable('pedido')
        .set({ cliente_id: null })
        .where('cliente_id', '=', id)
        .executeTakeFirst();
      await db.deleteFrom('cliente').where('id', '=', id).execute();
      return Number(numUpdatedRows);
    },
  };
};
