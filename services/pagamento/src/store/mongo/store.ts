import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Outbox } from '@foodious/messaging/relay.ts';
import { NEWEST, type Prune } from '@foodious/messaging/retention.ts';
import { type Entry, type Note, OF_PEDIDO, type Trail } from '@foodious/messaging/trail.ts';
import { INSTANCE } from '@foodious/platform/telemetry.ts';
import {
  type AnyBulkWriteOperation,
  MongoBulkWriteError,
  MongoClient,
  type MongoClientOptions,
  MongoError,
  MongoServerError,
} from 'mongodb';
import type { Pagamento } from '../domain/pagamento.ts';
import type { OpenStore } from '../ports.ts';

/** A note on its way into the trail; `nota` is what it is known by, so that it enters once. */
type Nota = Omit<Entry, 'seq' | 'dados'> & { nota: string; dados: string };

/**
 * One pagamento, with the messages and notes about it that have not left it yet: one atomic write changes the pagamento and
 * tells of it, on any server and without transactions.
 */
type Documento = {
  _id: string;
  rev: number;
  pagamento: Pagamento;
  /** When a pending one ends, epoch milliseconds; null once it is settled. */
  expiraEm: number | null;
  saida: (Outgoing & { id: string })[];
  notas: Nota[];
};

const OPTIONS: MongoClientOptions = {
  // DocumentDB refuses retryable writes; ours are repeatable: by the transacao, by `rev`, by the id of a message or a note.
  retryWrites: false,
  writeConcern: { w: 'majority' },
  maxPoolSize: 16,
  waitQueueTimeoutMS: 5_000,
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 10_000,
};

/** How often what other instances left in their documents is looked for, and how old it must be, in milliseconds. */
const SWEEP_MS = 1_000;
const LEFT_MS = 2_000;
/** How long what was published is remembered, in milliseconds: an answer on its way may still show it in its document. */
const PUBLISHED_MS = 10_000;
/** Documents remembered until their messages are sent; while the queues are away for long, the rest is looked for. */
const MOST = 1_000;
/** How long notes gather after others were written, in milliseconds: alone they are written at once, under load together. */
const GATHER_MS = 10;

/**
 * Opens the store on a server that speaks MongoDB's wire protocol, within what DocumentDB 5 supports
 * (https://docs.aws.amazon.com/documentdb/latest/developerguide/mongo-apis.html). A server that is away throws Unavailable.
 * @param url `mongodb://user:password@host:port/database`, with the driver's own options (`?tls=true&…`)
 * @param watch sees the client first, to listen to what it asks
 */
export async function mongoStore(url: string, watch?: (client: MongoClient) => void): Promise<OpenStore> {
  const client = new MongoClient(url, { ...OPTIONS, monitorCommands: watch !== undefined });
  watch?.(client);
  const db = client.db(new URL(url).pathname.slice(1) || 'foodious');
  const pagamentos = db.collection<Documento>('pagamento');
  const trilha = db.collection<Nota & { _id: number }>('trilha');
  const contadores = db.collection<{ _id: string; ultimo: number }>('contador');

  /** What was written here and is still to be sent, by its document: the relay need not read again what has just been written. */
  const escritos = new Map<string, Documento['saida']>();
  let nextSweep = 0;
  let nextRescue = 0;

  const publisher = startPublisher(async (batch) => {
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
      await publisher.publish({ notas, depois: [depois] });
      setTimeout(forget, PUBLISHED_MS).unref();
    } catch {
      forget(); // the database is away: they are found in their document once it is back
    }
  }

  /** Publishes what a crash left in its document; and waits for what is being published, so that who reads finds it. */
  async function published(): Promise<void> {
    await publisher.flushed();
    const now = Date.now();
    if (now < nextRescue) return;
    nextRescue = now + SWEEP_MS;
    const left = await pagamentos
      .find({ 'notas.em': { $lt: now - LEFT_MS } }, { projection: { notas: 1 } })
      .limit(100)
      .toArray();
    await Promise.all(left.map(({ _id, notas }) => publishFrom(_id, notas)));
  }

  const anyWaiting = (limit: number) =>
    pagamentos
      .find(WAITING, { projection: { saida: 1 } })
      .sort({ 'saida.id': 1 })
      .limit(limit)
      .toArray();

  const outbox: Outbox = {
    async pending(limit, except = []) {
      // What others wrote is theirs to send, or left by a crash: looking for it now and then is enough.
      const due = Date.now() >= nextSweep;
      const found = due ? await anyWaiting(limit) : [];
      if (due && found.length < limit) nextSweep = Date.now() + SWEEP_MS;
      const others = found.filter(({ _id }) => !escritos.has(_id)).map(({ saida }) => saida);
      return [...escritos.values(), ...others]
        .map((saida) => saida.filter(({ queue }) => !except.includes(queue)))
        .filter((saida) => saida.length > 0)
        .toSorted(([a], [b]) => ((a?.id ?? '') < (b?.id ?? '') ? -1 : 1)) // those of one document in the order it has them
        .flat()
        .slice(0, limit)
        .map(toOutgoing);
    },
    async ofGroup(group) {
      const ofPedido = { 'pagamento.pedidoId': Number(group) };
      const documents = await pagamentos.find(ofPedido, { projection: { saida: 1 } }).toArray();
      return documents
        .flatMap(({ saida }) => saida)
        .slice(0, 100)
        .map(toOutgoing);
    },
    async size() {
      const documents = await pagamentos.find(WAITING, { projection: { 'saida.id': 1 } }).toArray();
      return documents.reduce((total, { saida }) => total + saida.length, 0);
    },
    async sent(messages, notes) {
      // Known by their message, these notes enter once though a crash may repeat them: no document has to carry them.
      const notas = notes.map((note, i) => toNota(note, `${messages[i]?.envelope.id} ${note.tipo}`));
      const depois = messages.map(({ envelope }) => ({
        updateOne: {
          filter: { _id: transacaoOf(envelope) },
          update: { $pull: { saida: { id: envelope.id } } },
        },
      }));
      await publisher.publish({ notas, depois });
      for (const { envelope } of messages) {
        const left = escritos.get(transacaoOf(envelope))?.filter(({ id }) => id !== envelope.id) ?? [];
        if (left.length > 0) escritos.set(transacaoOf(envelope), left);
        else escritos.delete(transacaoOf(envelope));
      }
    },
  };

  const trail: Trail = {
    async since(position, limit, pedidoId) {
      await published();
      const after = { _id: { $gt: position }, ...(pedidoId === undefined ? {} : { pedidoId }) };
      return (await trilha.find(after).sort({ _id: 1 }).limit(limit).toArray()).map(toEntry);
    },
    async ofPedido(pedidoId) {
      await published();
      const newest = await trilha.find({ pedidoId }).sort({ _id: -1 }).limit(OF_PEDIDO).toArray();
      return newest.reverse().map(toEntry);
    },
    async last() {
      await published();
      const [last] = await trilha
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .limit(1)
        .toArray();
      return last?._id ?? 0;
    },
    async nthLast(tipo, queue, n) {
      await published();
      const [nth] = await trilha
        .find({ fila: queue, tipo })
        .sort({ _id: -1 })
        .skip(n - 1)
        .limit(1)
        .toArray();
      return nth?.em;
    },
    async append(notes) {
      await publisher.publish({ notas: notes.map((note) => toNota(note)) });
    },
  };

  /** The trail alone grows for ever: a message and a note leave their document, and a document is its own inbox. */
  const prune: Prune = async (before, limit) => {
    const oldest = await trilha
      .find({}, { projection: { em: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const upTo = (await trail.last()) - NEWEST;
    const old = oldest.filter(({ _id, em }) => em < before.getTime() && _id <= upTo).map(({ _id }) => _id);
    if (old.length > 0) await trilha.deleteMany({ _id: { $in: old } });
    return old.length;
  };

  try {
    await client.connect();
    // Repeatable, by several instances at once: an index that is there stays, and one counter wins.
    await pagamentos.createIndex({ 'pagamento.pedidoId': 1, 'pagamento.tentativa': 1 }, { unique: true });
    for (const key of ['expiraEm', 'saida.id', 'notas.em']) await pagamentos.createIndex({ [key]: 1 });
    await trilha.createIndex({ nota: 1 }, { unique: true });
    await trilha.createIndex({ pedidoId: 1, _id: 1 });
    await trilha.createIndex({ fila: 1, tipo: 1, _id: 1 });
    await contadores
      .updateOne({ _id: 'trilha' }, { $setOnInsert: { ultimo: 0 } }, { upsert: true })
      .catch(onlyDuplicates);
  } catch (error) {
    await client.close();
    throw explain(error);
  }

  return {
    ...explained({
      async get(transacaoId: string) {
        const found = await pagamentos.findOne({ _id: transacaoId }, { projection: READ });
        return found ?? undefined;
      },
      async latest(pedidoId: number) {
        const [found] = await pagamentos
          .find({ 'pagamento.pedidoId': pedidoId }, { projection: READ })
          .sort({ 'pagamento.tentativa': -1 })
          .limit(1)
          .toArray();
        return found;
      },
      async insert(pagamento: Pagamento, notes: readonly Note[]) {
        const { transacaoId: _id } = pagamento;
        const notas = notes.map((note) => toNota(note));
        try {
          await pagamentos.insertOne({ _id, rev: 1, ...body(pagamento), saida: [], notas });
        } catch (error) {
          if (isDuplicate(error)) return false;
          throw error;
        }
        void publishFrom(_id, notas);
        return true;
      },
      async replace(
        read: { pagamento: Pagamento; rev: number },
        pagamento: Pagamento,
        messages: readonly Outgoing[],
        notes: readonly Note[],
      ) {
        const { transacaoId: _id } = read.pagamento;
        const written = await pagamentos.findOneAndUpdate(
          { _id, rev: read.rev },
          {
            $set: body(pagamento),
            $inc: { rev: 1 },
            $push: {
              saida: { $each: messages.map((message) => ({ id: message.envelope.id, ...message })) },
              notas: { $each: notes.map((note) => toNota(note)) },
            },
          },
          { returnDocument: 'after', projection: { notas: 1, saida: 1 } },
        );
        if (!written) return false;
        if (messages.length > 0 && escritos.size < MOST) escritos.set(_id, written.saida);
        void publishFrom(_id, written.notas); // those of a change before it come first
        return true;
      },
      expired: (before: Date, limit: number) =>
        pagamentos
          .find({ expiraEm: { $lt: before.getTime() } }, { projection: READ })
          .sort({ expiraEm: 1 })
          .limit(limit)
          .toArray(),
      ping: () => db.command({ ping: 1 }),
    }),
    outbox: explained(outbox),
    trail: explained(trail),
    prunes: [(before, limit) => prune(before, limit).catch(rethrow)],
    async close() {
      await publisher.flushed(); // what could not be is in its document, for the next start
      await client.close();
    },
  };
}

const READ = { _id: 0, pagamento: 1, rev: 1 } as const;

/** Documents with something to send. */
const WAITING = { 'saida.id': { $gt: '' } };

const toOutgoing = ({ id: _, ...message }: Documento['saida'][number]): Outgoing => message;

const body = (pagamento: Pagamento) => ({
  pagamento,
  expiraEm:
    pagamento.estado === 'PENDENTE' && pagamento.cobranca ? new Date(pagamento.cobranca.expiraEm).getTime() : null,
});

const toNota = (note: Note, nota: string = randomUUID()): Nota => ({
  nota,
  ...note,
  instancia: INSTANCE,
  dados: JSON.stringify(note.dados),
});

const toEntry = ({ _id: seq, nota: _, dados, ...entry }: Nota & { _id: number }): Entry => ({
  seq,
  ...entry,
  dados: JSON.parse(dados),
});

/** Every message this service sends is of a transacao, which is the document it lies in. */
function transacaoOf({ dados }: Outgoing['envelope']): string {
  if (!('transacaoId' in dados)) throw new Error('a message of no transacao');
  return dados.transacaoId;
}

type Item = { notas: readonly Nota[]; depois?: AnyBulkWriteOperation<Documento>[] };

/** Writes items one batch after another: those that come while a batch is written go into the next together. */
function startPublisher(write: (batch: readonly Item[]) => Promise<unknown>) {
  let gathering: { item: Item; done: PromiseWithResolvers<void> }[] = [];
  const owed = new Set<Promise<void>>();
  let busy = false;

  async function run() {
    busy = true;
    while (gathering.length > 0) {
      const batch = gathering;
      gathering = [];
      try {
        await write(batch.map(({ item }) => item));
        for (const { done } of batch) done.resolve();
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
      await sleep(GATHER_MS);
    }
    busy = false;
  }

  return {
    publish(item: Item): Promise<void> {
      const done = Promise.withResolvers<void>();
      gathering.push({ item, done });
      owed.add(done.promise);
      const settled = () => owed.delete(done.promise);
      done.promise.then(settled, settled); // whoever waits for it sees it fail; what nobody waits for is in its document still
      if (!busy) void run();
      return done.promise;
    },
    /** Resolves once all that was to be written by now has been, or has failed. */
    async flushed(): Promise<void> {
      await Promise.allSettled(owed);
    },
  };
}

const DUPLICATE = 11000;

const isDuplicate = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE;

/** Passes over what is there already; throws what else went wrong. */
function onlyDuplicates(error: unknown): void {
  const all = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : undefined;
  if (!(all?.every(({ code }) => code === DUPLICATE) ?? isDuplicate(error))) throw error;
}

/**
 * Errors of a server that is there and cannot serve: shutting down, no primary, out of disk, over its time, throttled
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml).
 */
const AWAY = new Set([50, 91, 189, 262, 10107, 11600, 11602, 13435, 13436, 14031, 16500]);

/** An error of the server's own making stays; everything else the driver says means that the server is away. */
function explain(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  if (error instanceof MongoServerError && !AWAY.has(Number(error.code))) return error;
  return new Unavailable('the database is away', { cause: new Error(`${error.name}: ${error.code ?? error.message}`) });
}

const rethrow = (error: unknown): never => {
  throw explain(error);
};

/** The same calls, with their errors explained. */
const explained = <T extends object>(calls: T): T =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, (...args: unknown[]) => call(...args).catch(rethrow)]),
  ) as T;
