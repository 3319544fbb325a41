import { api, body } from '../../../../api/client.ts';
import { useConsulta } from '../use-consulta.ts';

/** All queues, as they are now. */
export const useFilas = (cadaMs: number) => useConsulta(['filas'], () => body(api.GET('/v2/gerencia/filas')), cadaMs);

/** The dead letters of a queue. Not by itself again and again: who looks at them hides them from others for a moment. */
export const useMortas = (fila: string) =>
  useConsulta(['mortas', fila], () =>
    body(api.GET('/v2/gerencia/filas/{fila}/mortas', { params: { path: { fila } } })),
  );
