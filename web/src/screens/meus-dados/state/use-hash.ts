import { useSyncExternalStore } from 'react';

/** Where a receipt is looked up; with `=` and its number, which. */
export const PROTOCOLO = '#protocolo';

/** Where everything that is kept is read. */
export const COPIA = '#copia';

/** What stands behind the address of this page, as it changes. */
export const useHash = (): string => useSyncExternalStore(ouvir, () => location.hash);

function ouvir(mudou: () => void): () => void {
  addEventListener('hashchange', mudou);
  return () => removeEventListener('hashchange', mudou);
}
