/** How a text begins that a spreadsheet would take for a formula, and run. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell: a text, a number of reais, or nothing. */
export type Celula = string | number | null;

/**
 * A table (RFC 4180) as Excel in pt-BR opens it by a double click: semicolons, decimal commas, UTF-8 with its mark, CRLF. A text that
 * begins as a formula gets an apostrophe before it; numbers are numbers, with two decimals.
 */
export function csv(colunas: readonly string[], linhas: readonly (readonly Celula[])[]): string {
  const campo = (celula: Celula): string => {
    if (celula === null) return '';
    if (typeof celula === 'number') return celula.toFixed(2).replace('.', ',');
    const texto = FORMULA.test(celula) ? `'${celula}` : celula;
    return /[";\r\n]/.test(texto) ? `"${texto.replaceAll('"', '""')}"` : texto;
  };
  return `\uFEFF${[colunas, ...linhas].map((linha) => linha.map(campo).join(';')).join('\r\n')}\r\n`;
}
