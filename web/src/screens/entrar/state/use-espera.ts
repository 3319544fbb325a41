import { useMemo } from 'react';
import { agora } from '../../../api/hora.ts';
import { Problema } from '../../../api/problem.ts';
import { useNow } from '../../../ui/use-now.ts';

/** How many seconds are left until one may try again, as the answer that refused said; 0 when at once. */
export function useEspera(erro: unknown): number {
  const ate = useMemo(() => (erro instanceof Problema ? agora() + (erro.esperarS ?? 0) * 1_000 : 0), [erro]);
  return Math.max(0, Math.ceil((ate - useNow()) / 1_000));
}
