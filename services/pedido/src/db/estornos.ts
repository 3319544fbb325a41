import type { Kysely, Selectable } from 'kysely';
import type { Estorno } from '../domain/estorno.ts';
import type { Database } from './schema.ts';

const toEstorno = (row: Selectable<Database['estorno']>): Estorno => ({
  id: row.id,
  pedidoId: row.pedido_id,
  transacaoId: row.transacao_id,
  centavos: row.centavos,
  itens: row.itens === null ? null : JSON.parse(row.itens),
  causa: row.causa,
  motivo: row.motivo,
  por: row.por,
  estado: row.estado,
  pedidoEm: row.pedido_em,
  feitoEm: row.feito_em,
  erro: row.erro,
});

/** What of pedidos goes back, or went. */
export const estornos = (db: Kysely<Database>) => ({
  async get(id: string): Promise<Estorno | undefined> {
    const row = await db.selectFrom('estorno').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toEstorno(row);
  },
  /** All of a pedido, in the order they were asked for. */
  async listByPedido(pedidoId: number): Promise<Estorno[]> {
    const rows = await db
      .selectFrom('estorno')
      .selectAll()
      .where('pedido_id', '=', pedidoId)
      .orderBy('pedido_em')
      .orderBy('id')
      .execute();
    return rows.map(toEstorno);
  },
  async insert(estorno: Estorno): Promise<void> {
    await db
      .insertInto('estorno')
      .values({
        id: estorno.id,
        pedido_id: estorno.pedidoId,
        transacao_id: estorno.transacaoId,
        centavos: estorno.centavos,
        itens: estorno.itens && JSON.stringify(estorno.itens),
        causa: estorno.causa,
        motivo: estorno.motivo,
        por: estorno.por,
        estado: estorno.estado,
        pedido_em: estorno.pedidoEm,
        feito_em: estorno.feitoEm,
        erro: estorno.erro,
      })
      .execute();
  },
  async delete(id: string): Promise<void> {
    await db.deleteFrom('estorno').where('id', '=', id).execute();
  },
  /** Keeps what became of one. */
  async update({ id, estado, feitoEm, erro }: Estorno): Promise<void> {
    await db.updateTable('estorno').set({ estado, feito_em: feitoEm, erro }).where('id', '=', id).execute();
  },
});
