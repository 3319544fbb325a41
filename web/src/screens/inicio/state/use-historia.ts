import type { Passo } from '@foodious/contracts/timeline.ts';
import { useQuery } from '@tanstack/react-query';
import { buscar } from '../../../api/hora.ts';
import { Problema } from '../../../api/problem.ts';

/** How often the newest pedido is looked at, milliseconds; only while the page is seen. */
const OLHAR_MS = 1_000;

/** Where it may be asked for: with the session of the gerência or of the cozinha, or with none on the machine itself. */
const portas = ['/gerencia/api/inicio/historia', '/cozinha/api/inicio/historia'] as const;

/** The steps of the newest pedido so far; undefined where there is none, and where it is not for who looks. */
export function useHistoria(): readonly Passo[] | undefined {
  const { data } = useQuery({
    queryKey: ['historia'],
    queryFn: async () => {
      for (const porta of portas) {
        const answer = await buscar(porta);
        if (answer.status === 404) return { passos: [], nossa: true };
        if (answer.ok) return { passos: ((await answer.json()) as { passos: Passo[] }).passos, nossa: true };
        if (answer.status !== 401 && answer.status !== 403) throw await Problema.of(answer);
      }
      return { passos: [], nossa: false };
    },
    refetchInterval: ({ state }) => (state.data?.nossa === false ? false : OLHAR_MS),
    staleTime: 0,
  });
  return data?.passos.length ? data.passos : undefined;
}
