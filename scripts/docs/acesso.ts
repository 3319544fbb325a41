import { type Alcance, alcances, type Papel, roles, scopes } from '@foodious/contracts/scopes.ts';
import { GENERATED, table } from './markdown.ts';

type Operation = { 'x-alcance'?: Alcance; security?: Record<string, string[]>[] };

const papeis = Object.keys(roles) as Papel[];
const has = (papel: Papel, scope: string): boolean => (roles[papel] as readonly string[]).includes(scope);

/** Who may do what: the papéis with their scopes, and every route of the merged OpenAPI document with what it asks for. */
export function acesso(openapi: string): string {
  const { paths } = JSON.parse(openapi) as { paths: Record<string, Record<string, Operation>> };
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security = [], 'x-alcance': alcance = 'publico' }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      anyOf: security.flatMap(({ oauth2, ...others }) => oauth2 ?? Object.keys(others)),
      alcance,
    })),
  );
  return `# Who may do what

${GENERATED}

A token names its papel, and carries that papel's scopes; a route names
the scopes it asks for (any one of them is enough) and its *alcance*: what of all there is it then shows or changes.
\`tests/e2e/acesso.test.ts\` asks every route as each of them, and compares.

## Alcances

${table(
  ['alcance', 'meaning'],
  Object.entries(alcances).map(([name, meaning]) => [`\`${name}\``, meaning]),
)}

## Scopes of each papel

The gateway signs itself a token of one minute with the one scope a call of its own needs.

${table(
  ['scope', 'allows to', ...papeis],
  Object.entries(scopes).map(([scope, meaning]) => [
    `\`${scope}\``,
    meaning,
    ...papeis.map((papel) => (has(papel, scope) ? '✓' : '')),
  ]),
)}

## Routes

${table(
  ['route', 'any of', 'alcance', 'papéis'],
  routes.map(({ route, anyOf, alcance }) => [
    `\`${route}\``,
    anyOf.map((scope) => `\`${scope}\``).join(', ') || 'nothing',
    alcance,
    anyOf.length === 0 ? 'anyone' : papeis.filter((papel) => anyOf.some((scope) => has(papel, scope))).join(', '),
  ]),
)}
`;
}
