import { Refusal } from '@foodious/kernel/refusal.ts';
import { networkOf } from '@foodious/platform/network.ts';

/** Buckets kept; those used least lately are forgotten: a crowd of addresses takes no more memory, nor time. */
const BALDES = 10_000;

/** Whose bucket, and how much it holds: what it may do in a window of time. */
type Balde = { de: string; cabem: number };

/** Counts one try of each of these. Throws Refusal `too-many`, which says how long to wait, and counts none, where one has no more. */
export type Contar = (...baldes: readonly Balde[]) => void;

/**
 * A limit of tries. Each bucket is full at first, and filled again in a window of time; kept by this instance alone.
 * @param janelaMs the window, in milliseconds
 */
export function limite(janelaMs: number, agora: () => number = Date.now): Contar {
  const conhecidos = new Map<string, { restam: number; em: number }>();

  return (...baldes) => {
    const em = agora();
    const restos = baldes.map(({ de, cabem }) => {
      const antes = conhecidos.get(de) ?? { restam: cabem, em };
      return { de, cabem, restam: Math.min(cabem, antes.restam + ((em - antes.em) * cabem) / janelaMs) };
    });
    const esperaMs = Math.max(...restos.map(({ cabem, restam }) => ((1 - restam) * janelaMs) / cabem));
    if (esperaMs > 0)
      throw new Refusal('too-many', 'Muitas tentativas: espere um pouco', {
        codigo: 'tentativas-demais',
        esperaSegundos: Math.ceil(esperaMs / 1000),
      });
    for (const { de, restam } of restos) {
      conhecidos.delete(de); // the last used comes last
      if (conhecidos.size >= BALDES) conhecidos.delete(conhecidos.keys().next().value ?? '');
      conhecidos.set(de, { restam: restam - 1, em });
    }
  };
}

/** The bucket of all who come from the same part of the network as an address. */
export const doEndereco = (ip: string, cabem: number): Balde => ({ de: `rede ${networkOf(ip)}`, cabem });
