import type { Prune } from '@foodious/messaging/retention.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A pedido whose words are to be erased here, and by which bite of which erasure. Instants are epoch milliseconds. */
export type Esquecimento = { protocolo: string; mordida: number; pedidoId: number; pedidoEm: number };

/** A dead letter is kept for 14 days: until then a comanda may still come. */
const VALIDADE_MS = 15 * 24 * 60 * 60 * 1000;

/** What is to be erased of comandas, and what was. */
export const esquecimentos = (db: Kysely<Database>) => {
  const daMordida = (protocolo: string, mordida: number) =>
    db.updateTable('esquecimento').where('protocolo', '=', protocolo).where('mordida', '=', mordida);
  return {
    /** Notes what is asked for; what was asked for before is to be told once more. */
    async insert(protocolo: string, mordida: number, pedidoIds: readonly number[], agora: Date): Promise<void> {
      const rows = pedidoIds.map((pedido_id) => ({
        protocolo,
        mordida,
        pedido_id,
        pedido_em: agora.getTime(),
        feito_em: null,
        espera: 1,
        contado: 0,
      }));
      if (rows.length > 0) await db.insertInto('esquecimento').orIgnore().values(rows).execute();
      await daMordida(protocolo, mordida).set({ contado: 0 }).execute();
    },
    /** Up to so many that are not done, those looked at longest ago first. */
    async listPorFazer(limite: number): Promise<Esquecimento[]> {
      const rows = await db
        .selectFrom('esquecimento')
        .select(['protocolo', 'mordida', 'pedido_id', 'pedido_em'])
        .where('feito_em', 'is', null)
        .orderBy('pedido_em')
        .limit(limite)
        .execute();
      return rows.map((row) => ({
        protocolo: row.protocolo,
        mordida: row.mordida,
        pedidoId: row.pedido_id,
        pedidoEm: row.pedido_em,
      }));
    },
    /** One is done. */
    async updateFeito({ protocolo, pedidoId }: Esquecimento, agora: Date): Promise<void> {
      await db
        .updateTable('esquecimento')
        .set({ feito_em: agora.getTime(), espera: 0 })
        .where('protocolo', '=', protocolo)
        .where('pedido_id', '=', pedidoId)
        .execute();
    },
    /** Nobody waits for one any more: should its comanda come all the same, it is done then. */
    async updateSemEspera({ protocolo, pedidoId }: Esquecimento): Promise<void> {
      await db
        .updateTable('esquecimento')
        .set({ espera: 0 })
        .where('protocolo', '=', protocolo)
        .where('pedido_id', '=', pedidoId)
        .execute();
    },
    /** The bites nobody waits for any more and that are not told yet, with the number of their pedidos. */
    async listPorContar(): Promise<{ protocolo: string; mordida: number; contagem: number }[]> {
      const rows = await db
        .selectFrom('esquecimento')
        .select((eb) => [
          'protocolo',
          'mordida',
          eb.fn.countAll<number>().as('n'),
          eb.fn.sum<number>('espera').as('espera'),
        ])
        .where('contado', '=', 0)
        .groupBy(['protocolo', 'mordida'])
        .execute();
      return rows
        .filter(({ espera }) => Number(espera) === 0)
        .map(({ protocolo, mordida, n }) => ({ protocolo, mordida, contagem: Number(n) }));
    },
    async updateContado(protocolo: string, mordida: number): Promise<void> {
      await daMordida(protocolo, mordida).set({ contado: 1 }).execute();
    },
  };
};

/** Forgets erasures for which no comanda can come any more. */
export const pruneEsquecimentos =
  (db: Kysely<Database>): Prune =>
  async (_, limit) => {
    const antigos = await db
      .selectFrom('esquecimento')
      .select('pedido_em')
      .where('pedido_em', '<', Date.now() - VALIDADE_MS)
      .orderBy('pedido_em')
      .limit(limit)
      .execute();
    const ultimo = antigos.at(-1)?.pedido_em;
    if (ultimo !== undefined) await db.deleteFrom('esquecimento').where('pedido_em', '<=', ultimo).execute();
    return antigos.length;
  };
