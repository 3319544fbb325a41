import { api, body } from '../../../../api/client.ts';
import type { Carta } from '../tipos.ts';
import { useConsulta } from '../use-consulta.ts';

/** All queues, as they are now. */
export const useFilas = (cadaMs: number) => useConsulta(['filas'], () => body(api.GET('/v2/gerencia/filas')), cadaMs);

/** What a queue refused for good; its writer keeps it. */
export const useRecusadas = (fila: string) =>
  useConsulta(['recusadas', fila], async (): Promise<Carta[]> => {
    const caminho = { params: { path: { fila } } };
    const { recusadas } = await body(api.GET('/v2/gerencia/filas/{fila}/recusadas', caminho));
    return recusadas.map(({ recusadaEm: em, motivo: recusa, ...carta }) => ({ ...carta, em, recusa }));
  });

/** The dead letters of a queue. Not by itself again and again: who looks at them hides them from others for a moment. */
export const useMortas = (fila: string) =>
  useConsulta(['mortas', fila], async (): Promise<Carta[]> => {
    const { mortas } = await body(api.GET('/v2/gerencia/filas/{fila}/mortas', { params: { path: { fila } } }));
    return mortas.map(({ enterradaEm: em, ...carta }) => ({ ...carta, em, recusa: null }));
  });
