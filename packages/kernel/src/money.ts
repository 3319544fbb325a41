/** Integer centavos to reais, for the API edge only. */
export const reais = (centavos: number): number => centavos / 100;

/** Reais with at most two decimals (see {@link hasCents}) to integer centavos. */
export const centavos = (valor: number): number => Math.round(valor * 100);

/** True when the amount in reais has no fraction of a centavo: 20.2 and 0.3 yes, 0.105 no. */
export const hasCents = (valor: number): boolean => Number.isFinite(valor) && Number(valor.toFixed(2)) === valor;

const format = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' });

/** `R$ 20,20` from integer centavos, with a plain space, for messages to people. */
export const brl = (centavos: number): string => format.format(centavos / 100).replaceAll('\u00a0', ' ');
