import { useMemo, useRef } from 'react';
import { classes } from '../classes.ts';
import { duracao, horaExata } from '../tempo.ts';
import css from './figura.module.css';
import { CALHA, caminho, deFora, type Faixa, faixas, LINHA, TEMPO, yDe } from './geometria.ts';
import { type Figura as Desenho, type Marca, nomesDasPistas, type Pista } from './layout.ts';
import { Passo } from './marca.tsx';
import type { Olha } from './olhar.ts';

/** The saga as a picture. One stop by keyboard; arrows go from step to step, and each says what it is. */
export function Figura({
  desenho,
  vista,
  fixa,
  onOlhar,
}: {
  desenho: Desenho;
  /** The step looked at, by its place in the story. */
  vista: number | null;
  fixa: boolean;
  onOlhar(olha: Olha): void;
}) {
  const { faixas: lista, largura, altura } = useMemo(() => faixas(desenho), [desenho]);
  const faixaDe = (pista: Pista) => lista.find((faixa) => faixa.pista === pista) ?? (lista[0] as Faixa);
  const marcas = useRef(new Map<number, SVGGElement>());
  const ligadas = new Set(
    desenho.setas.filter(({ liga }) => vista !== null && liga.includes(vista)).flatMap(({ liga }) => liga),
  );
  const andar = (para: number) => marcas.current.get(Math.max(0, Math.min(desenho.marcas.length - 1, para)))?.focus();
  return (
    <div className={css.rolo}>
      <div
        className={css.nomes}
        style={{ width: `${largura / 16}rem`, paddingLeft: `${TEMPO / 16}rem` }}
        aria-hidden="true"
      >
        {lista.map(({ pista, largura: w }) => (
          <span key={pista} style={{ width: `${w / 16}rem` }}>
            {nomesDasPistas[pista]}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture with steps in it, not a set of fields */}
      <svg
        viewBox={`0 0 ${largura} ${altura}`}
        style={{ width: `${largura / 16}rem` }}
        className={css.figura}
        role="group"
        aria-label="Linha do tempo em figura. Setas para cima e para baixo percorrem os passos."
        data-vendo={vista !== null || undefined}
        onPointerLeave={() => onOlhar({ tipo: 'apontar', indice: null })}
        onBlur={({ currentTarget, relatedTarget }) =>
          !currentTarget.contains(relatedTarget) && onOlhar({ tipo: 'desfocar' })
        }
      >
        <defs>
          {['neutro', 'bom', 'mau', 'aviso', 'espera'].map((tom) => (
            <marker
              key={tom}
              id={`ponta-${tom}`}
              viewBox="0 0 8 8"
              refX="6.5"
              refY="4"
              markerWidth="10"
              markerHeight="10"
              orient="auto"
              markerUnits="userSpaceOnUse"
            >
              <path d="M0 0.5L7.5 4L0 7.5z" className={css[`ponta-${tom}`]} />
            </marker>
          ))}
        </defs>
        {lista.map((faixa) => (
          <Pistas key={faixa.pista} faixa={faixa} altura={altura} />
        ))}
        {desenho.esperas.map(({ linha, ms }) => (
          <g key={linha} className={css.espera}>
            <rect x={TEMPO} y={yDe(linha) - LINHA / 2} width={largura - TEMPO} height={LINHA} />
            <path d={zigue(TEMPO + 6, largura - 4, yDe(linha))} />
            <text x={TEMPO - 6} y={yDe(linha)} className={css.quanto}>
              {duracao(ms)}
            </text>
          </g>
        ))}
        {desenho.blocos.map(({ pista, de, ate }) => {
          const { x, largura: w } = faixaDe(pista);
          return (
            <rect
              key={`${pista} ${de}`}
              x={x + CALHA}
              y={yDe(de) - LINHA / 2 + 2}
              width={w - 2 * CALHA}
              height={(ate - de + 1) * LINHA - 4}
              rx={8}
              className={css.bloco}
            />
          );
        })}
        {desenho.setas.map((seta) => (
          <path
            key={`${seta.tipo} ${seta.de.pista} ${seta.de.linha} ${seta.para.pista} ${seta.para.linha}`}
            d={caminho(seta, faixaDe(seta.de.pista), faixaDe(seta.para.pista))}
            markerEnd={`url(#ponta-${seta.tom})`}
            className={classes(css.seta, css[seta.tipo], css[seta.tom])}
            data-seta={seta.tipo}
            data-ligada={(vista !== null && seta.liga.includes(vista)) || undefined}
          />
        ))}
        {desenho.pontas.map(({ pista, linha, texto, tom }) => (
          <text
            key={`${pista} ${linha}`}
            x={faixaDe(pista).x + faixaDe(pista).largura / 2}
            y={yDe(linha)}
            className={classes(css.ponta, css[tom])}
          >
            {texto}
          </text>
        ))}
        {desenho.marcas.map((marca, i) => (
          <Passo
            key={marca.indice}
            marca={marca}
            faixa={faixaDe(marca.pista)}
            hora={horaAoLado(desenho.marcas, i)}
            vista={vista === marca.indice}
            ligada={ligadas.has(marca.indice)}
            alcancavel={vista === null ? i === 0 : vista === marca.indice}
            guardar={(elemento) => {
              if (elemento) marcas.current.set(marca.indice, elemento);
              else marcas.current.delete(marca.indice);
            }}
            fixa={fixa && vista === marca.indice}
            onOlhar={(tipo) => onOlhar({ tipo, indice: marca.indice })}
            onAndar={(quanto) =>
              andar(quanto === 'fim' ? desenho.marcas.length - 1 : quanto === 'inicio' ? 0 : i + quanto)
            }
          />
        ))}
      </svg>
    </div>
  );
}

/** The instant beside a row: in full where a time of its own begins, else how much later than the row before. */
function horaAoLado(marcas: readonly Marca[], i: number): string | null {
  const [marca, antes] = [marcas[i], marcas[i - 1]];
  if (!marca) return null;
  if (!antes || marca.linha - antes.linha > 1) return horaExata(marca.passo.em);
  const ms = Date.parse(marca.passo.em) - Date.parse(antes.passo.em);
  return ms > 0 ? `+${ms} ms` : null;
}

function Pistas({ faixa: { pista, x, largura }, altura }: { faixa: Faixa; altura: number }) {
  return (
    <g className={deFora(pista) ? css.pistaDeFora : css.pista}>
      <rect x={x + 2} y={0} width={largura - 4} height={altura} rx={10} />
    </g>
  );
}

/** The zigzag that stands for a long silence. */
function zigue(x1: number, x2: number, y: number): string {
  const dentes = Math.floor((x2 - x1) / 12);
  return `M${x1} ${y}${Array.from({ length: dentes }, (_, i) => `l6 ${i % 2 ? 4 : -4}l6 ${i % 2 ? -4 : 4}`).join('')}`;
}
