import { useEffect, useState } from 'react';
import { agora, hora } from '../api/hora.ts';

/** Now at the server, epoch milliseconds, renewed every `ms`: for what counts up or down on a screen. */
export function useNow(ms = 1_000): number {
  const [now, setNow] = useState(agora);
  useEffect(() => {
    const renew = () => setNow(agora());
    const timer = setInterval(renew, ms);
    const forget = hora.assinar(renew);
    return () => {
      clearInterval(timer);
      forget();
    };
  }, [ms]);
  return now;
}
