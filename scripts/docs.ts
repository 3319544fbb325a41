/**
 * Writes what is derived from the code: services/gateway/openapi.json, docs/settings.md and docs/saga.md.
 * With --check it writes nothing and fails when a file is not what the code says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messages, queues } from '@foodious/contracts/messages.ts';
import { transicoes as doPreparo } from '@foodious/cozinha/domain/comanda.ts';
import { cozinhaRoutes } from '@foodious/cozinha/http/routes.ts';
import { DONO_DA_FILA, ownRoutes } from '@foodious/gateway/http.ts';
import { sessaoRoutes } from '@foodious/gateway/telas.ts';
import { operationRoutes } from '@foodious/messaging/routes.ts';
import { transicoes as doPagamento } from '@foodious/pagamento/domain/pagamento.ts';
import { pagamentoRoutes } from '@foodious/pagamento/http/routes.ts';
import { transicoes as doPedido, EstadoPedido } from '@foodious/pedido/domain/pedido.ts';
import { routes as pedidoRoutes } from '@foodious/pedido/http/routes.ts';
import { scopes } from '@foodious/platform/auth.ts';
import { createHttp, type Http } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { settingsTable } from '@foodious/platform/settings.ts';
import { produtoRoutes } from '@foodious/produto/http/routes.ts';

const project = join(import.meta.dirname, '..');

type Document = {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas?: Record<string, unknown>; securitySchemes?: Record<string, unknown> };
};

/** What one service says of its routes; they are declared, never called, so that nothing needs to run. */
async function documentOf(name: string, declare: (app: Http) => void): Promise<Document> {
  const log = createLogger('silent');
  const app = await createHttp({
    name,
    log,
    verify: () => Promise.reject(new Error('not here')),
    ready: async () => {},
  });
  declare(app);
  await app.ready();
  return app.swagger() as unknown as Document;
}

/** One OpenAPI 3.1 document of all services; `x-service` says who answers. The gateway routes and authorizes by it. */
async function openapi(): Promise<string> {
  const nothing = {} as never; // handlers are not called here
  const documents = {
    gateway: await documentOf('gateway', (app) => {
      ownRoutes(app, nothing);
      sessaoRoutes(app, nothing);
    }),
    produto: await documentOf('produto', (app) => {
      produtoRoutes(app, nothing);
      operationRoutes(app, { service: 'produto' } as never);
    }),
    pedido: await documentOf('pedido', (app) => {
      pedidoRoutes(app, nothing);
      operationRoutes(app, { service: 'pedido' } as never);
    }),
    pagamento: await documentOf('pagamento', (app) => {
      pagamentoRoutes(app, nothing);
      operationRoutes(app, { service: 'pagamento' } as never);
    }),
    cozinha: await documentOf('cozinha', (app) => {
      cozinhaRoutes(app, nothing);
      operationRoutes(app, { service: 'cozinha' } as never);
    }),
  };
  const paths: Document['paths'] = {};
  const schemas: Record<string, unknown> = {};
  for (const [service, document] of Object.entries(documents)) {
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations))
        paths[path] = {
          ...paths[path],
          [method]: { 'x-service': ownerOf(paths[path]?.[method], service), ...streaming(operation) },
        };
    for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
      if (name in schemas && JSON.stringify(schemas[name]) !== JSON.stringify(schema))
        throw new Error(`two services call different things ${name}`);
      schemas[name] = schema;
    }
  }
  const info = {
    title: 'Fast & Foodious',
    version: '1.0.0',
    license: { name: 'MIT' },
    description: `The whole API, at one origin. Scopes:\n\n${Object.entries(scopes)
      .map(([scope, meaning]) => `- \`${scope}\`: ${meaning}`)
      .join('\n')}`,
  };
  const { securitySchemes } = documents.gateway.components;
  const components = { schemas: reached(paths, schemas), securitySchemes };
  return `${JSON.stringify({ openapi: '3.1.0', info, paths, components }, null, 1)}\n`;
}

/** Live routes answer with events, which the generator takes for JSON. */
function streaming(operation: Record<string, unknown>): Record<string, unknown> {
  const { responses } = structuredClone(operation) as { responses?: Record<string, { content?: object }> };
  const ok = responses?.['200'];
  if (!ok?.content || !JSON.stringify(ok).includes('#/components/schemas/Eventos')) return operation;
  ok.content = { 'text/event-stream': Object.values(ok.content)[0] };
  return { ...operation, responses };
}

/** What several services declare alike each answers for its own queues: the gateway finds whose one is. */
const ownerOf = (known: unknown, service: string): string => (known ? DONO_DA_FILA : service);

/** The schemas something refers to; an input form of each is declared too, mostly for nobody. */
function reached(from: unknown, schemas: Record<string, unknown>, found: Record<string, unknown> = {}) {
  for (const [, name] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (name === undefined || name in found) continue;
    found[name] = schemas[name];
    reached(schemas[name], schemas, found);
  }
  return found;
}

const GENERATED = '<!-- Written by `npm run docs` from the code; do not edit by hand. -->';

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const settings = (): string => `# Settings

${GENERATED}

Every setting of every process: an environment variable, or a flag (\`PAGAMENTO_EXPIRA_S=60\` is \`--pagamento-expira-s 60\`).

${table(
  ['name', 'default', 'meaning'],
  settingsTable().map(({ name, fallback, meaning }) => [`\`${name}\``, fallback && `\`${fallback}\``, meaning]),
)}
`;

function saga(): string {
  const transitions = (transicoes: Record<string, Partial<Record<string, string>>>) => {
    const acoes = [...new Set(Object.values(transicoes).flatMap((cells) => Object.keys(cells)))];
    const cell = (de: string, para: string | undefined) => (para === undefined ? '–' : para === de ? 'stay' : para);
    return table(
      ['from \\ action', ...acoes],
      Object.entries(transicoes).map(([de, cells]) => [`**${de}**`, ...acoes.map((acao) => cell(de, cells[acao]))]),
    );
  };
  const names = Object.keys(queues) as (keyof typeof queues)[];
  return `# The sagas

${GENERATED}

Four services, no conductor: each keeps its change and its messages in one transaction (outbox), hears the others through
FIFO queues, and remembers what it heard (inbox). The message group is the pedido, so its messages stay in order; nothing
holds up anybody else's.

\`\`\`mermaid
sequenceDiagram
  actor C as cliente
  participant P as pedido
  participant G as pagamento
  participant B as Pix provider
  participant K as cozinha
  C->>P: checkout (S1)
  P-)G: solicitar-pagamento-req
  G->>B: charge
  C->>B: pays
  alt approved (S2)
    B->>G: webhook 1
    G-)P: webhook-pagamento-confirmado-res
    P-)C: e-mail, senha
    P-)K: preparacao-pedido-req (S4)
    K-)P: preparacao-pedido-res
  else refused or expired (S3)
    B->>G: webhook 2
    G-)P: webhook-pagamento-rejeitado-res
    P-)C: e-mail: try again
  else cancelled, or paid too late (S5)
    P-)G: estorno-pagamento-req
    G->>B: refund
    G-)P: estorno-pagamento-res
  end
\`\`\`

## Queues

Each is \`<name>.fifo\`, with \`<name>-dlq.fifo\` behind it after 3 failed tries.

${table(
  ['queue', 'from', 'to', 'story', 'messages'],
  names.map((queue) => [
    `\`${queue}\``,
    queues[queue].from,
    queues[queue].to,
    queues[queue].story,
    Object.entries(messages)
      .filter(([, message]) => message.queue === queue)
      .map(([tipo, { versao, dados }]) => `\`${tipo}\` v${versao} {${Object.keys(dados.shape).join(', ')}}`)
      .join('<br>'),
  ]),
)}

## States of a pedido

Numbers: ${Object.entries(EstadoPedido)
    .map(([nome, n]) => `${n} ${nome}`)
    .join(' · ')}.

${transitions(doPedido)}

A confirmed pagamento makes a pedido RECEBIDO only when it is that of its latest checkout and no item has changed since;
any other money is sent back (S5). Late and repeated messages are acknowledged and change nothing.

## States of a pagamento

${transitions(doPagamento)}

## States of a comanda

${transitions(doPreparo)}

The cozinha has the last word on a preparation: when the counter moves a pedido, the comanda follows and answers where it
stands, and the pedido follows that.
`;
}

const files: Record<string, string> = {
  'services/gateway/openapi.json': await openapi(),
  'docs/settings.md': settings(),
  'docs/saga.md': saga(),
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
