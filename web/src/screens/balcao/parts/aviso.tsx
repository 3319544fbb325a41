import { useEffect } from 'react';
import { Button } from '../../../ui/button.tsx';
import css from './aviso.module.css';

/** How long a notice stays, milliseconds; one of trouble stays until it was read. */
const FICA_MS = 12_000;

/** What has just been done, or could not be. */
export type OAviso = { n: number; texto: string; mau: boolean; desfazer?: () => void };

/** Says it at the foot of the page, with a way back where there is one. */
export function Aviso({ aviso, onFim }: { aviso: OAviso | null; onFim(): void }) {
  const { n, mau } = aviso ?? {};
  useEffect(() => {
    if (n === undefined || mau) return;
    const timer = setTimeout(onFim, FICA_MS);
    return () => clearTimeout(timer);
  }, [n, mau, onFim]);
  return (
    <div role={mau ? 'alert' : 'status'} className={css.lugar}>
      {aviso && (
        <p className={css.aviso} data-mau={aviso.mau}>
          <span>{aviso.texto}</span>
          {aviso.desfazer && (
            <Button
              look="quiet"
              onClick={() => {
                aviso.desfazer?.();
                onFim();
              }}
            >
              Desfazer
            </Button>
          )}
          <Button look="quiet" onClick={onFim}>
            Certo
          </Button>
        </p>
      )}
    </div>
  );
}
