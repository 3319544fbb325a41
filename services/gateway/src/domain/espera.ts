/** What is known of the failures of one key: how many in a row, and when the last was; epoch milliseconds. */
export type Falhas = { vezes: number; ultimaEm: number };

/** Failures that cost nothing: people mistype. One person at one place; and all who try at that place. */
export const LIVRES = { pessoa: 4, lugar: 20 } as const;
/** The longest wait, and how long a failure is remembered, in milliseconds. */
export const ESPERA_MS = 60_000;
export const MEMORIA_MS = 60 * 60_000;

/**
 * How long after its last failure a key waits, in milliseconds: nothing for the first ones, then a second, two, four, to a minute.
 * @param livres how many cost nothing
 */
export const esperaApos = (vezes: number, livres: number): number =>
  vezes <= livres ? 0 : Math.min(ESPERA_MS, 1_000 * 2 ** (vezes - livres - 1));

/** How long a key must still wait at an instant, in milliseconds; 0: it may try. */
export function faltam({ vezes, ultimaEm }: Falhas, livres: number, agora: number): number {
  const espera = esperaApos(vezes, livres);
  return espera === 0 ? 0 : Math.max(0, ultimaEm + espera - agora); // clocks of two instances may differ
}

/** The failures with one more, which comes after those that are remembered. */
export const comMaisUma = ({ vezes, ultimaEm }: Falhas, agora: number): Falhas => ({
  vezes: agora - ultimaEm < MEMORIA_MS ? vezes + 1 : 1,
  ultimaEm: agora,
});

/** Wrong PINs one person may have at one aparelho; then only their palavra-passe, there, makes it good again. */
export const PINS_ERRADOS = 5;
