import { type ReactNode, useCallback } from 'react';
import { createPortal } from 'react-dom';
import { tela } from '../../../api/tela.ts';
import { telas } from '../../../api/telas.ts';
import icone from '../../../ui/icone.svg';
import { Marca } from '../../../ui/marca.tsx';
import css from '../entrada.module.css';

/** Where people sign in: the whole page, or (`sobre`) over what they were doing. */
export function Porta({ sobre = false, children }: { sobre?: boolean; children: ReactNode }) {
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
        {telas[tela].titulo}
      </h1>
      {sobre && <p className={css.motivo}>Sua sessão terminou. Entre de novo: a tela continua como estava.</p>}
      {children}
    </div>
  );
  if (!sobre) return <main className={css.pagina}>{cartao}</main>;
  // In the body, not in the screen: a dialog of the screen would take a touch here for one beside it, and close.
  return createPortal(
    <dialog
      ref={mostrar}
      className={css.sobre}
      aria-labelledby="porta"
      // Escape closes nothing: neither this, nor a dialog of the screen behind it.
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onCancel={(event) => event.preventDefault()}
      onClose={(event) => event.currentTarget.isConnected && event.currentTarget.showModal()}
    >
      {cartao}
    </dialog>,
    document.body,
  );
}
