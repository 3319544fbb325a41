import { useParados } from './parados.ts';
import { useAbertas } from './use-conciliacao.ts';

const CADA_MS = 30_000;

/** How much waits for somebody, by the path of the page that shows it; of what nobody can tell now, nothing. */
export function useContas(): Readonly<Record<string, number>> {
  const parados = useParados(CADA_MS);
  const abertas = useAbertas(CADA_MS);
  return {
    '/parados': parados.data?.parados.length ?? 0,
    '/conciliacao': abertas.data?.total ?? 0,
  };
}
