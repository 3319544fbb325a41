/** How a text begins that a spreadsheet would take for a formula, and run. */
const FORMULA = /^[=+\-@\t\r]/;

type Valor = string | number | null;

/**
 * A table as Excel in pt-BR opens it by a double click: semicolons, decimal commas, UTF-8 with its mark, CRLF.
 * Text that begins as a formula gets an apostrophe before it; numbers are numbers.
 */
export function csv(colunas: readonly string[], linhas: readonly (readonly Valor[])[]): string {
  const campo = (valor: Valor): string => {
    if (valor === null) return '';
    if (typeof valor === 'number') return String(valor).replace('.', ',');
    const texto = FORMULA.test(valor) ? `'${valor}` : valor;
    return /[";\r\n]/.test(texto) ? `"${texto.replaceAll('"', '""')}"` : texto;
  };
  return `\uFEFF${[colunas, ...linhas].map((linha) => linha.map(campo).join(';')).join('\r\n')}\r\n`;
}

/** Hands a file to the person, as their browser keeps downloads. */
export function baixar(nome: string, conteudo: string): void {
  const url = URL.createObjectURL(new Blob([conteudo], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: nome });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // some browsers read it a moment later
}
