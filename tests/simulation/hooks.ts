/**
 * What production code gets in a simulation: its own sources, but the world around them is a stand-in. Import this before
 * any of them. With a mutant named, one line of theirs is broken on purpose, to see that the simulation notices.
 */
import { registerHooks } from 'node:module';
import { isMainThread, workerData } from 'node:worker_threads';
import { type Edit, MUTANTS } from './mutants.ts';

const project = new URL('../..', import.meta.url).href;
const standins = new URL('standins.ts', import.meta.url).href;

/** What reaches out of the process, or asks a clock or for chance: as it is imported, or the file it resolves to. */
const REPLACED = new Set([
  'node:crypto',
  'node:sqlite',
  'node:timers/promises',
  'uuid',
  'kysely/migration',
  '@aws-sdk/client-sesv2',
  `${project}packages/messaging/src/sqs.ts`,
  `${project}packages/platform/src/aws.ts`,
  `${project}packages/platform/src/http.ts`,
  `${project}packages/platform/src/metrics.ts`,
  `${project}packages/platform/src/sqlite.ts`,
]);

const ADAPTED: readonly Edit[] = [
  // How often live news of other instances are looked for matters to no saga, and would be a third of all that is done here.
  { file: 'packages/messaging/src/tail.ts', from: 'const POLL_MS = 500;', to: 'const POLL_MS = 10_000;' },
  // A history lasts a minute or so, and what the gerência sets in minutes must happen in it.
  { file: 'packages/kernel/src/instant.ts', from: 'MINUTO_MS = 60_000;', to: 'MINUTO_MS = 1_000;' },
];

const mutant = isMainThread ? undefined : (workerData as { mutant?: string } | null)?.mutant;
const edits = [...ADAPTED, ...(mutant ? [MUTANTS[mutant] as Edit] : [])];

registerHooks({
  resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    const ours = from.startsWith(project) && !from.includes('/node_modules/') && !from.includes('/simulation/');
    if (ours && REPLACED.has(specifier)) return { url: standins, shortCircuit: true };
    const found = next(specifier, context);
    return ours && REPLACED.has(found.url) ? { ...found, url: standins, format: 'module-typescript' } : found;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const here = edits.filter(({ file }) => url === project + file);
    if (here.length === 0) return loaded;
    let source = Buffer.from(loaded.source as Uint8Array).toString();
    for (const { file, from, to } of here) {
      if (!source.includes(from)) throw new Error(`${file} has no longer: ${from}`);
      source = source.replace(from, to);
    }
    return { ...loaded, source };
  },
});
