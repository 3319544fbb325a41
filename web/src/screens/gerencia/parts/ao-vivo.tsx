import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { follow } from '../../../api/live.ts';
import { OfflineBanner } from '../../../ui/offline.tsx';
import { useOffline } from '../../../ui/use-offline.ts';

/** News come in bursts; what is on the screen is asked for again once for each. Milliseconds. */
const JUNTAR_MS = 400;

/** Follows the painel: at each move of a pedido, what the pages show of pedidos is asked for again. Says when the line is down. */
export function AoVivo() {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen = false;
    const onEvent = () => {
      if (!seen) {
        seen = true; // how things stood when the stream began; the pages have just asked for that
        return;
      }
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['pedidos'] });
      }, JUNTAR_MS);
    };
    void follow('/v2/painel/eventos', { onEvent, onLive: setLive }, stop.signal);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return <OfflineBanner offline={useOffline(live)}>Sem conexão. O que se vê pode ter mudado.</OfflineBanner>;
}
