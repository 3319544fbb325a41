const CHAVE = 'totem.pendentes';

/** The pedidos still to be paid when this page was last open; ids and nothing else. */
export function lerPendentes(): number[] {
  try {
    const lidos: unknown = JSON.parse(sessionStorage.getItem(CHAVE) ?? '[]');
    return Array.isArray(lidos) ? lidos.filter((id): id is number => Number.isSafeInteger(id)) : [];
  } catch {
    return []; // not ours, or no storage: nothing is known
  }
}

/** Keeps the ids of the pedidos still to be paid, for a reload of the page. */
export const guardarPendentes = (ids: readonly number[]): void => sessionStorage.setItem(CHAVE, JSON.stringify(ids));
