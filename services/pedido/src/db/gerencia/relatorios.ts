import { EstadoPedido } from '@foodious/kernel/estados.ts';
import { type Kysely, sql } from 'kysely';
import {
  FATIA_MS,
  FATIA_PREPARO_MS,
  type FatiaDePreparo,
  type FatiaDeVendas,
  PREPARO_MAXIMO_MS,
  type VendaDeProduto,
} from '../../domain/relatorio.ts';
import { cardapio } from '../cardapio.ts';
import type { Database } from '../schema.ts';
import { semIndice } from './sem-indice.ts';

/** What was sold from one instant to before another, epoch milliseconds, counted by the database, whose sums may be text. */
export const vendas = (db: Kysely<Database>, de: number, ate: number) => {
  const vendidos = db
    .selectFrom('pedido')
    .where('recebido_em', '>=', de)
    .where('recebido_em', '<', ate)
    .where('estado', '<>', EstadoPedido.CANCELADO);

  return {
    /** The sales in slices of when they were paid. */
    async listByFatia(): Promise<FatiaDeVendas[]> {
      const rows = await vendidos
        .select((eb) => [
          sql<number>`recebido_em - recebido_em % ${sql.lit(FATIA_MS)}`.as('inicio'),
          eb.fn.countAll().as('pedidos'),
          eb.fn.sum('total_centavos').as('total'),
        ])
        .groupBy('inicio')
        .execute();
      return rows.map(({ inicio, pedidos, total }) => ({
        inicio: Number(inicio),
        pedidos: Number(pedidos),
        totalCentavos: Number(total),
      }));
    },
    /** The sales of each product, by the name and category it has now, or had last where the menu has forgotten it. */
    async listByProduto(): Promise<VendaDeProduto[]> {
      const rows = await vendidos
        .innerJoin('item', 'item.pedido_id', 'pedido.id')
        .select((eb) => [
          'item.produto_id',
          eb.fn.max('item.nome').as('nome'),
          eb.fn.max('item.id_categoria').as('id_categoria'),
          eb.fn.sum('item.quantidade').as('quantidade'),
          eb.fn.sum(eb('item.quantidade', '*', eb.ref('item.preco_centavos'))).as('total'),
        ])
        .groupBy('item.produto_id')
        .execute();
      const conhecidos = await cardapio(db).get(rows.map(({ produto_id }) => produto_id));
      return rows.map(({ produto_id, ...row }) => ({
        produtoId: produto_id,
        nome: conhecidos.get(produto_id)?.nome ?? row.nome,
        idCategoriaProduto: conhecidos.get(produto_id)?.idCategoriaProduto ?? row.id_categoria,
        quantidade: Number(row.quantidade),
        totalCentavos: Number(row.total),
      }));
    },
    /** How long the preparations took, from when each was begun, in slices. */
    async listByPreparo(): Promise<FatiaDePreparo[]> {
      const ms = sql<number>`(pronto_em - coalesce(iniciado_em, recebido_em))`;
      const [fatia, maximo] = [sql.lit(FATIA_PREPARO_MS), sql.lit(PREPARO_MAXIMO_MS)];
      const rows = await vendidos
        .where('pronto_em', 'is not', null)
        .select((eb) => [
          sql<number>`case when ${ms} < 0 then 0 when ${ms} >= ${maximo} then ${maximo} else ${ms} - ${ms} % ${fatia} end`.as(
            'inicio',
          ),
          eb.fn.countAll().as('pedidos'),
        ])
        .groupBy('inicio')
        .execute();
      return rows.map(({ inicio, pedidos }) => ({ inicio: Number(inicio), pedidos: Number(pedidos) }));
    },
  };
};

/** How many pedidos begun on the days from one to another were cancelled, paid or not. */
export async function countCancelados(db: Kysely<Database>, de: string, ate: string): Promise<number> {
  const { n } = await db
    .selectFrom('pedido')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('data_inicio', '>=', de)
    .where('data_inicio', '<=', ate)
    .where(semIndice('estado'), '=', EstadoPedido.CANCELADO)
    .executeTakeFirstOrThrow();
  return Number(n);
}
