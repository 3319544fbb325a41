import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import { quantos } from '../palavras.ts';
import { useAviso } from '../use-aviso.ts';

/** What can be done about dead letters of a queue; afterwards the list and the counts are asked for again. */
export function useAcoes(fila: string) {
  const client = useQueryClient();
  const avisar = useAviso();
  const deNovo = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['mortas', fila] }),
      client.invalidateQueries({ queryKey: ['filas'] }),
    ]);
  const reenviadas = async ({ reenviadas: n }: { reenviadas: number }) => {
    avisar(quantos(n, 'mensagem reenviada', 'mensagens reenviadas', 'Nada havia para reenviar'));
    await deNovo();
  };
  return {
    reenviar: useMutation({
      mutationFn: (id: string) =>
        body(api.POST('/v2/gerencia/filas/{fila}/mortas/{id}/reenviar', { params: { path: { fila, id } } })),
      onSuccess: reenviadas,
    }),
    reenviarTodas: useMutation({
      mutationFn: () => body(api.POST('/v2/gerencia/filas/{fila}/mortas/reenviar', { params: { path: { fila } } })),
      onSuccess: reenviadas,
    }),
    descartar: useMutation({
      mutationFn: ({ id, motivo }: { id: string; motivo: string }) =>
        body(
          api.POST('/v2/gerencia/filas/{fila}/mortas/{id}/descartar', {
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
