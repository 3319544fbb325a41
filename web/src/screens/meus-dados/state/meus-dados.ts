import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import type { components } from '../../../api/schema.ts';

export type MeusDados = components['schemas']['MeusDados'];

export type MeuPedido = components['schemas']['MinhaExportacao']['pedidos'][number];

const CHAVE = ['meus-dados'] as const;

export const useMeusDados = () => useQuery({ queryKey: CHAVE, queryFn: () => body(api.GET('/v2/meus-dados')) });

/** Shows what an answer says stands now. */
export const mostrarMeusDados = (client: QueryClient, dados: MeusDados) => client.setQueryData(CHAVE, dados);

/** A change of what is kept, which answers what stands now. */
export function useMudanca<T>(mudar: (novo: T) => Promise<MeusDados>, onSuccess = () => {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: mudar,
    networkMode: 'always',
    onSuccess(dados) {
      mostrarMeusDados(client, dados);
      onSuccess();
    },
  });
}
