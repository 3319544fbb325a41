import { useCallback, useRef, useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import type { Aberta } from '../../state/cardapio/imagem.ts';
import { aproximar, arrastar, corte, posicao, quadroInicial } from '../../state/cardapio/recorte.ts';
import css from './recortador.module.css';

const PASSO = 0.05;
const FATOR = 1.15;

const teclas: Readonly<Record<string, { dx: number; dy: number } | { fator: number }>> = {
  ArrowLeft: { dx: PASSO, dy: 0 },
  ArrowRight: { dx: -PASSO, dy: 0 },
  ArrowUp: { dx: 0, dy: PASSO },
  ArrowDown: { dx: 0, dy: -PASSO },
  '+': { fator: FATOR },
  '=': { fator: FATOR },
  '-': { fator: 1 / FATOR },
};

/** Chooses the square of a picture: drag and wheel, arrows and + −, or the buttons. */
export function Recortador({
  imagem,
  ocupado,
  onUsar,
  onDesistir,
}: {
  imagem: Aberta;
  ocupado: boolean;
  onUsar(qual: ReturnType<typeof corte>): void;
  onDesistir(): void;
}) {
  const [quadro, setQuadro] = useState(() => quadroInicial(imagem));
  const pontas = useRef(new Map<number, { x: number; y: number }>());
  const mover = (dx: number, dy: number) => setQuadro((atual) => arrastar(imagem, atual, dx, dy));
  const zoom = (fator: number) => setQuadro((atual) => aproximar(imagem, atual, fator));

  // By hand, for React's own listener may not stop the page from scrolling.
  const comRoda = useCallback(
    (moldura: HTMLDivElement) => {
      const rodar = (event: WheelEvent) => {
        event.preventDefault();
        const { left, top, width } = moldura.getBoundingClientRect();
        const em = { x: (event.clientX - left) / width, y: (event.clientY - top) / width };
        setQuadro((atual) => aproximar(imagem, atual, event.deltaY < 0 ? FATOR : 1 / FATOR, em));
      };
      moldura.addEventListener('wheel', rodar, { passive: false });
      return () => moldura.removeEventListener('wheel', rodar);
    },
    [imagem],
  );

  return (
    <div className={css.recortador}>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture that is dragged, not a set of fields */}
      <div
        ref={comRoda}
        role="group"
        aria-label="Recorte da imagem. Setas movem; mais e menos aproximam e afastam."
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work here
        tabIndex={0}
        className={css.moldura}
        onKeyDown={(event) => {
          const fazer = teclas[event.key];
          if (!fazer) return;
          event.preventDefault();
          if ('fator' in fazer) zoom(fazer.fator);
          else mover(fazer.dx, fazer.dy);
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pontas.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={(event) => {
          const antes = pontas.current.get(event.pointerId);
          if (!antes) return;
          const agora = { x: event.clientX, y: event.clientY };
          const outra = [...pontas.current].find(([id]) => id !== event.pointerId)?.[1];
          const { width } = event.currentTarget.getBoundingClientRect();
          pontas.current.set(event.pointerId, agora);
          if (outra)
            zoom(distancia(agora, outra) / Math.max(1, distancia(antes, outra))); // two fingers
          else mover((agora.x - antes.x) / width, (agora.y - antes.y) / width);
        }}
        onPointerUp={(event) => pontas.current.delete(event.pointerId)}
        onPointerCancel={(event) => pontas.current.delete(event.pointerId)}
      >
        <img src={imagem.url} alt="" draggable={false} className={css.imagem} style={posicao(imagem, quadro)} />
      </div>
      <div className={css.botoes}>
        <Button look="plain" aria-label="Afastar" onClick={() => zoom(1 / FATOR)}>
          −
        </Button>
        <Button look="plain" aria-label="Aproximar" onClick={() => zoom(FATOR)}>
          +
        </Button>
        <Button look="quiet" onClick={onDesistir}>
          Desistir
        </Button>
        <Button disabled={ocupado} onClick={() => onUsar(corte(imagem, quadro))}>
          Usar recorte
        </Button>
      </div>
    </div>
  );
}

const distancia = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);
