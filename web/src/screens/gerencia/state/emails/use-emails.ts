import { api, body } from '../../../../api/client.ts';
import { usePaginas } from '../use-consulta.ts';

/** The e-mails, the newest first; of one pedido when it is named. */
export const useEmails = (pedidoId?: string) =>
  usePaginas(
    ['pedidos', 'emails', pedidoId],
    (antesDe: string | undefined) => {
      const query = { ...(pedidoId ? { pedidoId } : {}), ...(antesDe ? { antesDe } : {}), limite: '30' };
      return body(api.GET('/v2/gerencia/emails', { params: { query } }));
    },
    10_000,
  );
