/** `npm run build`: the screens, unless they were built from the very same sources. `npm start` asks for it each time. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const web = import.meta.dirname;
const openapi = join(web, '../services/gateway/openapi.json');
const lock = join(web, '../package-lock.json');
const schema = join(web, 'src/api/schema.ts');
const stamp = join(web, 'dist/.feito');

const sources = globSync(['*.html', '*.ts', 'src/**/*.{ts,tsx,css,svg,jpg}'], {
  cwd: web,
  exclude: ['src/api/schema.ts'],
});
sources.push(...globSync('../packages/{contracts,kernel}/src/*.ts', { cwd: web }));
const hash = createHash('sha256');
for (const file of [...sources.sort().map((name) => join(web, name)), openapi, lock])
  hash.update(file).update(readFileSync(file));
const made = hash.digest('hex');

if (!existsSync(stamp) || !existsSync(schema) || readFileSync(stamp, 'utf8') !== made) {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  writeFileSync(schema, astToString(await openapiTS(new URL(`file://${openapi}`))));
  const { build } = await import('vite');
  await build({ root: web, logLevel: 'warn' });
  writeFileSync(stamp, made);
}
