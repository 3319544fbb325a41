import type { Alcancados } from '@foodious/contracts/dono.ts';
import { EstadoPedido, estadoPedidoGuardado } from '@foodious/kernel/estados.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Capa, Estado, Item, Pedido, ProdutoAtual } from '../domain/pedido.ts';
import { semIndice } from './gerencia/sem-indice.ts';
import type { Database } from './schema.ts';

/** Most rows a v1 list answers, but for work not done. */
const LIMITE = 500;

const toCapa = (row: Selectable<Database['pedido']>): Capa => ({
  id: row.id,
  clienteId: row.cliente_id,
  dono: row.dono,
  dataInicio: row.data_inicio,
  estado: estadoPedidoGuardado(row.estado),
  ativo: row.ativo === 1,
  totalCentavos: row.total_centavos,
  senha: row.senha,
  tentativa: row.tentativa,
  transacaoId: row.transacao_id,
  meio: row.meio,
  transacaoPaga: row.transacao_paga,
  movimentos: row.movimentos,
  consumo: row.consumo,
  mudouEm: row.mudou_em,
  recebidoEm: row.recebido_em,
  iniciadoEm: row.iniciado_em,
  prontoEm: row.pronto_em,
  codigo: row.codigo,
  chamadoEm: row.chamado_em,
  recolhidoEm: row.recolhido_em,
});

/** The columns of a pedido that may change after it was opened. */
const toRow = (pedido: Capa) => ({
  cliente_id: pedido.clienteId,
  estado: EstadoPedido[pedido.estado],
  ativo: pedido.ativo ? 1 : 0,
  total_centavos: pedido.totalCentavos,
  senha: pedido.senha,
  tentativa: pedido.tentativa,
  transacao_id: pedido.transacaoId,
  meio: pedido.meio,
  transacao_paga: pedido.transacaoPaga,
  movimentos: pedido.movimentos,
  mudou_em: pedido.mudouEm,
  recebido_em: pedido.recebidoEm,
  iniciado_em: pedido.iniciadoEm,
  pronto_em: pedido.prontoEm,
  chamado_em: pedido.chamadoEm,
  recolhido_em: pedido.recolhidoEm,
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
export const comItens = (db: Kysely<Database>, rows: Selectable<Database['pedido']>[]): Promise<Pedido[]> =>
  completar(db, rows.map(toCapa));

async function completar(db: Kysely<Database>, capas: readonly Capa[]): Promise<Pedido[]> {
  if (capas.length === 0) return [];
  const itens = await db
    .selectFrom('item')
    .selectAll()
    .where(
      'pedido_id',
      'in',
      capas.map(({ id }) => id),
    )
    .orderBy('id')
    .execute();
  const dosPedidos = Map.groupBy(itens, (item) => item.pedido_id);
  return capas.map((capa) => ({ ...capa, itens: (dosPedidos.get(capa.id) ?? []).map(toItem) }));
}

/** Between which instants a pedido came to where it stands, epoch milliseconds; `ate` is not one of them. */
type Desde = { de: number; ate: number };

/** Pedidos and their itens, of a database or of a running transaction. */
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

  const novos = (estado: Estado, alcancados: Alcancados) => {
    const todos = db.selectFrom('pedido').selectAll().where('ativo', '=', 1).orderBy('id', 'desc');
    if (alcancados === 'todos') return todos.where('estado', '=', EstadoPedido[estado]);
    const { dono, clienteId } = alcancados;
    if (clienteId === null) return todos.where('dono', '=', dono).where('estado', '=', EstadoPedido[estado]);
    return todos
      .where(semIndice('estado'), '=', EstadoPedido[estado])
      .where((eb) => eb.or([eb('dono', '=', dono), eb('cliente_id', '=', clienteId)]));
  };
  const parados = (estado: Estado, { de, ate }: Desde) =>
    db
      .selectFrom('pedido')
      .where('estado', '=', EstadoPedido[estado])
      .where('ativo', '=', 1)
      .where('mudou_em', '>=', de)
      .where('mudou_em', '<', ate);
  const noPainel = () =>
    db.selectFrom('pedido').where('estado', '=', EstadoPedido.PRONTO).where('recolhido_em', 'is', null);

  return {
    get: (id: number): Promise<Pedido | undefined> => comSeusItens(umPedido(id)),
    getByCodigo: (codigo: string): Promise<Pedido | undefined> =>
      comSeusItens(db.selectFrom('pedido').selectAll().where('codigo', '=', codigo)),
    /** Reads a pedido for a transaction that decides on it: whoever else would change it waits until it ends. */
    lock: (id: number): Promise<Pedido | undefined> => comSeusItens(umPedido(id).forUpdate()),
    /** All of a pedido but its itens. */
    getCapa: (id: number): Promise<Capa | undefined> => aCapa(umPedido(id)),
    /** All of a pedido but its itens, for a transaction that decides on it. */
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
          dono: novo.dono,
          motivo_cancelamento: null,
          criado_em: agora.getTime(),
        })
        .executeTakeFirstOrThrow();
      const id = Number(insertId);
      const itens = novo.itens.map((item) => ({
        ...doProduto({ ...item, id: item.produtoId }),
        pedido_id: id,
        quantidade: item.quantidade,
        observacoes: item.observacoes,
      }));
      if (itens.length > 0) await db.insertInto('item').values(itens).execute();
      return { ...novo, id };
    },
    /** Keeps everything of a pedido but its itens. */
    async update(pedido: Capa): Promise<void> {
      await db.updateTable('pedido').set(toRow(pedido)).where('id', '=', pedido.id).execute();
    },
    async updateMotivo(id: number, motivo: string): Promise<void> {
      await db.updateTable('pedido').set({ motivo_cancelamento: motivo }).where('id', '=', id).execute();
    },
    /** The newest active pedidos in a state that a caller reaches, at most 500, newest first; without itens. */
    listByEstado: async (estado: Estado, alcancados: Alcancados): Promise<Capa[]> =>
      (await novos(estado, alcancados).limit(LIMITE).execute()).map(toCapa),
    /**
     * The active pedidos of the counter that a caller reaches, without itens: those received first, then those in preparation, then the ready ones,
     * newest first within each: all whose work is not done, and with them at most 500, the newest of the ready ones.
     */
    async listDoBalcao(alcancados: Alcancados): Promise<Capa[]> {
      const recebidos = await novos('RECEBIDO', alcancados).execute();
      const emPreparacao = await novos('EM_PREPARACAO', alcancados).execute();
      const cabem = Math.max(0, LIMITE - recebidos.length - emPreparacao.length);
      const prontos = await novos('PRONTO', alcancados).limit(cabem).execute();
      return [...recebidos, ...emPreparacao, ...prontos].map(toCapa);
    },
    /** The itens of pedidos that were read without them. */
    completar: (capas: readonly Capa[]): Promise<Pedido[]> => completar(db, capas),
    /** What the painel shows, without itens, in no order: all whose work is not done, and the 500 ready ones last called. */
    async listDoPainel(): Promise<Capa[]> {
      const porFazer = await db
        .selectFrom('pedido')
        .selectAll()
        .where('estado', 'in', [EstadoPedido.RECEBIDO, EstadoPedido.EM_PREPARACAO])
        .where('ativo', '=', 1)
        .execute();
      const prontos = await noPainel()
        .selectAll()
        .where('ativo', '=', 1)
        .orderBy('chamado_em', 'desc')
        .limit(LIMITE)
        .execute();
      return [...porFazer, ...prontos].map(toCapa);
    },
    /** Up to so many pedidos that are ready, on the painel, and were last called before an instant. */
    async listARecolher(antes: number, limite: number): Promise<number[]> {
      const rows = await noPainel()
        .select('id')
        .where('chamado_em', '<=', antes)
        .orderBy('chamado_em')
        .limit(limite)
        .execute();
      return rows.map(({ id }) => id);
    },
    /** How many itens each of these pedidos has; none are in no map. */
    async countItens(ids: readonly number[]): Promise<Map<number, number>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('item')
        .select((eb) => ['pedido_id', eb.fn.countAll<number>().as('n')])
        .where('pedido_id', 'in', [...ids])
        .groupBy('pedido_id')
        .execute();
      return new Map(rows.map(({ pedido_id, n }) => [pedido_id, Number(n)]));
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
    async getIdByItem(itemId: number): Promise<number | undefined> {
      return (await db.selectFrom('item').select('pedido_id').where('id', '=', itemId).executeTakeFirst())?.pedido_id;
    },
    /** The active ones of the latest 200 pedidos that were ready: they tell how fast the cozinha is now. */
    async listProntosRecentes(): Promise<Capa[]> {
      const rows = await db.selectFrom('pedido').selectAll().orderBy('id', 'desc').limit(200).execute();
      return rows.filter(({ pronto_em, ativo }) => pronto_em !== null && ativo === 1).map(toCapa);
    },
    /** How many active pedidos have stood in a state since between two instants. */
    async countParados(estado: Estado, desde: Desde): Promise<number> {
      const { n } = await parados(estado, desde)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return Number(n);
    },
    /** Those whose pagamento is waited for, or came, of all that have moved since an instant: a page, in the order of their ids. */
    async listCobrados(desde: Date, depoisDe: number, limite: number): Promise<Capa[]> {
      const rows = await db
        .selectFrom('pedido')
        .selectAll()
        .where('id', '>', depoisDe)
        .where('mudou_em', '>=', desde.getTime())
        .where((eb) => eb.or([eb('estado', '=', EstadoPedido.CHECKOUT), eb('transacao_paga', 'is not', null)]))
        .orderBy('id')
        .limit(limite)
        .execute();
      return rows.map(toCapa);
    },
    /** The active pedidos that have stood in a state since between two instants, the longest there first, without itens. */
    async listCapasParadas(estado: Estado, desde: Desde, limite: number): Promise<Capa[]> {
      return (await parados(estado, desde).selectAll().orderBy('mudou_em').limit(limite).execute()).map(toCapa);
    },
    /** The same, with their itens. */
    async listParados(estado: Estado, desde: Desde, limite: number): Promise<Pedido[]> {
      return comItens(db, await parados(estado, desde).selectAll().orderBy('mudou_em').limit(limite).execute());
    },
  };
};

/** The columns an item copies from its product. */
const doProduto = (produto: Omit<ProdutoAtual, 'ativo' | 'disponivel'>) => ({
  produto_id: produto.id,
  id_categoria: produto.idCategoriaProduto,
  nome: produto.nome,
  preco_centavos: produto.precoCentavos,
});
