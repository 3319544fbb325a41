import { EstadoComanda, estadoComandaGuardado } from '@foodious/kernel/estados.ts';
import type { Kysely, Selectable } from 'kysely';
import { type Comanda, mudouEm } from '../domain/comanda.ts';
import type { Database } from './schema.ts';

const toComanda = (row: Selectable<Database['comanda']>): Comanda => ({
  pedidoId: row.pedido_id,
  senha: row.senha,
  estado: estadoComandaGuardado(row.estado),
  // Tickets from before items were ticked off say nothing of it.
  itens: JSON.parse(row.itens).map((item: object) => ({ observacoes: null, feitoEm: null, feitoPor: null, ...item })),
  recebidaEm: row.recebida_em,
  iniciadaEm: row.iniciada_em,
  prontaEm: row.pronta_em,
  entregueEm: row.entregue_em,
  recolhidaEm: row.recolhida_em,
  movimentos: row.movimentos,
  consumo: row.consumo,
  historico: JSON.parse(row.historico),
  traceparent: row.traceparent,
});

const toRow = (comanda: Comanda): Selectable<Database['comanda']> => ({
  pedido_id: comanda.pedidoId,
  senha: comanda.senha,
  estado: EstadoComanda[comanda.estado],
  itens: JSON.stringify(comanda.itens),
  recebida_em: comanda.recebidaEm,
  iniciada_em: comanda.iniciadaEm,
  pronta_em: comanda.prontaEm,
  entregue_em: comanda.entregueEm,
  movimentos: comanda.movimentos,
  consumo: comanda.consumo,
  historico: JSON.stringify(comanda.historico),
  traceparent: comanda.traceparent,
  mudou_em: mudouEm(comanda),
  recolhida_em: comanda.recolhidaEm,
});

/** Most comandas a list holds, but for those that are not ready. */
const MAXIMO = 500;
/** Most comandas that have left the counter, or were cancelled, a list holds. */
const RECENTES = 100;

/** Comandas of a database or of a running transaction. */
export const comandas = (db: Kysely<Database>) => {
  /** The comandas in a state that have not left the screens by themselves, latest first. */
  const naTela = (estado: Comanda['estado']) =>
    db
      .selectFrom('comanda')
      .selectAll()
      .where('estado', '=', EstadoComanda[estado])
      .where('recolhida_em', 'is', null)
      .orderBy('mudou_em', 'desc');
  return {
    async get(pedidoId: number): Promise<Comanda | undefined> {
      const row = await db.selectFrom('comanda').selectAll().where('pedido_id', '=', pedidoId).executeTakeFirst();
      return row && toComanda(row);
    },
    /** A comanda for a transaction that decides on it: whoever else would change it waits until that ends. */
    async lock(pedidoId: number): Promise<Comanda | undefined> {
      const query = db.selectFrom('comanda').selectAll().where('pedido_id', '=', pedidoId).forUpdate();
      const row = await query.executeTakeFirst();
      return row && toComanda(row);
    },
    async insert(comanda: Comanda): Promise<void> {
      await db.insertInto('comanda').values(toRow(comanda)).execute();
    },
    async update(comanda: Comanda): Promise<void> {
      await db.updateTable('comanda').set(toRow(comanda)).where('pedido_id', '=', comanda.pedidoId).execute();
    },
    /** The comandas on the counter, oldest first: all that are not ready, and with them at most 500, the latest of the ready ones. */
    async listAbertas(): Promise<Comanda[]> {
      const { RECEBIDO, EM_PREPARACAO } = EstadoComanda;
      const porFazer = await db
        .selectFrom('comanda')
        .selectAll()
        .where('estado', 'in', [RECEBIDO, EM_PREPARACAO])
        .execute();
      const prontas = await naTela('PRONTO')
        .limit(Math.max(0, MAXIMO - porFazer.length))
        .execute();
      return [...porFazer, ...prontas]
        .sort((a, b) => a.recebida_em - b.recebida_em || a.pedido_id - b.pedido_id)
        .map(toComanda);
    },
    /** The latest 100 comandas that have left the counter since an instant, handed out or by themselves, newest first. */
    async listRecentes(desde: number): Promise<Comanda[]> {
      const entregues = await naTela('FINALIZADO').where('mudou_em', '>=', desde).limit(RECENTES).execute();
      const recolhidas = await db
        .selectFrom('comanda')
        .selectAll()
        .where('estado', '=', EstadoComanda.PRONTO)
        .where('recolhida_em', '>=', desde)
        .orderBy('recolhida_em', 'desc')
        .limit(RECENTES)
        .execute();
      const saiu = (row: Selectable<Database['comanda']>) => row.recolhida_em ?? row.mudou_em;
      return [...entregues, ...recolhidas]
        .sort((a, b) => saiu(b) - saiu(a) || b.pedido_id - a.pedido_id)
        .slice(0, RECENTES)
        .map(toComanda);
    },
    /** The latest 100 comandas cancelled since an instant before they were handed out, newest first. */
    async listCanceladas(desde: number): Promise<Comanda[]> {
      const query = naTela('CANCELADO').where('mudou_em', '>=', desde).where('entregue_em', 'is', null);
      return (await query.limit(RECENTES).execute()).map(toComanda);
    },
    /** The pedidos of up to so many comandas that have been ready, and on the screens, since before an instant. */
    async listARecolher(antes: number, limite: number): Promise<number[]> {
      const rows = await db
        .selectFrom('comanda')
        .select('pedido_id')
        .where('estado', '=', EstadoComanda.PRONTO)
        .where('recolhida_em', 'is', null)
        .where('mudou_em', '<=', antes)
        .orderBy('mudou_em')
        .limit(limite)
        .execute();
      return rows.map(({ pedido_id }) => pedido_id);
    },
  };
};
