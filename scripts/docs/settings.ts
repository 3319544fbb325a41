import { preparationSettings, readers } from '@foodious/local/settings.ts';
import { settingsTable } from '@foodious/platform/settings.ts';
import { GENERATED, table } from './markdown.ts';

/** Every setting of every process, and who reads it. */
export const settings = (): string => `# Settings

${GENERATED}

Every setting of every process: an environment variable, or a flag (\`PAGAMENTO_EXPIRA_S=60\` is \`--pagamento-expira-s 60\`).
Any of them may name a secret of Amazon's Secrets Manager, which is read once, at the start: \`secret:<name or ARN>\`, or
\`secret:<name or ARN>#<field>\` of its JSON (\`MYSQL_PASSWORD=secret:foodious/prod/pedido#password\`). Secrets Manager is where AWS_ENDPOINT
says; default: Amazon's own.

${table(
  ['name', 'default', 'meaning', 'read by'],
  settingsTable(preparationSettings).map(({ name, fallback, meaning }) => [
    `\`${name}\``,
    fallback && `\`${fallback}\``,
    meaning,
    readers(name),
  ]),
)}
`;
