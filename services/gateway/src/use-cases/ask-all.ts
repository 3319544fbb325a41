import type { ServiceName } from '@foodious/contracts/services.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { z } from 'zod';
import type { Upstreams } from '../ports.ts';

/** Asks several services at once for what each knows; says who did not answer, or not in the agreed shape. */
export async function askAll<T>(
  upstreams: Upstreams,
  names: readonly ServiceName[],
  path: (name: ServiceName) => string,
  schema: z.ZodType<T>,
  authorization = '',
): Promise<{ answers: T[]; faltam: ServiceName[] }> {
  const answers: T[] = [];
  const faltam: ServiceName[] = [];
  await Promise.all(
    names.map(async (name) => {
      const answer = await upstreams[name].ask('GET', path(name), authorization).catch((error: unknown) => {
        if (error instanceof Unavailable) return null;
        throw error;
      });
      const read = schema.safeParse(answer);
      if (read.success) answers.push(read.data);
      else faltam.push(name);
    }),
  );
  return { answers, faltam: faltam.sort() };
}
