/** A part of a list, newest first: up to `limite` of what comes after `antesDe`, the last one already seen. */
export type Pagina<Id = number> = { antesDe: Id | undefined; limite: number };
