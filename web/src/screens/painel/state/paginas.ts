/** How long a page of senhas stands, milliseconds. */
export const PAGINA_MS = 8_000;

/** How many pages so many senhas take; none is still one, empty. */
export const quantasPaginas = (total: number, lugares: number): number => Math.max(1, Math.ceil(total / lugares));

/** The page that stands at an instant: each has its turn, all the same time. */
export const paginaEm = (agora: number, paginas: number): number => Math.floor(agora / PAGINA_MS) % paginas;

/** The part of a list that is on a page. */
export const daPagina = <T>(lista: readonly T[], pagina: number, lugares: number): readonly T[] =>
  lista.slice(pagina * lugares, (pagina + 1) * lugares);

/** Columns and lines of senhas. */
export type Grade = readonly [colunas: number, linhas: number];

/** The roomiest grid that holds so many; of more than the last one holds, the rest takes turns. */
export function gradePara(total: number, grades: readonly [Grade, ...Grade[]]): Grade {
  return grades.find(([colunas, linhas]) => colunas * linhas >= total) ?? grades.at(-1) ?? grades[0];
}
