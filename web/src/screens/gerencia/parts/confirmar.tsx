import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';

/** A question before something that is not easily taken back; Escape and a touch outside are a no. */
export function Confirmar({
  aberto,
  titulo,
  descricao,
  sim,
  nao,
  ocupado = false,
  onSim,
  onNao,
  children,
}: {
  aberto: boolean;
  titulo: string;
  descricao: string;
  sim: string;
  nao: string;
  ocupado?: boolean;
  onSim(): void;
  onNao(): void;
  children?: ReactNode;
}) {
  return (
    <Dialog
      open={aberto}
      onClose={onNao}
      title={titulo}
      description={descricao}
      actions={
        <>
          <Button look="plain" onClick={onNao}>
            {nao}
          </Button>
          <Button look="danger" disabled={ocupado} onClick={onSim}>
            {sim}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

/** The question of who would leave a form with something unsaved. */
export const PorSalvar = ({ aberto, onSair, onFicar }: { aberto: boolean; onSair(): void; onFicar(): void }) => (
  <Confirmar
    aberto={aberto}
    titulo="Sair sem salvar?"
    descricao="O que você mudou se perde."
    sim="Sair sem salvar"
    nao="Continuar editando"
    onSim={onSair}
    onNao={onFicar}
  />
);
