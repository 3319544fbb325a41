import { EstadoPedido } from '@foodious/kernel/estados.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Estado, Pedido } from '../../domain/pedido.ts';
import { comItens } from '../pedidos.ts';
import type { Database } from '../schema.ts';
import type { Pagina } from './pagina.ts';
import { semIndice } from './sem-indice.ts';

/** A pedido with what only the gerência is told. */
export type PedidoNaGerencia = Pedido & { criadoEm: number; motivoCancelamento: string | null };

export type Filtro = { estado?: Estado | undefined; dia?: string | undefined; senha?: number | undefined };

/** The pedidos of all days, active or not, as the gerência reads them. */
export const pedidosNaGerencia = (db: Kysely<Database>) => {
  async function completos(rows: Selectable<Database['pedido']>[]): Promise<PedidoNaGerencia[]> {
    const lidos = await comItens(db, rows);
    return lidos.map((pedido, i) => ({
      ...pedido,
      criadoEm: rows[i]?.criado_em ?? 0,
      motivoCancelamento: rows[i]?.motivo_cancelamento ?? null,
    }));
  }
  return {
    async get(id: number): Promise<PedidoNaGerencia | undefined> {
      const rows = await db.selectFrom('pedido').selectAll().where('id', '=', id).execute();
      return (await completos(rows))[0];
    },
    /** The pedidos that pass every filter given, newest first. */
    async list({ estado, dia, senha }: Filtro, { antesDe, limite }: Pagina): Promise<PedidoNaGerencia[]> {
      let query = db.selectFrom('pedido').selectAll().orderBy('id', 'desc').limit(limite);
      if (antesDe !== undefined) query = query.where('id', '<', antesDe);
      if (dia !== undefined) query = query.where('data_inicio', '=', dia);
      if (senha !== undefined) query = query.where(dia === undefined ? 'senha' : semIndice('senha'), '=', senha);
      if (estado !== undefined)
        query = query.where(
          dia === undefined && senha === undefined ? 'estado' : semIndice('estado'),
          '=',
          EstadoPedido[estado],
        );
      return completos(await query.execute());
    },
  };
};
