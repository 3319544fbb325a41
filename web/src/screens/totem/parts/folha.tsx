import { Dialog } from '@base-ui/react/dialog';
import { type ReactNode, useRef } from 'react';
import { Button } from '../../../ui/button.tsx';
import dialogo from '../../../ui/dialog.module.css';
import { Icone } from '../../../ui/icone.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './folha.module.css';

/** A sheet that rises from the bottom, where the hand is. Closed by its button, Escape, or a touch outside. */
export function Folha({ titulo, children, pe }: { titulo: string; children: ReactNode; pe?: ReactNode }) {
  const { t, dispatch } = useTotem();
  const cabeca = useRef<HTMLHeadingElement>(null);
  return (
    <Dialog.Root open onOpenChange={(_, { event }) => !deOutra(event) && dispatch({ tipo: 'fechar' })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogo.backdrop} />
        <Dialog.Popup className={css.folha} initialFocus={cabeca}>
          <div className={css.topo}>
            <Dialog.Title ref={cabeca} tabIndex={-1} className={css.titulo}>
              {titulo}
            </Dialog.Title>
            <Dialog.Close render={<Button look="quiet" className={css.fechar} aria-label={t.fechar} />}>
              <Icone nome="fechar" tamanho={2} />
            </Dialog.Close>
          </div>
          <div className={css.corpo}>{children}</div>
          {pe && <div className={css.pe}>{pe}</div>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Whether an event belongs to another dialog, above this sheet: what it was asked is not for this one. */
const deOutra = ({ target }: Event): boolean =>
  target instanceof Element && target.closest('[role="dialog"]')?.querySelector(`.${css.titulo}`) === null;
