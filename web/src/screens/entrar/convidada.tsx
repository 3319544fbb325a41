import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { esquecerTrazido, tirarDoEndereco } from '../../api/fragmento.ts';
import css from './entrada.module.css';

const Convite = lazy(async () => ({ default: (await import('./views/convite.tsx')).Convite }));

/** The name of what an invitation brings behind its `#`. */
const CONVITE = 'convite';
const trazido = tirarDoEndereco(CONVITE);

/** Shows its children, but to who comes with an invitation: they choose how they sign in first. */
export function Convidada({ children }: { children: ReactNode }) {
  const [convite, setConvite] = useState(trazido);
  useEffect(() => {
    const ler = () => setConvite((antes) => tirarDoEndereco(CONVITE) ?? antes);
    addEventListener('hashchange', ler);
    return () => removeEventListener('hashchange', ler);
  }, []);
  if (convite === null) return children;
  return (
    <Suspense fallback={<main className={css.pagina} aria-busy="true" />}>
      <Convite
        key={convite}
        convite={convite}
        onUsado={() => esquecerTrazido(CONVITE)}
        onFim={() => {
          esquecerTrazido(CONVITE);
          setConvite(null);
        }}
      />
    </Suspense>
  );
}
