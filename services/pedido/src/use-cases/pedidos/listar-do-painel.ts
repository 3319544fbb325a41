import { pedidos } from '../../db/pedidos.ts';
import type { Reader } from '../../db/schema.ts';
import type { Pedido } from '../../domain/pedido.ts';

/** Most pedidos one answer holds. */
const MAXIMO = 500;

/** The pedidos of the painel with their itens: the ready ones first, then those in preparation, then those received. */
export async function listarDoPainel({ db }: Reader): Promise<Pedido[]> {
  const lista: Pedido[] = [];
  for (const estado of ['PRONTO', 'EM_PREPARACAO', 'RECEBIDO'] as const)
    lista.push(...(await pedidos(db).listByEstado(estado)));
  return lista.slice(0, MAXIMO);
}
