import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { passageiro } from '../../../api/problem.ts';

/** How soon what could not be had is asked for again by itself, milliseconds. */
const DE_NOVO_MS = 5_000;

const ritmo =
  <T>(cadaMs?: number | ((dados: T | undefined) => number)) =>
  ({ state: { error, data } }: { state: { error: unknown; data?: T | undefined } }) => {
    if (error && passageiro(error)) return DE_NOVO_MS;
    return typeof cadaMs === 'function' ? cadaMs(data) : (cadaMs ?? false);
  };

/** Asks the API, again every `cadaMs` when told so (it may hang on what came); what failed for a moment heals by itself. */
export function useConsulta<T>(
  chave: readonly unknown[],
  perguntar: () => Promise<T>,
  cadaMs?: number | ((dados: T | undefined) => number),
) {
  return useQuery({
    queryKey: chave,
    queryFn: perguntar,
    refetchInterval: ritmo(cadaMs),
    placeholderData: keepPreviousData,
  });
}

/** A list that comes in parts: each part says how to ask for the next one. */
export function usePaginas<T extends { proximo: Cursor | null }, Cursor extends string | number>(
  chave: readonly unknown[],
  perguntar: (antesDe: Cursor | undefined) => Promise<T>,
  cadaMs?: number,
) {
  return useInfiniteQuery<T, Error, InfiniteData<T>, readonly unknown[], Cursor | undefined>({
    queryKey: chave,
    queryFn: ({ pageParam }) => perguntar(pageParam as Cursor | undefined),
    initialPageParam: undefined,
    getNextPageParam: ({ proximo }) => proximo ?? undefined,
    refetchInterval: ritmo(cadaMs),
    placeholderData: keepPreviousData,
  });
}
