import { EstadoPedido } from '@foodious/kernel/estados.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import { Problema } from '../../../../api/problem.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import formulario from '../../parts/formulario.module.css';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { errosDoFormulario } from '../../state/erros.ts';
import { foiPago, oQueAcontece } from '../../state/pedidos/cancelamento.ts';
import type { PedidoInteiro } from '../../state/tipos.ts';
import { useAviso } from '../../state/use-aviso.ts';

/** Cancels a pedido, and so gives back what was paid: says so first, and asks why. */
export function Cancelar({
  pedido: { id, estado },
  aberto,
  onAbrir: setAberto,
}: {
  pedido: PedidoInteiro;
  aberto: boolean;
  onAbrir(aberto: boolean): void;
}) {
  const client = useQueryClient();
  const avisar = useAviso();
  const consequencia = oQueAcontece(estado);
  const cancelar = useMutation({
    mutationFn: (motivo: string) =>
      body(
        api.PUT('/v1/pedido/{id}', {
          params: { path: { id: String(id) } },
          body: { estadoPedido: EstadoPedido.CANCELADO, motivo },
        }),
      ),
    async onSuccess() {
      setAberto(false);
      avisar(`Pedido #${id} cancelado`);
      await client.invalidateQueries({ queryKey: ['pedidos'] });
    },
    onError: () => client.invalidateQueries({ queryKey: ['pedidos'] }),
  });
  const { campos, geral } = errosDoFormulario(cancelar.error, { motivo: 'Motivo' });
  const jaMudou = cancelar.error instanceof Problema && cancelar.error.status === 409;
  if (consequencia === null && !aberto) return null;
  return (
    <>
      <Button look="danger" onClick={() => setAberto(true)}>
        Cancelar pedido
      </Button>
      <Dialog
        open={aberto}
        onClose={() => setAberto(false)}
        title={`Cancelar o pedido #${id}?`}
        description={consequencia ?? 'Este pedido já mudou e não se cancela mais.'}
        actions={
          <>
            <Button look="plain" onClick={() => setAberto(false)}>
              Não cancelar
            </Button>
            <Button type="submit" form="cancelar" disabled={cancelar.isPending || consequencia === null}>
              {cancelar.isPending
                ? 'Cancelando…'
                : foiPago(estado)
                  ? 'Cancelar e devolver o dinheiro'
                  : 'Cancelar pedido'}
            </Button>
          </>
        }
      >
        <form
          id="cancelar"
          className={formulario.dialogo}
          onSubmit={(event) => {
            event.preventDefault();
            cancelar.mutate(String(new FormData(event.currentTarget).get('motivo')).trim());
          }}
        >
          <Field label="Motivo" name="motivo" required maxLength={255} autoComplete="off" error={campos.motivo} />
          <ErroDaAcao erro={jaMudou ? 'O pedido mudou enquanto você escrevia, e nada foi cancelado.' : geral} />
        </form>
      </Dialog>
    </>
  );
}
