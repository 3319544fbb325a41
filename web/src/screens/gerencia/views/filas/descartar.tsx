import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import formulario from '../../parts/formulario.module.css';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { errosDoFormulario } from '../../state/erros.ts';
import type { useAcoes } from '../../state/filas/use-acoes.ts';
import type { Carta } from '../../state/tipos.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';

/** Lets a dead letter go, for good, and has it written down why. */
export function Descartar({
  carta,
  acao,
  onFim,
}: {
  carta: Carta;
  acao: ReturnType<typeof useAcoes>['descartar'];
  onFim(): void;
}) {
  const { campos, geral } = errosDoFormulario(acao.error, { motivo: 'Motivo' });
  const form = useFocoNoErro(acao.error);
  return (
    <Dialog
      open
      onClose={onFim}
      title="Descartar esta mensagem?"
      description={`${carta.mensagem ?? 'O que não se entende'} sai da fila e nada mais acontece com ela. O motivo fica na linha do tempo do pedido.`}
      actions={
        <>
          <Button look="plain" onClick={onFim}>
            Não descartar
          </Button>
          <Button type="submit" form="descartar" disabled={acao.isPending}>
            {acao.isPending ? 'Descartando…' : 'Descartar'}
          </Button>
        </>
      }
    >
      <form
        id="descartar"
        className={formulario.dialogo}
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const motivo = String(new FormData(event.currentTarget).get('motivo'));
          acao.mutate({ carta, motivo }, { onSuccess: onFim });
        }}
      >
        <Field label="Motivo" name="motivo" maxLength={255} autoComplete="off" error={campos.motivo} />
        <ErroDaAcao erro={geral} />
      </form>
    </Dialog>
  );
}
