import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { House } from './house.ts';
import { round } from './measure.ts';
import type { Plan, Store } from './orders.ts';

/** What a worker thread is to fill: one database, found by one of the three. */
export type LoadTask = { store: Store; plan: Plan; file: string; mysql: string; mongo: string };

/**
 * Writes the orders of a plan straight into the databases of pedido, cozinha and pagamento, each from a thread of its own,
 * while the system is closed; it must have been open once, and nobody may have ordered. Resolves with seconds by store.
 * @param mongoToo whether those of pagamento are written where it keeps them on MongoDB; otherwise it has none of them
 */
export async function loadOrders(house: House, plan: Plan, mongoToo: boolean): Promise<Record<string, number>> {
  const { place, mysql, mongo, on } = house;
  const stores: Store[] = on === 'servers' && !mongoToo ? ['pedido', 'cozinha'] : ['pedido', 'cozinha', 'pagamento'];
  const seconds = await Promise.all(
    stores.map(async (store) => {
      const began = performance.now();
      const workerData: LoadTask = {
        store,
        plan,
        file: join(place.dataDir, `${store}.sqlite`),
        ...(store === 'pagamento' ? { mysql: '', mongo } : { mysql: mysql && `${mysql}_${store}`, mongo: '' }),
      };
      const worker = new Worker(new URL('./loader-worker.ts', import.meta.url), { workerData });
      await once(worker, 'message'); // rejects with the error of a worker that fails
      return [store, round((performance.now() - began) / 1000)] as const;
    }),
  );
  return Object.fromEntries(seconds);
}
