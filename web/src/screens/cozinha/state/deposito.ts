import type { Deposito, Feito } from './fila.ts';

const PREFIXO = 'cozinha.feito.';

/** The id of what is kept under a name of the browser's storage; undefined for what is not ours. */
export const idDe = (nome: string | null): string | undefined =>
  nome?.startsWith(PREFIXO) ? nome.slice(PREFIXO.length) : undefined;

/** Keeps what cooks did in the storage of the browser, each by itself: windows do not write over each other. */
export const depositoEm = (lugar: Storage): Deposito => ({
  ler: () =>
    Object.keys(lugar)
      .filter((nome) => idDe(nome) !== undefined)
      .sort()
      .map((nome) => JSON.parse(lugar.getItem(nome) ?? 'null') as Feito),
  // Not the comanda itself: what somebody wished stays on this device no longer than it is looked at.
  guardar: ({ comanda: _, ...feito }) => lugar.setItem(PREFIXO + feito.id, JSON.stringify(feito)),
  tirar: (id) => lugar.removeItem(PREFIXO + id),
});
