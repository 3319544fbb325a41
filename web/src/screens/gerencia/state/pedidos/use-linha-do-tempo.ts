import type { Passo } from '@foodious/contracts/timeline.ts';
import { api, body } from '../../../../api/client.ts';
import { useConsulta } from '../use-consulta.ts';

/** What all services have on record of a pedido, in order of cause and effect. */
export const useLinhaDoTempo = (id: string) =>
  useConsulta(
    ['pedidos', 'linha', id],
    async () => {
      const { passos, faltam } = await body(api.GET('/v2/pedido/{id}/linha-do-tempo', { params: { path: { id } } }));
      return { passos: passos as Passo[], faltam }; // the OpenAPI document does not tell the steps apart
    },
    5_000,
  );
