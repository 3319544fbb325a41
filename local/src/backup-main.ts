import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addresses } from '@foodious/contracts/addresses.ts';
import { inProject, processSettings, readSettings, SettingsError } from '@foodious/platform/settings.ts';
import { backup, restore } from './backup.ts';

// npm run backup [-- <folder>], npm run restore -- <backup> [--replace]
const options = { 'data-dir': { type: 'string' }, replace: { type: 'boolean', default: false } } as const;
const fromWhereOneStands = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

process.umask(0o077); // whatever is made here is its owner's alone: the lock of a folder, too
try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, named] = positionals;
  const given = values['data-dir'] ? ['--data-dir', values['data-dir']] : [];
  const { DATA_DIR, BUCKETS_PREFIX } = readSettings({ ...processSettings, ...addresses.aws }, given, process.env);
  if (DATA_DIR === ':memory:') throw new SettingsError('DATA_DIR: what is kept in memory only cannot be backed up');
  for (const name of ['MYSQL_URL', 'MONGO_URL'])
    if (process.env[name])
      throw new SettingsError(`${name}: databases on servers are backed up by their own tools, such as mariadb-dump`);
  if (command === 'backup') {
    const folder = await backup(DATA_DIR, named ? fromWhereOneStands(named) : inProject('backups'), new Date());
    console.log(`Backed up: ${folder}
It holds personal data and the secrets of this restaurant. npm run restore -- ${folder} brings it back.`);
  } else {
    if (!named) throw new SettingsError('say which backup: npm run restore -- backups/foodious-<instant>');
    const { em, aside, erasures } = restore(fromWhereOneStands(named), DATA_DIR, {
      replace: values.replace,
      agora: new Date(),
      prefix: BUCKETS_PREFIX,
    });
    console.log(`Restored into ${DATA_DIR}: everything as it was at ${em}.${aside ? `\nWhat was there: ${aside}` : ''}
${
  erasures
    ? 'Whoever was erased (LGPD) since is erased again at the next start, by the receipts of what was there.'
    : 'Whoever was erased (LGPD) after that instant is back: nothing here tells who; erase them again.'
}`);
  }
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  // What a person can mend is a sentence; anything else is a bug, and comes with its stack.
  if (error instanceof SettingsError || code !== undefined) process.stderr.write(`Failed: ${message}\n`);
  else console.error(error);
  process.exitCode = 1;
}
