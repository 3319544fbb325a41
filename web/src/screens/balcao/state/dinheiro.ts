/** What notes and round sums of them people hand over, in centavos. */
const REDONDOS = [500, 1_000, 2_000, 5_000, 10_000, 20_000];
const SUGESTOES = 4;

/**
 * What somebody typed as an amount (`27,90`, `1.250`, `R$ 50`), in centavos: null for what is none. A dot before exactly three digits
 * parts thousands; before one or two, centavos.
 */
export function lerReais(texto: string): number | null {
  const limpo = texto.replace(/^\s*R\$/, '').replaceAll(/\s/g, '');
  const [, inteiros, decimais = ''] =
    /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/.exec(limpo) ?? /^(\d+)\.(\d{1,2})$/.exec(limpo) ?? [];
  if (inteiros === undefined) return null;
  return Number(inteiros.replaceAll('.', '')) * 100 + Number(decimais.padEnd(2, '0'));
}

/** Centavos as they are typed: `27,90`. */
export const escreverReais = (centavos: number): string => (centavos / 100).toFixed(2).replace('.', ',');

/** What is likely handed over for a total, beside the total itself: the next round sums, each once, the smallest first. */
export function notasPara(total: number): number[] {
  const acima = REDONDOS.map((nota) => Math.ceil(total / nota) * nota).filter((soma) => soma > total);
  return [...new Set(acima)].sort((a, b) => a - b).slice(0, SUGESTOES);
}

/** What comes of the cash handed over for a total: the change, or what is still missing. All in centavos. */
export const contaDe = (total: number, entregue: number): { troco: number; falta: number } => ({
  troco: Math.max(0, entregue - total),
  falta: Math.max(0, total - entregue),
});
