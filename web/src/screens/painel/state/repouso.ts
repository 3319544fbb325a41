/** How far the picture moves from its place, in rem. */
const PASSO_REM = 0.3;
const TROCA_MIN = 15;

/** The way around the middle, a step a minute: nothing that is always there stays in one place for long. */
const volta = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

/** Where the picture stands in a minute, and whether its sides have changed places. Epoch milliseconds in. */
export function posicaoEm(agora: number): { x: number; y: number; trocados: boolean } {
  const minuto = Math.floor(agora / 60_000);
  const [x, y] = volta[minuto % volta.length] ?? volta[0];
  return { x: x * PASSO_REM, y: y * PASSO_REM, trocados: Math.floor(minuto / TROCA_MIN) % 2 === 1 };
}
