import { preparationSettings, readers } from '@foodious/local/settings.ts';
import { settingsTable } from '@foodious/platform/settings.ts';
import { GENERATED, table } from './markdown.ts';

/** Every setting of every process, and who reads it. */
export const settings = (): string => `# Settings

${GENERATED}

Every setting of every process: an environment variable, or a flag (\`PAGAMENTO_EXPIRA_S=60\` is \`--pagamento-expira-s 60\`).

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
