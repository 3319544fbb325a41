import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

/** Buckets kept before the full ones are forgotten. */
const BALDES = 10_000;

/** Counts one more of whoever has these buckets. Throws Refusal `too-many`, which says how long to wait, when one is empty. */
type Contar = (seus: readonly { chave: string; cabem: number }[]) => void;

/** Buckets, full of `cabem` at first, and filled again in a minute; kept by this instance alone. */
export function contarEmBaldes(agora: () => number = Date.now): Contar {
  const baldes = new Map<string, { restam: number; em: number }>();

  return (seus) => {
    const em = agora();
    const restos = seus.map(({ chave, cabem }) => {
      const balde = baldes.get(chave) ?? { restam: cabem, em };
      return { chave, cabem, restam: Math.min(cabem, balde.restam + ((em - balde.em) * cabem) / MINUTO_MS) };
    });
    const esperaMs = Math.max(...restos.map(({ cabem, restam }) => ((1 - restam) * MINUTO_MS) / cabem));
    if (esperaMs > 0)
      throw new Refusal('too-many', 'Muitas tentativas: espere um pouco', {
        codigo: 'tentativas-demais',
        esperaSegundos: Math.ceil(esperaMs / 1000),
      });
    if (baldes.size >= BALDES) for (const [chave, balde] of baldes) if (em - balde.em > MINUTO_MS) baldes.delete(chave);
    for (const { chave, restam } of restos) baldes.set(chave, { restam: restam - 1, em });
  };
}
