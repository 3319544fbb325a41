import { api, body } from '../../../../api/client.ts';
import { useConsulta } from '../use-consulta.ts';

/** What all services have on record of a pedido, in order of cause and effect. */
export const useLinhaDoTempo = (id: string) =>
  useConsulta(
    ['pedidos', 'linha', id],
    () => body(api.GET('/v2/pedido/{id}/linha-do-tempo', { params: { path: { id } } })),
    5_000,
  );
