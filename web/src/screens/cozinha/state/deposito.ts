import type { Deposito, Feito } from './fila.ts';
import type { Vistas } from './trilho.ts';

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

const VISTA = 'cozinha.vista.';

/** Keeps in the storage of the browser which cancelled comandas somebody has seen: a reload does not call for them again. */
export const vistasEm = (lugar: Storage): Vistas => ({
  tem: (pedidoId) => lugar.getItem(VISTA + pedidoId) !== null,
  anotar: (pedidoId) => lugar.setItem(VISTA + pedidoId, ''),
  manter(pedidoIds) {
    for (const nome of Object.keys(lugar))
      if (nome.startsWith(VISTA) && !pedidoIds.has(Number(nome.slice(VISTA.length)))) lugar.removeItem(nome);
  },
});
