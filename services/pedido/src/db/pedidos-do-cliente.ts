import type { Kysely } from 'kysely';
import type { Pedido } from '../domain/pedido.ts';
import type { Pagina } from './gerencia/pagina.ts';
import { comItens } from './pedidos.ts';
import type { Database } from './schema.ts';

/** The pedidos of a cliente, as they read them. */
export const pedidosDoCliente = (db: Kysely<Database>) => ({
  /** Of all days, active or not, the newest first; `criadoEm` in epoch milliseconds. */
  async list(clienteId: number, { antesDe, limite }: Pagina): Promise<(Pedido & { criadoEm: number })[]> {
    const deles = db.selectFrom('pedido').selectAll().where('cliente_id', '=', clienteId).orderBy('id', 'desc');
    const rows = await (antesDe === undefined ? deles : deles.where('id', '<', antesDe)).limit(limite).execute();
    return (await comItens(db, rows)).map((pedido, i) => ({ ...pedido, criadoEm: rows[i]?.criado_em ?? 0 }));
  },
});
