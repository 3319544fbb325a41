import { useConsulta } from '../use-consulta.ts';
import { lerAbertas, lerParados } from './api.ts';

const CADA_MS = 30_000;

/** The pedidos that should have gone on and have not. */
export const useParados = (cadaMs: number) => useConsulta(['parados'], lerParados, cadaMs);

/** What bank and ledger do not agree on, on any day. */
export const useAbertas = (cadaMs: number) => useConsulta(['conciliacao', 'abertas'], lerAbertas, cadaMs);

/** How much waits for somebody, by the path of the page that shows it; of what nobody can tell now, nothing. */
export function useContas(): Readonly<Record<string, number>> {
  const parados = useParados(CADA_MS);
  const abertas = useAbertas(CADA_MS);
  return {
    '/parados': parados.data?.parados.length ?? 0,
    '/conciliacao': abertas.data?.total ?? 0,
  };
}
