import type { Data } from '@foodious/contracts/messages.ts';
import type { Kysely, Selectable } from 'kysely';
import { type Cliente, nomeDeBusca } from '../domain/cliente.ts';
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
  consumo: row.consumo,
  mudouEm: row.mudou_em,
  recebidoEm: row.recebido_em,
  iniciadoEm: row.iniciado_em,
  prontoEm: row.pronto_em,
  codigo: row.codigo,
});

/** What of a pedido changes. */
const toRow = (pedido: Capa) => ({
  cliente_id: pedido.clienteId,
  estado: EstadoPedido[pedido.estado],
  ativo: pedido.ativo ? 1 : 0,
  total_centavos: pedido.totalCentavos,
  senha: pedido.senha,
  tentativa: pedido.tentativa,
  transacao_id: pedido.transacaoId,
  transacao_paga: pedido.transacaoPaga,
  movimentos: pedido.movimentos,
  mudou_em: pedido.mudouEm,
  recebido_em: pedido.recebidoEm,
  iniciado_em: pedido.iniciadoEm,
  pronto_em: pedido.prontoEm,
});

const toItem = (row: Selectable<Database['item']>): Item => ({
  id: row.id,
  produtoId: row.produto_id,
  idCategoriaProduto: row.id_categoria,
  nome: row.nome,
  precoCentavos: row.preco_centavos,
  quantidade: row.quantidade,
  observacoes: row.observacoes,
});

/** Pedidos as their rows say, with the itens of all of them read at once. */
export async function comItens(db: Kysely<Database>, rows: Selectable<Database['pedido']>[]): Promise<Pedido[]> {
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

/** Pedidos of a database or of a running transaction. */
export const pedidos = (db: Kysely<Database>) => {
  const umPedido = (id: number) => db.selectFrom('pedido').selectAll().where('id', '=', id);
  async function comSeusItens(query: ReturnType<typeof umPedido>): Promise<Pedido | undefined> {
    const row = await query.executeTakeFirst();
    return row && (await comItens(db, [row]))[0];
  }
  async function aCapa(query: ReturnType<typeof umPedido>): Promise<Capa | undefined> {
    const row = await query.executeTakeFirst();
    return row && toCapa(row);
  }

  return {
    get: (id: number): Promise<Pedido | undefined> => comSeusItens(umPedido(id)),
    porCodigo: (codigo: string): Promise<Pedido | undefined> =>
      comSeusItens(db.selectFrom('pedido').selectAll().where('codigo', '=', codigo)),
    /** The same, for a transaction that decides on it: whoever else would change it waits until it ends. */
    lock: (id: number): Promise<Pedido | undefined> => comSeusItens(umPedido(id).forUpdate()),
    /** All but its itens. */
    capa: (id: number): Promise<Capa | undefined> => aCapa(umPedido(id)),
    lockCapa: (id: number): Promise<Capa | undefined> => aCapa(umPedido(id).forUpdate()),
    /** Keeps a new pedido with its itens, which get no ids back: no common way to ask for those of several rows. */
    async insert(novo: Omit<Pedido, 'id'>, agora: Date): Promise<Pedido> {
      const { insertId } = await db
        .insertInto('pedido')
        .values({
          ...toRow({ ...novo, id: 0 }),
          data_inicio: novo.dataInicio,
          consumo: novo.consumo,
          codigo: novo.codigo,
          motivo_cancelamento: null,
          criado_em: agora.getTime(),
        })
        .executeTakeFirstOrThrow();
      const id = Number(insertId);
      const itens = novo.itens.map((item) => ({
        ...{ pedido_id: id, quantidade: item.quantidade, observacoes: item.observacoes },
        ...doProduto({ ...item, id: item.produtoId }),
      }));
      if (itens.length > 0) await db.insertInto('item').values(itens).execute();
      return { ...novo, id };
    },
    /** Keeps everything of a pedido but its itens. */
    async update(pedido: Capa): Promise<void> {
      await db.updateTable('pedido').set(toRow(pedido)).where('id', '=', pedido.id).execute();
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
      return comItens(db, rows);
    },
    async insertItem(pedidoId: number, produto: ProdutoAtual, quantidade: number): Promise<Item> {
      const row = { pedido_id: pedidoId, ...doProduto(produto), quantidade, observacoes: null };
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
    /** The active ones that were ready, out of the latest 200: how fast the cozinha is now. */
    async prontosRecentes(): Promise<Capa[]> {
      const rows = await db.selectFrom('pedido').selectAll().orderBy('id', 'desc').limit(200).execute();
      return rows.filter(({ pronto_em, ativo }) => pronto_em !== null && ativo === 1).map(toCapa);
    },
    /** How many active ones stand in a state since before an instant. */
    async parados(estado: Estado, antes: number): Promise<number> {
      const { n } = await db
        .selectFrom('pedido')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('estado', '=', EstadoPedido[estado])
        .where('ativo', '=', 1)
        .where('mudou_em', '<', antes)
        .executeTakeFirstOrThrow();
      return Number(n);
    },
    /** The next senha of a day, from 1. */
    async proximaSenha(dia: string): Promise<number> {
      const next = () =>
        db
          .updateTable('senha')
          .set((eb) => ({ ultima: eb('ultima', '+', 1) }))
          .where('dia', '=', dia)
          .executeTakeFirstOrThrow();
      if ((await next()).numUpdatedRows === 0n) {
        await db.insertInto('senha').orIgnore().values({ dia, ultima: 0 }).execute();
        await next();
      }
      return (await db.selectFrom('senha').select('ultima').where('dia', '=', dia).executeTakeFirstOrThrow()).ultima;
    },
  };
};

const doProduto = (produto: Omit<ProdutoAtual, 'ativo' | 'disponivel'>) => ({
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
          disponivel: row.disponivel === 1,
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

/** An e-mail as it is compared. */
export const emailReservado = (email: string) => email.toLowerCase();

/** Clientes. Writes throw the unique violation of a taken e-mail or CPF. */
export const clientes = (db: Kysely<Database>) => {
  const columns = ['id', 'nome', 'email', 'cpf'] as const;
  return {
    get: (id: number): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('id', '=', id).executeTakeFirst(),
    /** The same, for a transaction that links something to it: nobody erases it meanwhile. */
    lock: (id: number): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('id', '=', id).forUpdate().executeTakeFirst(),
    porCpf: (cpf: string): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('cpf', '=', cpf).executeTakeFirst(),
    porEmail: (email: string): Promise<Cliente | undefined> =>
      db.selectFrom('cliente').select(columns).where('email_reservado', '=', emailReservado(email)).executeTakeFirst(),
    async insert(novo: Omit<Cliente, 'id'>, agora: Date, aceitaMarketing = false): Promise<Cliente> {
      const values = {
        ...novo,
        ...{ email_reservado: emailReservado(novo.email), nome_busca: nomeDeBusca(novo.nome) },
        ...{ criado_em: agora.getTime(), marketing_em: aceitaMarketing ? agora.getTime() : null },
      };
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
