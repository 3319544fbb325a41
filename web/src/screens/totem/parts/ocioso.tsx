import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { avisoDe } from '../state/contagem.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './ocioso.module.css';

/** How often the silence is measured, milliseconds. By the clock nobody sets: a corrected time of day would send a person away. */
const PASSO_MS = 250;

/** Asks who has not touched anything for a while whether they are there, and starts over when nobody answers. */
export function Ocioso({
  aposS,
  avisoS,
  texto,
}: {
  aposS: number;
  avisoS: number;
  /** What happens in so many seconds. */
  texto(segundos: number): string;
}) {
  const { t, recomecar } = useTotem();
  const ultimo = useRef(0);
  const [restam, setRestam] = useState<number | null>(null);
  const aoAcabar = useRef(recomecar);
  aoAcabar.current = recomecar;

  useEffect(() => {
    ultimo.current = performance.now();
    let perguntando = false;
    const sinal = () => {
      if (!perguntando) ultimo.current = performance.now();
    };
    const ouvir = new AbortController();
    for (const tipo of ['pointerdown', 'keydown', 'wheel', 'scroll'])
      addEventListener(tipo, sinal, { capture: true, passive: true, signal: ouvir.signal });
    const timer = setInterval(() => {
      const aviso = avisoDe(performance.now() - ultimo.current, aposS, avisoS);
      perguntando = aviso !== null;
      setRestam(aviso);
      if (aviso === 0) aoAcabar.current();
    }, PASSO_MS);
    return () => {
      clearInterval(timer);
      ouvir.abort();
    };
  }, [aposS, avisoS]);

  const continuar = () => {
    ultimo.current = performance.now();
    setRestam(null);
  };
  return (
    <Dialog
      open={restam !== null}
      onClose={continuar}
      title={t.ociosoTitulo}
      actions={
        <Button size="large" onClick={continuar}>
          {t.estouAqui}
        </Button>
      }
    >
      <div aria-hidden="true" className={css.contagem}>
        <p className={`${css.numero} numero`}>{restam}</p>
        <p>{texto(restam ?? 0)}</p>
      </div>
      <p role="status" className="so-leitor">
        {restam !== null && texto(Math.ceil(restam / 5) * 5)}
      </p>
    </Dialog>
  );
}
