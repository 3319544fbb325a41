import { type UseMutationOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from './client.ts';

type Mudanca = { produto: { id: number; nome: string }; disponivel: boolean };

/**
 * Marks a produto as sold out, or sells it again. It is seen at once in what was asked for under `chave`, and taken back there
 * where it could not be done.
 * @param com what is kept under `chave`, with one produto changed
 * @param ouvintes hear what came of it, once it is seen
 */
export function useDisponibilidade<T>(
  chave: readonly unknown[],
  com: (antes: T, id: number, disponivel: boolean) => T,
  ouvintes: Pick<
    UseMutationOptions<{ disponivel: boolean }, Error, Mudanca>,
    'networkMode' | 'onSuccess' | 'onSettled'
  > & { onError?(error: Error, mudanca: Mudanca): void },
) {
  const client = useQueryClient();
  const mostrar = (id: number, disponivel: boolean) =>
    client.setQueryData<T>(chave, (antes) => antes && com(antes, id, disponivel));
  return useMutation({
    ...ouvintes,
    mutationFn: ({ produto: { id }, disponivel }: Mudanca) =>
      body(api.PUT('/v2/produto/{id}/disponibilidade', { params: { path: { id: String(id) } }, body: { disponivel } })),
    async onMutate({ produto: { id }, disponivel }) {
      await client.cancelQueries({ queryKey: chave });
      mostrar(id, disponivel);
    },
    onError(error, mudanca) {
      mostrar(mudanca.produto.id, !mudanca.disponivel);
      ouvintes.onError?.(error, mudanca);
    },
  });
}
