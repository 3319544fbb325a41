import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Subject } from '@foodious/kernel/subject.ts';
import { keepOpen } from '@foodious/platform/http.ts';
import type { Job } from '@foodious/platform/service.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { openStreams } from './metrics.ts';
import type { Tail } from './tail.ts';
import type { Entries, Entry, Trail } from './trail.ts';

/** The events of one stream, by name, and what each tells; `retrato` is what it begins with. */
export type Events = { retrato: unknown };
/** An event after the first. */
type News<V extends Events> = {
  [N in Exclude<keyof V, 'retrato'>]: { event: N; data: V[N] };
}[Exclude<keyof V, 'retrato'>];

/** What one kind of stream tells of a trail. */
export type Topic<E extends Entries = Entries, V extends Events = Events & Record<string, unknown>> = {
  /** Short name, for the metrics. */
  name: string;
  /** What an entry is to those who listen, whoever they are; undefined: nothing. */
  project(entry: Entry<E>): News<V> | undefined | Promise<News<V> | undefined>;
};

/** What a stream begins with: how things stood at a position of the trail. */
export type Snapshot<T = unknown> = { position: number; data: T };

/** Something that is answered live: all of it, or what is about one subject. */
export type Live<E extends Entries, V extends Events> = {
  topic: Topic<E, V>;
  subject?: Subject;
  snapshot(): Promise<Snapshot<V['retrato']>>;
};

export type Streams<E extends Entries = Entries> = Required<Job> & {
  /**
   * Answers with server-sent events until the client leaves, its token ends, or the service stops. The ids of events are
   * positions of the trail: with `Last-Event-ID` it goes on right after it; otherwise it begins with a `retrato`.
   */
  open<V extends Events>(request: FastifyRequest, reply: FastifyReply, what: Live<E, V>): Promise<void>;
  /** What a stream may begin with: something read now, and the position it stands for. */
  snapshot: Tail['snapshot'];
};

const HEARTBEAT_MS = 15_000;
/** A client that reads nothing for so long is gone, or as good as gone. */
const STALLED_MS = 60_000;
/** Entries read at once for who is far behind. */
const PAGE = 200;
/** Characters after which no further entry is written at once: so much, and one entry, may wait in a socket nobody reads. */
const CHUNK = 256 * 1024;
/** From further behind than this, a fresh picture is cheaper than the whole story. */
const FAR = 10_000;

type Client = {
  raw: ServerResponse;
  topic: Topic;
  /** What it follows; null for one who follows all. */
  subject: Subject | null;
  position: number;
  /** When its token ends, epoch milliseconds. */
  until: number;
  pumping: boolean;
  stalledSince: number | undefined;
};

/**
 * The live streams of a service. Each client is a cursor on the trail: what it has not read yet waits in the database, not
 * in memory, and any instance can go on where another left off. No client is polled for.
 */
export function createStreams({
  service,
  tail,
  trail,
  log,
}: {
  service: string;
  tail: Tail;
  trail: Trail;
  log: Logger;
}): Streams {
  const clients = new Map<string, Set<Client>>();
  const encodings = new WeakMap<Entry, Map<Topic, Promise<string>>>();

  const tell = (entries: readonly Entry[]) => {
    const about = new Set(entries.map(({ subject }) => keyOf(subject))).add(EVERYTHING);
    for (const key of about) for (const client of clients.get(key) ?? []) void pump(client);
  };

  /** The text of an entry, made once for all who listen. */
  function encoded(topic: Topic, entry: Entry): Promise<string> {
    const known = encodings.get(entry) ?? new Map<Topic, Promise<string>>();
    encodings.set(entry, known);
    let text = known.get(topic);
    if (!text) {
      text = Promise.resolve(entry)
        .then(topic.project)
        .then((news) => (news ? `id: ${entry.seq}\nevent: ${news.event}\ndata: ${JSON.stringify(news.data)}\n\n` : ''));
      known.set(topic, text);
      text.catch(() => known.delete(topic)); // who waits for it sees the error; the next to ask tries again
    }
    return text;
  }

  /** Brings a client as far as the tail is, or as far as it reads. */
  async function pump(client: Client): Promise<void> {
    if (client.pumping) return;
    client.pumping = true;
    const { raw, topic, subject } = client;
    try {
      while (client.position < tail.position() && open(raw) && !raw.writableNeedDrain) {
        const to = tail.position();
        const near = tail.recent(client.position, subject);
        const entries = near ?? (await trail.since(client.position, PAGE, subject ?? undefined));
        const settled = entries.filter(({ seq }) => seq <= to);
        let text = '';
        let told = 0;
        for (; told < settled.length && text.length < CHUNK; told += 1)
          text += await encoded(topic, settled[told] as Entry);
        const all = told === settled.length && !(near === undefined && told === PAGE);
        client.position = all ? to : (settled[told - 1]?.seq ?? to);
        if (text && open(raw)) raw.write(text);
      }
    } catch (err) {
      log.warn({ err, stream: topic.name }, 'stream cut: its client comes back and goes on');
      raw.end();
    } finally {
      client.pumping = false;
    }
  }

  /** Whether everything after a position is still there: old entries are removed one day. */
  async function kept(position: number): Promise<boolean> {
    if (tail.recent(position, null)) return true;
    const [oldest] = await trail.since(0, 1);
    return oldest !== undefined && oldest.seq <= position + 1;
  }

  const beat = () => {
    const now = Date.now();
    for (const client of [...clients.values()].flatMap((some) => [...some])) {
      if (!open(client.raw))
        client.raw.destroy(); // ended since the last beat, and still not taken note of
      else if (client.until <= now) client.raw.end();
      else if (!client.raw.writableNeedDrain) {
        client.stalledSince = undefined;
        client.raw.write(':\n\n');
      } else {
        client.stalledSince ??= now;
        if (now - client.stalledSince > STALLED_MS) client.raw.destroy();
      }
    }
  };
  let forget = () => {};
  let heart: NodeJS.Timeout | undefined;

  return {
    start() {
      forget = tail.listen(tell);
      heart = setInterval(beat, HEARTBEAT_MS);
    },
    async open(request, reply, { topic, subject = null, snapshot }) {
      if (request.method === 'HEAD') return void reply.type(EVENT_STREAM).send('');
      await tail.fresh();
      const asked = resumeAt(request.headers['last-event-id'], tail.position(), subject === null ? FAR : Infinity);
      // A database that is away cuts the stream a moment later, when it is read for this client.
      const from = asked === undefined || (await kept(asked).catch(() => true)) ? asked : undefined;
      const begin = from === undefined ? await snapshot() : undefined;
      request.forwarded = true; // a request that lasts for hours says nothing about how fast we answer
      reply.hijack();
      const { raw } = reply;
      if (!open(raw)) return; // left, or ended, while the picture was taken
      raw.writeHead(200, {
        ...(reply.getHeaders() as OutgoingHttpHeaders),
        'content-type': EVENT_STREAM,
        'x-accel-buffering': 'no',
      });
      const retrato = begin && `id: ${begin.position}\nevent: retrato\ndata: ${JSON.stringify(begin.data)}\n\n`;
      raw.write(`retry: 1000\n\n${retrato ?? ''}`);

      const client: Client = {
        raw,
        topic: topic as Topic,
        subject,
        position: begin?.position ?? from ?? 0,
        until: request.principal?.until ?? Infinity,
        pumping: false,
        stalledSince: undefined,
      };
      const key = keyOf(subject);
      const peers = clients.get(key) ?? new Set();
      clients.set(key, peers.add(client));
      openStreams.inc({ service, stream: topic.name });
      keepOpen(request.server, raw);
      raw.on('drain', () => void pump(client));
      raw.on('close', () => {
        peers.delete(client);
        if (peers.size === 0 && clients.get(key) === peers) clients.delete(key);
        openStreams.dec({ service, stream: topic.name });
      });
      await pump(client);
    },
    snapshot: tail.snapshot,
    stop() {
      forget();
      clearInterval(heart);
    },
  };
}

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** The key in `clients`: of one subject, or of those who follow everything. */
const keyOf = (subject: Subject | null): string => (subject ? `${subject.kind} ${subject.id}` : EVERYTHING);
const EVERYTHING = '';

const open = (raw: ServerResponse): boolean => !raw.writableEnded && !raw.destroyed;

/** The position to go on after, or undefined when there is none, it is not ours, or too much has happened since. */
function resumeAt(header: string | string[] | undefined, position: number, far: number): number | undefined {
  const id = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
  return id !== undefined && id <= position && position - id <= far ? id : undefined;
}
