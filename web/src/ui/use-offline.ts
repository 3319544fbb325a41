import { useEffect, useState, useSyncExternalStore } from 'react';

/** A line may drop for a moment while a server restarts: nobody needs to hear of that. Milliseconds. */
const MOMENT_MS = 2_500;

/** True when `live` has been false for longer than a moment, or the device itself says it has no network. */
export function useOffline(live: boolean): boolean {
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (live) return setSilent(false);
    const timer = setTimeout(() => setSilent(true), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [live]);
  return !useSyncExternalStore(hearNetwork, () => navigator.onLine) || silent;
}

function hearNetwork(change: () => void): () => void {
  addEventListener('online', change);
  addEventListener('offline', change);
  return () => {
    removeEventListener('online', change);
    removeEventListener('offline', change);
  };
}
