import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import { quantos } from '../../../../ui/palavras.ts';
import type { Carta } from '../tipos.ts';
import { useAviso } from '../use-aviso.ts';

const lista = (recusa: string | null) => (recusa === null ? 'mortas' : 'recusadas');

/** What can be done about dead letters of a queue, and what it refused; afterwards the list and the counts are asked for again. */
export function useAcoes(fila: string) {
  const client = useQueryClient();
  const avisar = useAviso();
  const deNovo = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['mortas', fila] }),
      client.invalidateQueries({ queryKey: ['recusadas', fila] }),
      client.invalidateQueries({ queryKey: ['filas'] }),
    ]);
  const reenviadas = async ({ reenviadas: n }: { reenviadas: number }) => {
    avisar(quantos(n, 'mensagem reenviada', 'mensagens reenviadas', 'Nada havia para reenviar'));
    await deNovo();
  };
  return {
    reenviar: useMutation({
      mutationFn: ({ id, recusa }: Carta) =>
        body(api.POST(`/v2/gerencia/filas/{fila}/${lista(recusa)}/{id}/reenviar`, { params: { path: { fila, id } } })),
      onSuccess: reenviadas,
    }),
    reenviarTodas: useMutation({
      mutationFn: () => body(api.POST('/v2/gerencia/filas/{fila}/mortas/reenviar', { params: { path: { fila } } })),
      onSuccess: reenviadas,
    }),
    descartar: useMutation({
      mutationFn: ({ carta: { id, recusa }, motivo }: { carta: Carta; motivo: string }) =>
        body(
          api.POST(`/v2/gerencia/filas/{fila}/${lista(recusa)}/{id}/descartar`, {
            params: { path: { fila, id } },
            body: { motivo },
          }),
        ),
      async onSuccess() {
        avisar('Mensagem descartada');
        await deNovo();
      },
    }),
  };
}
