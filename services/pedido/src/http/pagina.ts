import { idField, idParam } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Pagina } from '../db/gerencia/pagina.ts';

const LIMITE = 'limite deve ser de 1 a 100';

/** How many a page has at most, where an address says it. */
export const limiteParam = z
  .string(LIMITE)
  .regex(/^0*([1-9]\d?|100)$/, LIMITE)
  .transform(Number)
  .optional();

/** Which part of a list, newest first, an address asks for. */
export const paginaParams = z.object({ antesDe: idParam('antesDe').optional(), limite: limiteParam });

/** Which part of a list, newest first, a body asks for. */
export const paginaCampos = z.object({
  antesDe: idField('antesDe deve ser um inteiro positivo').optional(),
  limite: z.int(LIMITE).min(1, LIMITE).max(100, LIMITE).optional(),
});

/** What the documentation says of `proximo`. */
export const SEGUINTE = 'O `antesDe` da página seguinte; nulo na última';

/** Reads a page of 50, unless told how many, and one more: by it is known whether there is another. */
export async function emPagina<Id, T extends { id: Id }>(
  { antesDe, limite = 50 }: { antesDe?: Id | undefined; limite?: number | undefined },
  ler: (pagina: Pagina<Id>) => Promise<T[]>,
): Promise<{ lista: T[]; proximo: Id | null }> {
  const lidos = await ler({ antesDe, limite: limite + 1 });
  const lista = lidos.slice(0, limite);
  return { lista, proximo: lidos.length > limite ? (lista.at(-1)?.id ?? null) : null };
}
