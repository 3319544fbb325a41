import { Fragment } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { legenda } from '../state/teclas.ts';
import css from './legenda.module.css';

/** What the keys do. */
export function Legenda({ open, onClose }: { open: boolean; onClose(): void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Teclas"
      description="Tudo se faz com um toque, ou sem tirar a mão do teclado."
      actions={<Button onClick={onClose}>Entendi</Button>}
    >
      <dl className={css.lista}>
        {legenda.map(([teclas, oQue]) => (
          <Fragment key={oQue}>
            <dt>
              {teclas.map((tecla) => (
                <kbd key={tecla} className={css.tecla}>
                  {tecla}
                </kbd>
              ))}
            </dt>
            <dd>{oQue}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
