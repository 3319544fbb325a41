import type { Party } from '@foodious/contracts/services.ts';
import { BadAnswer, Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { understood } from '@foodious/platform/dependency.ts';
import type { z } from 'zod';
import type { Upstreams } from '../ports.ts';

/** Asks several services at once for what each knows; says who did not answer, or not as agreed: of what several know, the rest is told. */
export async function askAll<T>(
  upstreams: Upstreams,
  names: readonly Party[],
  path: (name: Party) => string,
  schema: z.ZodType<T>,
  authorization = '',
): Promise<{ answers: T[]; faltam: Party[] }> {
  const answers: T[] = [];
  const faltam: Party[] = [];
  await Promise.all(
    names.map(async (name) => {
      try {
        const answer = await upstreams[name].ask('GET', path(name), authorization);
        const read = understood(name, answer, schema, 'of the caller');
        if (read) answers.push(read);
        else faltam.push(name);
      } catch (error) {
        if (!(error instanceof Unavailable || error instanceof BadAnswer || error instanceof Refusal)) throw error;
        faltam.push(name);
      }
    }),
  );
  return { answers, faltam: faltam.sort() };
}
