import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const project = join(import.meta.dirname, '../..');

/** The functions, by the names of their files in services/gateway/src/lambda. */
export const functions = ['authorizer', 'create-user', 'delete-user', 'pre-signup', 'pre-token', 'desafio'] as const;
export type FunctionName = (typeof functions)[number];

/**
 * Puts each function, with all it needs and no more, into a folder of its own: `<folder>/<name>/index.mjs`. The same code makes
 * the same bytes, and whoever reads meanwhile finds the file whole.
 */
export async function bundleFunctions(folder: string): Promise<void> {
  for (const name of functions) {
    const bundle = await rolldown({
      input: join(project, 'services/gateway/src/lambda', `${name}.ts`),
      platform: 'node',
      resolve: { mainFields: ['module', 'main'] }, // what a client does not use is left out of ES modules alone
      logLevel: 'warn',
    });
    const { output } = await bundle.generate({ format: 'esm', minify: true, sourcemap: false, codeSplitting: false });
    await bundle.close();
    const draft = join(folder, `${name}.${process.pid}.mjs`);
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(draft, output[0].code);
    await rename(draft, join(folder, name, 'index.mjs'));
  }
}
