import { useEffect, useRef, useState } from 'react';
import { type EventAt, follow, type Path } from './live.ts';

/**
 * A stream as state: each event goes through `reduce`. `data` is undefined until the first picture came, and stays as it was
 * while the line is down (`live` false). A null path follows nothing.
 */
export function useLive<P extends Path, T>(
  path: P | null,
  reduce: (state: T | undefined, ...event: EventAt<P>) => T | undefined,
): { data: T | undefined; live: boolean } {
  const [data, setData] = useState<T>();
  const [live, setLive] = useState(false);
  const latest = useRef(reduce);
  latest.current = reduce;
  useEffect(() => {
    setData(undefined);
    setLive(false);
    if (path === null) return;
    const stop = new AbortController();
    void follow(
      path,
      {
        onEvent: (...event) => setData((state) => latest.current(state, ...event)),
        onLive: setLive,
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [path]);
  return { data, live };
}
