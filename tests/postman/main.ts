/**
 * `npm run test:postman`: newman goes through the collection as somebody with Postman would. The demonstration, step by step;
 * then every GET, of which none may end in an error of the server. Against a running system when GATEWAY_URL and CREDENCIAIS say where
 * (TELAS_URL: where people come in, when that is somewhere else; PIX: `ninguem` where the provider is a real one); else against one of
 * its own, in a temporary folder.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Credentials, readCredentials } from '@foodious/testing/client.ts';
import { abrirSistema } from '@foodious/testing/sistema.ts';

const project = join(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(join(project, file), 'utf8'));

type Item = { id: string; name: string; request: { method: string; url: { path: string[] } }; item?: Item[] };
type Falha = { error: { name: string; test?: string; message: string }; source?: { name: string } };
type Resultado = {
  run: {
    stats: { assertions: { total: number } };
    failures: Falha[];
    executions: { item: Item; response?: { code: number } }[];
  };
};
type Newman = {
  run(options: object, done: (error: Error | null, summary: Resultado) => void): { on(event: string, see: See): void };
};
type See = (error: unknown, seen: { messages?: string[] }) => void;
process.noDeprecation = true; // of what newman does, which says so at every start
// It has a lock and node_modules of its own, and no types.
const newman: Newman = createRequire(join(project, 'postman/package.json'))('newman');

/** Runs part of the collection; resolves with what failed. The demonstration is told, and ends where a step of it fails. */
async function run(collection: object, values: object[], demo: boolean): Promise<Falha[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Resultado>();
  const options = { collection, environment: { values }, bail: demo, timeoutRequest: 30_000 };
  const running = newman.run(options, (error, summary) => (error && !summary ? reject(error) : resolve(summary)));
  running.on('console', (_, { messages = [] }) => console.log(`  ${messages.join(' ')}`));
  const { run } = await promise;
  const asked = run.executions.filter(({ response }) => response);
  if (demo)
    // Of a step that waited, what it was answered last.
    for (const [i, { item, response }] of asked.entries())
      if (asked[i + 1]?.item.id !== item.id) console.log(`  ${response?.code} ${item.name}`);
  console.log(`${asked.length} requests, ${run.stats.assertions.total} assertions, ${run.failures.length} failed`);
  if (asked.length === 0 || run.stats.assertions.total < asked.length) throw new Error('newman looked at too little');
  return run.failures;
}

/** The GETs that end: a live stream does not. */
function gets(item: Item): Item[] {
  if (item.item) return item.item.flatMap(gets);
  return item.request.method === 'GET' && !item.request.url.path.includes('eventos') ? [item] : [];
}

async function everything(values: Record<string, string>, base: 'local' | 'aws'): Promise<Falha[]> {
  const environment = json(`postman/ambientes/${base}.json`).values.map(
    ({ key, value }: { key: string; value: string }) => ({
      key,
      value: values[key] ?? value,
    }),
  );
  const { item: folders, ...collection } = json('postman/colecao.json') as { item: Item[] };
  const [demo, ...routes] = folders;
  console.log('The demonstration');
  const failed = await run({ ...collection, item: [demo] }, environment, true);
  console.log('Every GET');
  return [...failed, ...(await run({ ...collection, item: routes.flatMap(gets) }, environment, false))];
}

const quem = ({ cliente_id, cliente_segredo, gerente, cozinha }: Credentials) => ({
  cliente_id,
  cliente_segredo,
  gerente_usuario: gerente.usuario,
  gerente_senha: gerente.senha,
  cozinha_usuario: cozinha.usuario,
  cozinha_senha: cozinha.senha,
});

const { GATEWAY_URL, CREDENCIAIS, TELAS_URL = GATEWAY_URL, PIX = 'notificacao' } = process.env;
let failed: Falha[];
if (GATEWAY_URL && CREDENCIAIS) {
  failed = await everything(
    { ...quem(readCredentials(CREDENCIAIS)), gateway: GATEWAY_URL, telas: TELAS_URL ?? GATEWAY_URL, pix: PIX },
    'aws',
  );
} else {
  const { place, credentials, stop } = await abrirSistema();
  try {
    failed = await everything(
      { ...quem(credentials), gateway: place.gateway, telas: place.gateway, banco: place.pix, correio: place.ses },
      'local',
    );
  } finally {
    await stop();
  }
}
for (const { source, error } of failed)
  console.error(`${source?.name}: ${error.test ?? error.name}: ${error.message.slice(0, 400)}`);
process.exitCode = failed.length > 0 ? 1 : 0;
