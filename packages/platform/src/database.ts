import { dataFile, type SqlSettings } from './settings.ts';
import { type MigrationSet, migrate, type Sql } from './sql.ts';
import { groupCommit, openSqlite, truncateWal } from './sqlite.ts';

/**
 * The database of a service: a SQLite file of the data folder, or one on the MySQL or MariaDB server that `MYSQL_URL` names.
 * Connects when it is first used; the code above is the same for all of them. `migrate` brings its schema up to date.
 */
export async function openSql<DB>(
  settings: { DATA_DIR: string } & Partial<SqlSettings>,
  name: string,
  sets: readonly MigrationSet[],
): Promise<Sql<DB> & { migrate(): Promise<void> }> {
  if (settings.MYSQL_URL) {
    const { openMysql } = await import('./mysql.ts'); // loaded only where there is such a server
    const { ensureDatabase, ...sql } = await openMysql<DB>({ ...settings, MYSQL_URL: settings.MYSQL_URL }, name);
    return {
      ...sql,
      async migrate() {
        await ensureDatabase();
        await migrate(sql.db, sets);
      },
    };
  }
  const db = openSqlite<DB>(dataFile(settings.DATA_DIR, `${name}.sqlite`));
  return { db, transact: groupCommit(db), scrub: () => truncateWal(db), migrate: () => migrate(db, sets) };
}
