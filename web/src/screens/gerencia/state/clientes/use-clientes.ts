import { api, body } from '../../../../api/client.ts';
import { usePaginas } from '../use-consulta.ts';

/** The receipt of an erasure. Days, `AAAA-MM-DD`. */
export type Protocolo = { protocolo: string; dataDelecao: string; dataSolicitacao: string };

/** Who is registered, the newest first; of those the text finds. It is personal: it goes in a body, and stays in no address. */
export const useClientes = (texto: string) =>
  usePaginas(['clientes', texto], (antesDe: number | undefined) =>
    body(
      api.POST('/v2/gerencia/clientes/busca', {
        body: { texto, limite: 30, ...(antesDe === undefined ? {} : { antesDe }) },
      }),
    ),
  );
