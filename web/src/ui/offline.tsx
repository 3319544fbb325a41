import { useEffect, useState } from 'react';
import css from './offline.module.css';

/** A line may drop for a moment while a server restarts: nobody needs to hear of that. Milliseconds. */
const MOMENT_MS = 2_500;

/** True when `live` has been false for longer than a moment, or the device itself says it has no network. */
export function useOffline(live: boolean): boolean {
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    if (live) return setOffline(false);
    const timer = setTimeout(() => setOffline(true), MOMENT_MS);
    const atOnce = () => setOffline(true);
    addEventListener('offline', atOnce);
    return () => {
      clearTimeout(timer);
      removeEventListener('offline', atOnce);
    };
  }, [live]);
  return offline;
}

/** Lies over the top edge, so that nothing moves when it comes and goes. */
export function OfflineBanner({ offline, children }: { offline: boolean; children: string }) {
  return (
    <div role="status" className={css.place}>
      {offline && <p className={css.banner}>{children}</p>}
    </div>
  );
}
