import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { MongoClient } from 'mongodb';
import type { OpenStore } from '../src/ports.ts';
import { mongoStore } from '../src/store/mongo/store.ts';
import { sqliteStore } from '../src/store/sqlite.ts';

/** The server the tests run on; without one they run on SQLite in memory. */
const { MONGO_URL } = process.env;

/** Whether these tests run on a server, where several open one store at once. */
export const EM_SERVIDOR = MONGO_URL !== undefined;

/** An empty store, gone at the end of the test; on a server `outro` opens it again, as another instance would. */
export async function umArmazem(
  t: TestContext,
  watch?: (client: MongoClient) => void,
): Promise<OpenStore & { outro(): Promise<OpenStore> }> {
  const url = MONGO_URL && `${MONGO_URL}/t${randomBytes(6).toString('hex')}`;
  const open: OpenStore[] = [];
  const outro = async () => {
    const store = url ? await mongoStore({ MONGO_URL: url }, watch) : sqliteStore(':memory:');
    await store.migrate();
    open.push(store);
    return store;
  };
  const first = await outro();
  t.after(async () => {
    for (const store of open) await store.close();
    if (!url) return;
    const client = new MongoClient(url);
    await client.db().dropDatabase();
    await client.close();
  });
  return { ...first, outro };
}
