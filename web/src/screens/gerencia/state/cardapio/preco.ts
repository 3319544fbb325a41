/** Reais as people write them: `20,20`, `R$ 1.234,50`, `7.5`. Undefined when that is no number. */
export function lerReais(texto: string): number | undefined {
  const limpo = texto.replace(/^\s*R\$|\s/g, '');
  const comVirgula = /^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(limpo);
  if (!comVirgula && !/^-?\d+\.\d+$/.test(limpo)) return undefined;
  return Number(comVirgula ? limpo.replaceAll('.', '').replace(',', '.') : limpo);
}

/** Reais as a form shows them: `20,20`. */
export const escreverReais = (reais: number): string => reais.toFixed(2).replace('.', ',');
