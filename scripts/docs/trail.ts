import { type ServiceName, serviceNames } from '@foodious/contracts/services.ts';
import { soDaCasa, trail } from '@foodious/contracts/trail.ts';
import { z } from 'zod';
import { GENERATED, table } from './markdown.ts';

/** What each service writes down of what it committed, by type. */
export const trails = (): string => `# The trail

${GENERATED}

Each service writes what it committed into a trail of its own, in the transaction of the change: ids, codes and instants, never
a person. The timeline of a pedido and every live stream are made of it (docs/adr/0008-one-trail.md).

${serviceNames
  .map(
    (service) => `## ${service}

${table(
  ['type', 'when', 'tells'],
  Object.entries(trail[service]).map(([tipo, schema]) => [
    `\`${tipo}\``,
    schema.description ?? '',
    fields(schema)
      .map((field) => (hidden(service).includes(field) ? `${field} (in no timeline)` : field))
      .join(', '),
  ]),
)}`,
  )
  .join('\n\n')}
`;

const hidden = (service: ServiceName): readonly string[] => soDaCasa[service];

/** The names of what an entry tells; of all its forms, where it has several. */
function fields(schema: z.ZodType): string[] {
  const { properties, anyOf = [] } = z.toJSONSchema(schema) as {
    properties?: object;
    anyOf?: { properties?: object }[];
  };
  return [...new Set([properties, ...anyOf.map((form) => form.properties)].flatMap((form) => Object.keys(form ?? {})))];
}
