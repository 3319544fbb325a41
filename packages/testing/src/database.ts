import { randomBytes } from 'node:crypto';
import { openSql } from '@foodious/platform/database.ts';
import { type MigrationSet, type Sql, serviceMigrations } from '@foodious/platform/sql.ts';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The server the tests run on; without one they run on SQLite in memory. */
const { MYSQL_URL } = process.env;

/** Whether these tests run on a server, where several open one database at once. */
export const ON_SERVER = MYSQL_URL !== undefined;

/** An empty database with this schema, gone at the end of the test; `outra` opens it again, as another instance would. */
export async function umBanco<DB>(
  t: { after(end: () => unknown): void },
  ...schema: readonly (Record<string, Migration> | MigrationSet)[]
): Promise<Sql<DB> & { outra(): Promise<Sql<DB>> }> {
  const prefix = `t${randomBytes(6).toString('hex')}`;
  const settings = { DATA_DIR: ':memory:', MYSQL_URL: MYSQL_URL && `${MYSQL_URL}/${prefix}` };
  const sets = schema.map((each) => (isSet(each) ? each : serviceMigrations(each)));
  const open: Kysely<DB>[] = [];
  const outra = async () => {
    const opened = await openSql<DB>(settings, 'teste', sets);
    await opened.migrate();
    open.push(opened.db);
    return opened;
  };
  const first = await outra();
  t.after(async () => {
    if (ON_SERVER) await sql`drop database ${sql.id(`${prefix}_teste`)}`.execute(first.db);
    for (const db of open) await db.destroy();
  });
  return { ...first, outra };
}

const isSet = (schema: Record<string, Migration> | MigrationSet): schema is MigrationSet =>
  typeof schema.table === 'string';
