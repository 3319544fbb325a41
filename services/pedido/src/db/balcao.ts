import { EstadoPedido, type Meio } from '@foodious/kernel/estados.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Pedido } from '../domain/pedido.ts';
import { semIndice } from './gerencia/sem-indice.ts';
import { comItens } from './pedidos.ts';
import type { Database } from './schema.ts';

/** A pedido as the counter finds it: with when it was opened, epoch milliseconds, and the first and other names of its cliente. */
export type PedidoNoBalcao = Pedido & { criadoEm: number; nome: string | null };

/** What waits at the counter. */
export const pedidosNoBalcao = (db: Kysely<Database>) => {
  const todos = () => db.selectFrom('pedido').selectAll();
  async function completos(rows: Selectable<Database['pedido']>[]): Promise<PedidoNoBalcao[]> {
    const lidos = await comItens(db, rows);
    const ids = lidos.flatMap(({ clienteId }) => clienteId ?? []);
    const nomes =
      ids.length === 0 ? [] : await db.selectFrom('cliente').select(['id', 'nome']).where('id', 'in', ids).execute();
    const porId = new Map(nomes.map(({ id, nome }) => [id, nome]));
    return lidos.map((pedido, i) => ({
      ...pedido,
      criadoEm: rows[i]?.criado_em ?? 0,
      nome: (pedido.clienteId !== null && porId.get(pedido.clienteId)) || null,
    }));
  }
  return {
    /** Those that are to be paid there, the longest there first. */
    listAPagar: async (limite: number): Promise<PedidoNoBalcao[]> =>
      completos(
        await todos()
          .where('estado', '=', EstadoPedido.CHECKOUT)
          .where('ativo', '=', 1)
          .where('meio', '=', 'balcao' satisfies Meio)
          .orderBy('mudou_em')
          .limit(limite)
          .execute(),
      ),
    /** Those that are ready and still on the painel, the longest called first. */
    listProntos: async (limite: number): Promise<PedidoNoBalcao[]> =>
      completos(
        await todos()
          .where('estado', '=', EstadoPedido.PRONTO)
          .where('recolhido_em', 'is', null)
          .where(semIndice('ativo'), '=', 1)
          .orderBy('chamado_em')
          .limit(limite)
          .execute(),
      ),
    /** That of a number, and those whose senha it is that were paid since an instant. */
    async listByNumero(numero: number, desde: number): Promise<PedidoNoBalcao[]> {
      const daSenha = await todos()
        .where('senha', '=', numero)
        .where(semIndice('recebido_em'), '>=', desde)
        .orderBy('id', 'desc')
        .execute();
      const doNumero = await todos().where('id', '=', numero).execute();
      return completos([...daSenha, ...doNumero.filter(({ id }) => daSenha.every((row) => row.id !== id))]);
    },
  };
};
