import { EstadoComanda, estadoComandaGuardado } from '@foodious/kernel/estados.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Comanda } from '../domain/comanda.ts';
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
});

/** Comandas of a database or of a running transaction. */
export const comandas = (db: Kysely<Database>) => ({
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
  /** The comandas still on the counter, oldest first, at most 500. */
  async listAbertas(): Promise<Comanda[]> {
    const { RECEBIDO, EM_PREPARACAO, PRONTO } = EstadoComanda;
    const rows = await db
      .selectFrom('comanda')
      .selectAll()
      .where('estado', 'in', [RECEBIDO, EM_PREPARACAO, PRONTO])
      .orderBy('recebida_em')
      .orderBy('pedido_id')
      .limit(500)
      .execute();
    return rows.map(toComanda);
  },
});
