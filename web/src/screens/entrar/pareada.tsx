import { lazy, type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { tirarDoEndereco } from '../../api/fragmento.ts';
import { pareamento } from '../../api/pareamento.ts';
import { sessaoAtual } from '../../api/session.ts';
import { type Idioma, idiomas } from '../../i18n/idiomas.ts';
import css from './entrada.module.css';

const Parear = lazy(async () => ({ default: (await import('./views/parear.tsx')).Parear }));

/** The name of what a pairing link brings behind its `#`. */
const PAREAR = 'parear';
const trazido = tirarDoEndereco(PAREAR);

const SO_PT: readonly Idioma[] = ['pt'];

/** Every language there is, for a screen that speaks them all. */
export const TODOS = Object.keys(idiomas) as Idioma[];

/**
 * Shows its children on a screen that may be what it is here. Where the gateway wants it paired first, and where a link brings
 * a code, the code is asked for; a screen that is revoked while it runs comes back to that.
 */
export function Pareada({
  fala = SO_PT,
  children,
}: {
  /** The languages it may be asked in. */
  fala?: readonly Idioma[];
  children: ReactNode;
}) {
  const falta = useSyncExternalStore(pareamento.assinar, pareamento.falta);
  const [codigo, setCodigo] = useState(trazido);
  // Tells which build it is, as it begins; and hears at once whether it may be here.
  useEffect(() => void sessaoAtual().catch(() => undefined), []);
  useEffect(() => {
    const ler = () => setCodigo((antes) => tirarDoEndereco(PAREAR) ?? antes);
    addEventListener('hashchange', ler);
    return () => removeEventListener('hashchange', ler);
  }, []);
  if (!falta && codigo === null) return children;
  return (
    <Suspense fallback={<main className={css.pagina} aria-busy="true" />}>
      <Parear
        key={codigo}
        codigo={codigo ?? ''}
        fala={fala}
        obrigatorio={falta}
        onFim={() => {
          setCodigo(null);
          pareamento.dizer(false);
        }}
      />
    </Suspense>
  );
}
