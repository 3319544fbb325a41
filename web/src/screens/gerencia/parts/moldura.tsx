import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { Marca } from '../../../ui/marca.tsx';
import { type Area, estaEm } from '../state/areas.ts';
import css from './moldura.module.css';

/** Dialogs are not needed to see the first page. */
const Folha = lazy(async () => ({ default: (await import('../../../ui/dialog.tsx')).Dialog }));

/** More than this is just many. */
const MUITOS = 99;

/** The frame of every page, with the ways to the others: at the side of a laptop, at the foot of a phone. */
export function Moldura({
  grupos,
  contas,
  onSair,
  children,
}: {
  /** Where whoever is here may go. */
  grupos: readonly (readonly Area[])[];
  /** How much waits for somebody in a place, by its path. */
  contas: Readonly<Record<string, number>>;
  onSair(): void;
  children: ReactNode;
}) {
  const [onde] = useLocation();
  /** Null until it was asked for once. */
  const [maisAberto, setMaisAberto] = useState<boolean | null>(null);
  const foraDaBarra = grupos.flat().filter(({ barra }) => !barra);
  const link = (area: Area) => (
    <Link
      href={area.caminho}
      className={css.link}
      onClick={() => setMaisAberto((aberto) => aberto && false)}
      aria-current={estaEm(area, onde) ? 'page' : undefined}
    >
      <Icone nome={area.icone} />
      <span>{area.nome}</span>
      <Conta n={contas[area.caminho] ?? 0} />
    </Link>
  );
  return (
    <div className={css.moldura}>
      <header className={css.lado}>
        <p className={css.marca}>
          <Marca />
        </p>
        <nav aria-label="Gerência" className={css.nav}>
          {grupos.map((areas) => (
            <ul key={areas[0]?.caminho} className={css.grupo}>
              {areas.map((area) => (
                <li key={area.caminho} className={area.barra ? undefined : css.soNoLado}>
                  {link(area)}
                </li>
              ))}
            </ul>
          ))}
          <button
            type="button"
            className={`${css.link} ${css.mais}`}
            aria-haspopup="dialog"
            data-aqui={foraDaBarra.some((area) => estaEm(area, onde)) || undefined}
            onClick={() => setMaisAberto(true)}
          >
            <Icone nome="reticencias" />
            <span>Mais</span>
            <Conta n={foraDaBarra.reduce((soma, { caminho }) => soma + (contas[caminho] ?? 0), 0)} />
          </button>
        </nav>
        <Button look="quiet" className={css.sair} onClick={onSair}>
          Sair
        </Button>
      </header>
      <div className={css.conteudo}>{children}</div>
      <Suspense>
        {maisAberto !== null && (
          <Folha
            open={maisAberto}
            onClose={() => setMaisAberto(false)}
            title="Mais da gerência"
            description="Para onde?"
          >
            <ul className={css.folha}>
              {foraDaBarra.map((area) => (
                <li key={area.caminho}>{link(area)}</li>
              ))}
            </ul>
          </Folha>
        )}
      </Suspense>
    </div>
  );
}

/** How much waits for somebody; nothing where nothing does. */
function Conta({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <span className={css.conta}>
      {n > MUITOS ? `${MUITOS}+` : n}
      <span className="so-leitor"> por resolver</span>
    </span>
  );
}
