import { lazy, type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { esquecerTrazido, tirarDoEndereco } from '../../api/fragmento.ts';
import { pareamento } from '../../api/pareamento.ts';
import { sessaoAtual } from '../../api/session.ts';
import css from './entrada.module.css';

const Parear = lazy(async () => ({ default: (await import('./views/parear.tsx')).Parear }));

/** The name of what a pairing link brings behind its `#`. */
const PAREAR = 'parear';
const trazido = tirarDoEndereco(PAREAR);

/**
 * Shows its children on a screen that may be what it is here. Where the gateway wants it paired first, and where a link brings
 * a code, the code is asked for; a screen that is revoked while it runs comes back to that.
 */
export function Pareada({
  emIdiomas = false,
  children,
}: {
  /** Whether the code may be asked for in every language we speak. */
  emIdiomas?: boolean;
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
        emIdiomas={emIdiomas}
        obrigatorio={falta}
        onFim={() => {
          esquecerTrazido(PAREAR);
          setCodigo(null);
          pareamento.dizer(false);
        }}
      />
    </Suspense>
  );
}
