import { scopes } from '@foodious/contracts/scopes.ts';
import { DONO_DA_FILA } from '@foodious/gateway/http/forwarding.ts';
import { composeAll } from '@foodious/local/compose.ts';
import { httpOf } from '@foodious/platform/service.ts';

type Operations = Record<string, Record<string, unknown>>;
type Document = {
  paths: Record<string, Operations>;
  components: { schemas?: Record<string, unknown>; securitySchemes?: Record<string, unknown> };
};

/**
 * One OpenAPI 3.1 document of all services; `x-service` says who answers. The gateway routes and authorizes by it. The routes
 * are those the services run with: each is composed, none is started.
 */
export async function openapi(): Promise<string> {
  const documents: Record<string, Document> = {};
  for (const service of await composeAll()) {
    const app = await httpOf(service);
    await app.ready();
    documents[service.name] = app.swagger() as unknown as Document;
  }
  const paths: Document['paths'] = {};
  const schemas: Record<string, unknown> = {};
  for (const [service, document] of Object.entries(documents)) {
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(operations))
        paths[path] = {
          ...paths[path],
          [method]: { 'x-service': ownerOf(paths[path]?.[method], service), ...operation },
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
  // The gateway has those of the others from this very document: only what they declare themselves counts.
  const { gateway, ...others } = documents;
  const securitySchemes = Object.assign(
    { oauth2: gateway?.components.securitySchemes?.oauth2 },
    ...Object.values(others).map(({ components }) => components.securitySchemes),
  );
  const components = { schemas: reached(paths, schemas), securitySchemes };
  return `${JSON.stringify({ openapi: '3.1.0', info, paths, components }, null, 1)}\n`;
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
