import { classes } from '../classes.ts';
import { horaExata } from '../tempo.ts';
import css from './figura.module.css';
import { CALHA, type Faixa, LINHA, TEMPO, yDe } from './geometria.ts';
import type { Marca } from './layout.ts';

/** One step on the picture: what it is in few words, all of it to who listens; arrows lead to the others. */
export function Passo({
  marca: { linha, pista, texto, frase, tom, forma, passo },
  faixa: { x, largura },
  hora,
  vista,
  ligada,
  alcancavel,
  guardar,
  fixa,
  onOlhar,
  onAndar,
}: {
  marca: Marca;
  faixa: Faixa;
  hora: string | null;
  vista: boolean;
  ligada: boolean;
  alcancavel: boolean;
  guardar(elemento: SVGGElement | null): void;
  fixa: boolean;
  onOlhar(como: 'apontar' | 'focar' | 'fixar'): void;
  onAndar(quanto: number | 'inicio' | 'fim'): void;
}) {
  const y = yDe(linha);
  const teclas: Record<string, number | 'inicio' | 'fim'> = { ArrowDown: 1, ArrowUp: -1, Home: 'inicio', End: 'fim' };
  return (
    <>
      {hora && (
        <text x={TEMPO - 6} y={y} className={hora.startsWith('+') ? css.depois : css.hora}>
          {hora}
        </text>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: no button element lives inside a picture */}
      <g
        ref={guardar}
        role="button"
        tabIndex={alcancavel ? 0 : -1}
        aria-label={`${dizer(texto, frase)}. ${horaExata(passo.em)}`}
        aria-pressed={fixa}
        className={classes(css.passo, css[tom])}
        data-vista={vista || undefined}
        data-ligada={ligada || undefined}
        data-pista={pista}
        onPointerEnter={() => onOlhar('apontar')}
        // By keyboard; a click has its own meaning.
        onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && onOlhar('focar')}
        onClick={() => onOlhar('fixar')}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            onOlhar('fixar');
          }
          const quanto = teclas[event.key];
          if (quanto === undefined) return;
          event.preventDefault();
          onAndar(quanto);
        }}
      >
        <rect
          x={x + CALHA}
          y={y - LINHA / 2 + 2}
          width={largura - 2 * CALHA}
          height={LINHA - 4}
          rx={8}
          className={css.alvo}
        />
        {forma === 'estado' ? (
          <>
            <rect
              x={x + CALHA + 6}
              y={y - 11}
              width={Math.min(largura - 2 * CALHA - 12, texto.length * 7.9 + 20)}
              height={22}
              rx={11}
              className={css.pilula}
            />
            <text x={x + CALHA + 16} y={y} className={css.textoDoEstado}>
              {texto}
            </text>
          </>
        ) : (
          <>
            <Sinal forma={forma} x={x + CALHA + 11} y={y} />
            <text x={x + CALHA + 20} y={y} className={css.texto}>
              {texto}
            </text>
          </>
        )}
      </g>
    </>
  );
}

/** All of a step: what the picture shows of it too, where the sentence does not say that. */
const dizer = (texto: string, frase: string): string =>
  frase.toLowerCase().includes(texto.replace('← ', '').toLowerCase()) ? frase : `${texto}. ${frase}`;

/** Going out, coming in, or just noted. */
function Sinal({ forma, x, y }: { forma: Marca['forma']; x: number; y: number }) {
  if (forma === 'sai') return <path d={`M${x - 4} ${y - 5}l7 5l-7 5z`} className={css.sinal} />;
  return <circle cx={x} cy={y} r={forma === 'chega' ? 4 : 3} className={css.sinal} />;
}
