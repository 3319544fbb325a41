import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { follow } from '../../../api/live.ts';
import { Problema } from '../../../api/problem.ts';
import { enviar, explicar } from './enviar.ts';
import { criarTrilho, type Estado, type Trilho } from './trilho.ts';

/** The rail of this device, live while the screen is there. */
export function useTrilho(): [Estado, Trilho] {
  const client = useQueryClient();
  const [trilho] = useState(() =>
    criarTrilho({
      enviar,
      explicar(comanda, error) {
        // Nobody is signed in any more: whoever shows the form is told.
        if (error instanceof Problema && error.status === 401) void client.invalidateQueries({ queryKey: ['sessao'] });
        return explicar(comanda, error);
      },
    }),
  );
  useEffect(() => {
    const fim = new AbortController();
    void follow('/v2/cozinha/eventos', { onEvent: trilho.ouvir, onLive: trilho.aoVivo }, fim.signal);
    addEventListener('pagehide', trilho.enviarTudo, { signal: fim.signal });
    return () => fim.abort();
  }, [trilho]);
  return [useSyncExternalStore(trilho.assinar, trilho.estado), trilho];
}
