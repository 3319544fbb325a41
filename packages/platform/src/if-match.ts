import { isDeepStrictEqual } from 'node:util';
import { Refusal, Stale } from '@foodious/kernel/refusal.ts';
import { z } from 'zod';

/** The headers of an edit: it says which version it was made from, so that it never undoes what it has not seen (RFC 9110). */
export const IfMatch = z
  .looseObject({
    'if-match': z
      .string()
      .meta({ pattern: '^(\\*|"\\d{1,15}")$' })
      .optional()
      .describe('A `ETag` do que foi lido, ou `*` para valer sobre o que houver'),
  })
  .meta({ required: ['if-match'] }); // told by the document; who leaves it out is told so by 428

/** What an edit says about {@link IfMatch}, for the `description` of its route. */
export const EDICAO =
  '`If-Match` traz a `ETag` do que foi lido; sem ela, 428. Se alguém mudou antes, 409: nada é salvo, e o problema traz `atual` (o que vale agora), `etag` (a dele) e `campos` (em que difere do enviado).';

export const etagOf = (versao: number): string => `"${versao}"`;

/**
 * The version an edit was made from; undefined for `*`, which takes any.
 * Throws Refusal `precondition-required` without the header, `invalid` for what is no tag of ours.
 */
export function expectedVersion(headers: z.infer<typeof IfMatch>): number | undefined {
  const tag = headers['if-match']?.trim();
  if (!tag) throw new Refusal('precondition-required', 'Falta If-Match: a ETag do que foi lido', { campo: 'If-Match' });
  if (tag === '*') return undefined;
  const [, versao] = /^"(\d{1,15})"$/.exec(tag) ?? [];
  if (versao === undefined)
    throw new Refusal('invalid', 'If-Match deve ser a ETag do que foi lido, ou *', { campo: 'If-Match' });
  return Number(versao);
}

/**
 * For the promise of an edit: tells whose version was old what stands now, and where that differs from what they sent.
 * @param sent the body of the edit
 * @param shown what stands now, as the API shows it, and its version
 */
export const explainStale =
  <T>(sent: object, shown: (atual: T) => { versao: number; atual: object }) =>
  (error: unknown): never => {
    if (!(error instanceof Stale)) throw error;
    const { versao, atual } = shown(error.atual as T);
    throw new Refusal('conflict', error.message, { atual, etag: etagOf(versao), campos: differing(sent, atual) });
  };

/** The fields that both have and that differ; those of an object within by their path: `totem.ociosoS`. */
function differing(sent: object, atual: object, path = ''): string[] {
  const other = new Map<string, unknown>(Object.entries(atual));
  return Object.entries(sent).flatMap(([key, value]) => {
    const current = other.get(key);
    if (!other.has(key) || value === undefined || isDeepStrictEqual(value, current)) return [];
    const both = [value, current].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
    return both ? differing(value as object, current as object, `${path}${key}.`) : [path + key];
  });
}
