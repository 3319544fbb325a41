import { type ReactNode, useCallback } from 'react';
import { createPortal } from 'react-dom';
import { tela } from '../../../api/tela.ts';
import { telas } from '../../../api/telas.ts';
import { Button } from '../../../ui/button.tsx';
import icone from '../../../ui/icone.svg';
import { Marca } from '../../../ui/marca.tsx';
import css from '../entrada.module.css';

/** Where people sign in: the whole page, or over what they were doing. */
export function Porta({
  titulo = telas[tela].titulo,
  sobre,
  onDesistir,
  children,
}: {
  titulo?: string;
  /** Why it lies over the screen. */
  sobre?: string;
  /** Where it may be left: who was signed in still is. */
  onDesistir?(): void;
  children: ReactNode;
}) {
  // The browser's own dialog: it lies over every other one, and nothing behind it can be reached.
  const mostrar = useCallback((dialog: HTMLDialogElement | null) => {
    if (dialog && !dialog.open) dialog.showModal();
  }, []);
  const cartao = (
    <div className={css.cartao}>
      <p className={css.marca} aria-hidden="true">
        <img src={icone} alt="" width="44" height="44" />
        <Marca />
      </p>
      <h1 id="porta" className={css.titulo}>
        {titulo}
      </h1>
      {sobre && <p className={css.motivo}>{sobre}</p>}
      {children}
      {onDesistir && (
        <Button look="quiet" onClick={onDesistir}>
          Continuar como estava
        </Button>
      )}
    </div>
  );
  if (!sobre) return <main className={css.pagina}>{cartao}</main>;
  // In the body, not in the screen: a dialog of the screen would take a touch here for one beside it, and close.
  return createPortal(
    <dialog
      ref={mostrar}
      className={css.sobre}
      aria-labelledby="porta"
      // Escape closes no dialog of the screen behind it, and this one only where it may be left.
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onDesistir?.();
      }}
      onCancel={(event) => event.preventDefault()}
      onClose={(event) => event.currentTarget.isConnected && event.currentTarget.showModal()}
    >
      {cartao}
    </dialog>,
    document.body,
  );
}
