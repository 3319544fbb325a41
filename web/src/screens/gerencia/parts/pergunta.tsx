import { type ReactNode, useId } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useFocoNoErro } from '../state/use-foco-no-erro.ts';
import formulario from './formulario.module.css';
import { ErroDaAcao } from './resposta.tsx';

/** A dialog that asks for a field or two, and says what went wrong with them. */
export function Pergunta({
  titulo,
  descricao,
  sim,
  nao = 'Cancelar',
  acao,
  geral,
  onSim,
  onNao,
  children,
}: {
  titulo: string;
  descricao?: string;
  sim: string;
  nao?: string;
  /** What is done with the answer. */
  acao: { error: unknown; isPending: boolean };
  /** What of its error belongs to no field. */
  geral: string | undefined;
  onSim(dados: FormData): void;
  onNao(): void;
  children: ReactNode;
}) {
  const id = useId();
  const form = useFocoNoErro(acao.error);
  return (
    <Dialog
      open
      onClose={onNao}
      title={titulo}
      description={descricao}
      actions={
        <>
          <Button look="plain" onClick={onNao}>
            {nao}
          </Button>
          <Button type="submit" form={id} disabled={acao.isPending}>
            {sim}
          </Button>
        </>
      }
    >
      <form
        id={id}
        ref={form}
        noValidate
        className={`${formulario.dialogo} ${formulario.campos}`}
        onSubmit={(event) => {
          event.preventDefault();
          onSim(new FormData(event.currentTarget));
        }}
      >
        {children}
        <ErroDaAcao erro={geral} />
      </form>
    </Dialog>
  );
}
