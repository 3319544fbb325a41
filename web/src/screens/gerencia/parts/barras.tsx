import { useState } from 'react';
import { escala, rotulosQueCabem } from '../state/relatorios/escala.ts';
import { useLargura } from '../state/relatorios/use-largura.ts';
import css from './barras.module.css';

/** One bar: what stands below it, its height, and all it says when it is pointed at. */
export type Barra = { rotulo: string; valor: number; dizer: string };

/** Room of one label below, in sixteenths of a rem. */
const ROTULO = 52;
const MARGEM = { esquerda: 72, direita: 8, cima: 12, baixo: 28 };

/** Bars side by side over an axis. By keyboard: one stop, arrows go from bar to bar. */
export function Barras({
  nome,
  barras,
  dizerNoEixo,
  inteira = false,
  altura = 240,
}: {
  nome: string;
  barras: readonly Barra[];
  /** How a value is written on the axis. */
  dizerNoEixo: (valor: number) => string;
  inteira?: boolean;
  altura?: number;
}) {
  const [largura, medir] = useLargura();
  const [vista, setVista] = useState<number | null>(null);
  const maior = Math.max(0, ...barras.map(({ valor }) => valor));
  const { topo, marcas } = escala(maior, { inteira });
  const [w, h] = [Math.max(0, largura - MARGEM.esquerda - MARGEM.direita), altura - MARGEM.cima - MARGEM.baixo];
  const y = (valor: number) => MARGEM.cima + h * (1 - valor / topo);
  const passo = w / Math.max(1, barras.length);
  const comRotulo = rotulosQueCabem(barras.length, Math.floor(w / ROTULO));
  const grossura = Math.min(56, passo * 0.7);
  const andar = (para: number) => setVista(Math.max(0, Math.min(barras.length - 1, para)));
  const atual = vista === null ? undefined : barras[vista];
  return (
    <div className={css.quadro}>
      <p className={css.valor} aria-live="polite">
        {atual ? (
          atual.dizer
        ) : (
          <span className={css.dica}>
            {maior > 0 ? 'Toque numa barra para ver o valor' : 'Nada para mostrar neste período'}
          </span>
        )}
      </p>
      <svg
        ref={medir}
        viewBox={`0 0 ${largura} ${altura}`}
        className={css.svg}
        style={{ height: `${altura / 16}rem` }}
        role="img"
        aria-label={`${nome}. Setas percorrem as barras.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows go through the bars; a value is read out at each
        tabIndex={0}
        // A finger that is lifted leaves too: what it touched stays said.
        onPointerLeave={({ pointerType }) => pointerType === 'mouse' && setVista(null)}
        onFocus={() => setVista((antes) => antes ?? 0)} // a finger has chosen its bar a moment before
        onBlur={() => setVista(null)}
        onKeyDown={({ key }) => {
          if (key === 'ArrowRight') andar((vista ?? -1) + 1);
          if (key === 'ArrowLeft') andar((vista ?? 1) - 1);
          if (key === 'Home') andar(0);
          if (key === 'End') andar(barras.length - 1);
        }}
      >
        {marcas.map((marca) => (
          <g key={marca}>
            <line
              x1={MARGEM.esquerda}
              x2={largura - MARGEM.direita}
              y1={y(marca)}
              y2={y(marca)}
              className={css.grade}
            />
            <text x={MARGEM.esquerda - 10} y={y(marca)} className={css.eixoY}>
              {dizerNoEixo(marca)}
            </text>
          </g>
        ))}
        {barras.map(({ rotulo, valor }, i) => {
          const x = MARGEM.esquerda + passo * i;
          return (
            <g key={rotulo} onPointerEnter={() => setVista(i)} className={i === vista ? css.vista : undefined}>
              <rect x={x} y={MARGEM.cima} width={passo} height={h} className={css.alcance} />
              {valor > 0 && (
                <path
                  d={barra(x + (passo - grossura) / 2, y(valor), grossura, y(0) - y(valor))}
                  className={css.barra}
                />
              )}
              {comRotulo(i) && (
                <text x={x + passo / 2} y={altura - 8} className={css.eixoX}>
                  {rotulo}
                </text>
              )}
            </g>
          );
        })}
        <line x1={MARGEM.esquerda} x2={largura - MARGEM.direita} y1={y(0)} y2={y(0)} className={css.chao} />
      </svg>
    </div>
  );
}

/** A bar that stands on the ground and is round at its head. */
function barra(x: number, y: number, w: number, h: number): string {
  const r = Math.min(6, w / 2, h);
  return `M${x} ${y + h}v${r - h}q0 ${-r} ${r} ${-r}h${w - 2 * r}q${r} 0 ${r} ${r}v${h - r}z`;
}
