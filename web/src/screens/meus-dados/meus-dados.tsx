import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { agora } from '../../api/hora.ts';
import { NINGUEM, type Sessao, sessaoAtual } from '../../api/session.ts';
import { textosDeMeusDados } from '../../i18n/meus-dados.ts';
import { Button } from '../../ui/button.tsx';
import { Esqueleto } from '../../ui/esqueleto.tsx';
import { Idiomas, useIdioma } from '../../ui/idiomas.tsx';
import { lanchonete } from '../../ui/lanchonete.ts';
import css from './meus-dados.module.css';
import { dizer } from './state/dizer.ts';
import { Fala, useFala } from './state/fala.ts';
import { PROTOCOLO, useHash } from './state/use-hash.ts';
import { Cadastro } from './views/cadastro.tsx';
import { Entrar } from './views/entrar.tsx';
import { Protocolo } from './views/protocolo.tsx';

/** Where it is kept who came in. */
const CHAVE = ['sessao'] as const;

/** The page on which clientes see, correct, take along and erase what is kept of them; and look up the receipt of an erasure. */
export function MeusDados() {
  const { idioma, escolher } = useIdioma();
  const t = textosDeMeusDados[idioma];
  const hash = useHash();
  useEffect(() => {
    document.title = `${t.titulo} · ${lanchonete}`;
  }, [t]);
  return (
    <Fala value={{ t, idioma }}>
      <main className={css.pagina}>
        <header className={css.marca}>{lanchonete}</header>
        {hash.startsWith(PROTOCOLO) ? <Protocolo id={hash.slice(PROTOCOLO.length + 1)} key={hash} /> : <DeQuemEntrou />}
        <footer className={css.rodape}>
          {!hash.startsWith(PROTOCOLO) && <a href={PROTOCOLO}>{t.consultar}</a>}
          <Idiomas rotulo={t.idioma} idioma={idioma} escolher={escolher} />
        </footer>
      </main>
    </Fala>
  );
}

/** The data, for who proved their e-mail; before that, the way in. A session that ended says so. */
function DeQuemEntrou() {
  const { t } = useFala();
  const client = useQueryClient();
  const [estava, setEstava] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: CHAVE,
    queryFn: sessaoAtual,
    networkMode: 'always',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    // Asked again when it should have ended: nobody's data stays on a telephone that was laid down.
    refetchInterval: ({ state }) => (state.data ? Math.max(1_000, Date.parse(state.data.ate) - agora()) : false),
    refetchIntervalInBackground: true,
  });

  useEffect(() => {
    if (data) return setEstava(true);
    if (data === null) client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== CHAVE[0] });
  }, [data, client]);
  useEffect(() => {
    const conferir = () => void refetch({ cancelRefetch: false });
    addEventListener(NINGUEM, conferir);
    return () => removeEventListener(NINGUEM, conferir);
  }, [refetch]);

  const mudou = (sessao: Sessao | null, porque?: 'saiu') => {
    if (porque) setEstava(false);
    client.setQueryData(CHAVE, sessao);
  };
  if (data) return <Cadastro onSaiu={() => mudou(null, 'saiu')} />;
  if (data === null) return <Entrar aviso={estava ? t.saiu : undefined} onEntrou={mudou} />;
  if (!error) return <Esqueleto altura={16} />;
  return (
    <section className={css.cartao} role="alert">
      <p>{dizer(t, error)}</p>
      <Button look="plain" onClick={() => void refetch()}>
        {t.tentarAgora}
      </Button>
    </section>
  );
}
