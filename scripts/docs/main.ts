/**
 * Writes what is derived from the code. With --check it writes nothing and fails when a file is not what the code says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acesso } from './acesso.ts';
import { arquitetura } from './arquitetura.ts';
import { asyncapi } from './asyncapi.ts';
import { partesDaEscala, partesDosCustos } from './escala.ts';
import { marcado } from './marcado.ts';
import { openapi } from './openapi.ts';
import { ambiente, colecao } from './postman.ts';
import { saga } from './saga.ts';
import { settings } from './settings.ts';
import { trails } from './trail.ts';

const project = join(import.meta.dirname, '../..');

const document = await openapi();
const files: Record<string, string> = {
  'services/gateway/openapi.json': document,
  'docs/acesso.md': acesso(document),
  'docs/asyncapi.json': asyncapi(),
  'docs/settings.md': settings(),
  'docs/saga.md': saga(),
  'docs/trail.md': trails(),
  'docs/arquitetura.svg': arquitetura(),
  'docs/scale.md': marcado(join(project, 'docs/scale.md'), partesDaEscala()),
  'docs/aws.md': marcado(join(project, 'docs/aws.md'), partesDosCustos()),
  'postman/colecao.json': colecao(document),
  'postman/ambientes/local.json': ambiente('local'),
  'postman/ambientes/aws.json': ambiente('aws'),
};
let stale = false;
for (const [file, text] of Object.entries(files)) {
  const path = join(project, file);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${file} is not what the code says: run "npm run docs"`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);
