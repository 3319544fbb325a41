import { useEffect, useState, useSyncExternalStore } from 'react';
import { agora } from '../../../api/hora.ts';
import { follow } from '../../../api/live.ts';
import { depositoEm, idDe, vistasEm } from './deposito.ts';
import { enviar, explicar } from './enviar.ts';
import { criarTrilho, type Estado, type Trilho } from './trilho.ts';

/** The comandas on this device, live while the screen is there. What was kept from before is sent once the line is up. */
export function useTrilho(): [Estado, Trilho] {
  const [trilho] = useState(() =>
    criarTrilho({
      enviar,
      explicar,
      deposito: depositoEm(localStorage),
      vistas: vistasEm(localStorage),
      agora,
    }),
  );
  useEffect(() => {
    const fim = new AbortController();
    const { signal } = fim;
    void follow('/v2/cozinha/eventos', { onEvent: trilho.ouvir, onLive: trilho.aoVivo }, signal);
    addEventListener('online', trilho.retomar, { signal });
    addEventListener(
      'storage',
      ({ key, newValue }) => {
        const id = newValue === null ? idDe(key) : undefined;
        if (id !== undefined) trilho.esquecer(id);
      },
      { signal },
    );
    return () => {
      fim.abort();
      trilho.parar();
    };
  }, [trilho]);
  return [useSyncExternalStore(trilho.assinar, trilho.estado), trilho];
}
