import { useEffect, useState } from 'react';

/** Now, epoch milliseconds, renewed every `ms`: for what counts up or down on a screen. */
export function useNow(ms = 1_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}
