import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyBulkWriteOperation } from 'mongodb';
import { type Collections, type Documento, type Nota, SWEEP_MS } from './document.ts';
import { onlyDuplicates } from './errors.ts';

/** How old notes left in a document must be before another instance publishes them, in milliseconds. */
const LEFT_MS = 2_000;
/** How long what was published is remembered, in milliseconds: an answer on its way may still show it in its document. */
const PUBLISHED_MS = 10_000;
/** How long notes gather after others were written, in milliseconds: alone they are written at once, under load together. */
const GATHER_MS = 10;

/** Notes for the trail, and what is written once they are in it. */
type Item = { notas: readonly Nota[]; depois?: AnyBulkWriteOperation<Documento>[] };

export type Publisher = ReturnType<typeof startPublisher>;

/** Moves notes into the trail, under numbers without gaps. */
export function startPublisher({ pagamentos, trilha, contadores }: Collections) {
  const batches = inBatches<Item>(async (batch) => {
    const notas = batch.flatMap((item) => item.notas);
    if (notas.length > 0) {
      const counted = await contadores.findOneAndUpdate(
        { _id: 'trilha' },
        { $inc: { ultimo: notas.length } },
        { returnDocument: 'after' },
      );
      const first = (counted?.ultimo ?? 0) - notas.length + 1;
      await trilha
        .insertMany(
          notas.map((nota, i) => ({ _id: first + i, ...nota })),
          { ordered: false },
        )
        .catch(onlyDuplicates);
    }
    const depois = batch.flatMap((item) => item.depois ?? []);
    if (depois.length > 0) await pagamentos.bulkWrite(depois, { ordered: false });
  });

  /** Notes on their way into the trail, or just there: published twice they would leave a gap, for which followers wait. */
  const onTheirWay = new Set<string>();
  let nextRescue = 0;

  /** Moves notes from a document, where they were committed, into the trail. What fails is still there, to be found later. */
  async function publishFrom(_id: string, committed: readonly Nota[]): Promise<void> {
    const notas = committed.filter(({ nota }) => !onTheirWay.has(nota));
    if (notas.length === 0) return;
    const ids = notas.map(({ nota }) => nota);
    for (const id of ids) onTheirWay.add(id);
    const depois = { updateOne: { filter: { _id }, update: { $pull: { notas: { nota: { $in: ids } } } } } };
    const forget = () => {
      for (const id of ids) onTheirWay.delete(id);
    };
    try {
      await batches.write({ notas, depois: [depois] });
      setTimeout(forget, PUBLISHED_MS).unref();
    } catch {
      forget(); // the database is away: they are found in their document once it is back
    }
  }

  return {
    /** Writes notes, and after them what belongs to them. */
    publish: batches.write,
    publishFrom,
    /** Publishes what a crash left in its document; and waits for what is being published, so that who reads finds it. */
    async published(): Promise<void> {
      await batches.flushed();
      const now = Date.now();
      if (now < nextRescue) return;
      nextRescue = now + SWEEP_MS;
      const left = await pagamentos
        .find({ 'notas.em': { $lt: now - LEFT_MS } }, { projection: { notas: 1 } })
        .limit(100)
        .toArray();
      await Promise.all(left.map(({ _id, notas }) => publishFrom(_id, notas)));
    },
    /** Resolves once all that was to be written by now has been, or has failed. */
    flushed: batches.flushed,
  };
}

/** Writes items one batch after another: those that come while a batch is written go into the next together. */
function inBatches<T>(writeAll: (batch: readonly T[]) => Promise<unknown>) {
  let gathering: { item: T; done: PromiseWithResolvers<void> }[] = [];
  const owed = new Set<Promise<void>>();
  let busy = false;

  async function run() {
    busy = true;
    while (gathering.length > 0) {
      const batch = gathering;
      gathering = [];
      try {
        await writeAll(batch.map(({ item }) => item));
        for (const { done } of batch) done.resolve();
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
      await sleep(GATHER_MS);
    }
    busy = false;
  }

  return {
    write(item: T): Promise<void> {
      const done = Promise.withResolvers<void>();
      gathering.push({ item, done });
      owed.add(done.promise);
      const settled = () => owed.delete(done.promise);
      done.promise.then(settled, settled); // whoever waits for it sees it fail; what nobody waits for is in its document still
      if (!busy) void run();
      return done.promise;
    },
    async flushed(): Promise<void> {
      await Promise.allSettled(owed);
    },
  };
}
