import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { agora } from '../../api/hora.ts';
import { encerrarSessao, NINGUEM, type Sessao, sessaoAtual } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import css from './entrada.module.css';
import { Porta } from './parts/porta.tsx';
import { Quem } from './parts/quem.tsx';
import { semConexao } from './state/recusa.ts';

/** Without an answer about who is signed in, it is asked again after this long. Milliseconds. */
const OUTRA_VEZ_MS = 5_000;

/** Where it is kept who is signed in. */
const CHAVE = ['sessao'] as const;

/** Who is signed in, and the ways out: `sair` ends the session, `trocar` lets somebody else go on with the screen as it is. */
export type Aqui = { sessao: Sessao; sair(): void; trocar(): void };

/**
 * Shows its children to who is signed in; to anybody else, the sign-in form.
 * A session that ends while somebody works brings the form back over what is on the screen, which stays as it was.
 */
export function Entrada({ children }: { children: (aqui: Aqui) => ReactNode }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: CHAVE,
    queryFn: sessaoAtual,
    networkMode: 'always', // being away from the network is an answer here
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    // Asked again when it should have ended, and until there is an answer.
    refetchInterval: ({ state }) => {
      if (state.data) return Math.max(1_000, Date.parse(state.data.ate) - agora());
      return state.data === undefined && state.error ? OUTRA_VEZ_MS : false;
    },
  });
  /** Who worked here last: their screen stays behind the form. */
  const [ultima, setUltima] = useState<Sessao | null>(null);
  if (data && data !== ultima) setUltima(data);
  const [trocando, setTrocando] = useState(false);

  useEffect(() => {
    const conferir = () => void refetch({ cancelRefetch: false });
    addEventListener(NINGUEM, conferir);
    return () => removeEventListener(NINGUEM, conferir);
  }, [refetch]);

  const saida = useMutation({
    mutationFn: encerrarSessao,
    networkMode: 'always',
    onSuccess() {
      setUltima(null);
      client.setQueryData(CHAVE, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sessao' }); // not for who comes next
    },
  });

  function entrou(sessao: Sessao) {
    setTrocando(false);
    client.setQueryData(CHAVE, sessao);
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sessao' });
    dispatchEvent(new Event('online')); // wakes the live streams that wait for their next try
  }

  if (data === undefined && !ultima) {
    if (!error) return <main className={css.pagina} aria-busy="true" />;
    return (
      <Porta>
        <div className={css.parado} role="alert">
          <p>{semConexao(error)}</p>
          <Button look="plain" onClick={() => void refetch()}>
            Tentar agora
          </Button>
        </div>
      </Porta>
    );
  }
  const sessao = data ?? ultima;
  if (!sessao)
    return (
      <Porta>
        <Quem onEntrou={entrou} />
      </Porta>
    );
  return (
    <>
      {children({ sessao, sair: saida.mutate, trocar: () => setTrocando(true) })}
      {saida.error && (
        <p role="alert" className={css.aviso}>
          Você ainda está aqui: {semConexao(saida.error)}
        </p>
      )}
      {data === null ? (
        <Porta sobre="Sua sessão terminou. Entre de novo: a tela continua como estava.">
          <Quem onEntrou={entrou} />
        </Porta>
      ) : (
        trocando && (
          <Porta sobre="Quem continua? A tela fica como está." onDesistir={() => setTrocando(false)}>
            <Quem onEntrou={entrou} />
          </Porta>
        )
      )}
    </>
  );
}
