import { setImmediate as others } from 'node:timers/promises';
import { cardapio } from '../../db/cardapio.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { Reader } from '../../db/schema.ts';
import type { Capa } from '../../domain/pedido.ts';
import { pedidoDto } from './dto.ts';

/** Most bytes of a list, but for work not done. */
const MAX_BYTES = 4 * 1024 * 1024;
/** No item is written in fewer bytes. */
const ITEM_BYTES = 150;
/** Itens read and written at once, in a few milliseconds; before the next ones others have their turn. */
const LOTE = 500;

/** A list as it is sent: JSON, already written. */
export const LISTA = 'application/json; charset=utf-8';

/**
 * Writes a list of v1, as the JSON of its answer: pedidos with itens and their products, in the order given.
 * @param capas the ones that matter most first: once the list is full, the others are left out
 * @param sempre which of them are never left out
 */
export async function escreverLista(
  { db }: Reader,
  capas: readonly Capa[],
  { sempre = () => false, ordem }: { sempre?: (capa: Capa) => boolean; ordem: 'dada' | 'inversa' },
): Promise<Buffer> {
  const quantos = await pedidos(db).countItens(capas.map(({ id }) => id));
  const itensDe = ({ id }: Capa) => quantos.get(id) ?? 0;
  const cabem = capas.filter((capa) => sempre(capa) || itensDe(capa) * ITEM_BYTES < MAX_BYTES);
  const escritos: string[] = [];
  let bytes = 0;
  lotes: for (const lote of emLotes(cabem, itensDe)) {
    const completos = await pedidos(db).completar(lote);
    const produtos = await cardapio(db).get(completos.flatMap(({ itens }) => itens.map(({ produtoId }) => produtoId)));
    for (const pedido of completos) {
      const escrito = JSON.stringify(pedidoDto(pedido, produtos));
      bytes += Buffer.byteLength(escrito) + 1;
      if (bytes > MAX_BYTES && !sempre(pedido)) break lotes;
      escritos.push(escrito);
    }
    await others();
  }
  if (ordem === 'inversa') escritos.reverse();
  return Buffer.from(`[${escritos.join(',')}]`);
}

/** Parts of a list, each with itens for one reading; a pedido with more of them is a part of its own. */
function* emLotes(capas: readonly Capa[], itensDe: (capa: Capa) => number): Generator<Capa[]> {
  let lote: Capa[] = [];
  let itens = 0;
  for (const capa of capas) {
    if (lote.length > 0 && itens + itensDe(capa) > LOTE) {
      yield lote;
      [lote, itens] = [[], 0];
    }
    lote.push(capa);
    itens += itensDe(capa) + 1; // an empty one counts too
  }
  if (lote.length > 0) yield lote;
}
