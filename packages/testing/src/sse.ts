import { type Agent, get, type IncomingMessage } from 'node:http';
import type { Call } from './client.ts';

/** One server-sent event. What `data` is, the stream says. */
// biome-ignore lint/suspicious/noExplicitAny: as for answers
export type Event = { id: number; event: string; data: any };

/** One connection to a live stream. */
export type Live = {
  headers: IncomingMessage['headers'];
  /** All that was heard so far. */
  readonly events: readonly Event[];
  /** The first event heard that is wanted, as soon as there is one; events before `from` do not count. */
  until(what: string, wanted: (event: Event) => boolean, from?: number): Promise<Event>;
  /** As many events as that, in the order they came. */
  take(count: number): Promise<readonly Event[]>;
  /** Stops reading, so that what is sent fills the socket; `resume` reads on. */
  pause(): void;
  resume(): void;
  /** Leaves without a word. Nothing is heard after it, whatever was on its way. */
  cut(): void;
  /** Resolves when the connection is over: true when the server ended it in order. */
  ended: Promise<boolean>;
};

/** How long anything may take to be heard, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Opens a live stream as a caller would; after an event, when its id is named. Throws when the answer is no stream. */
export async function listen(
  { gateway, bearer }: Pick<Call, 'gateway' | 'bearer'>,
  path: string,
  { after, agent = false }: { after?: number | undefined; agent?: Agent | false } = {},
): Promise<Live> {
  const token = await bearer();
  const headers = {
    accept: 'text/event-stream',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(after === undefined ? {} : { 'last-event-id': String(after) }),
  };
  return new Promise((resolve, reject) => {
    const request = get(gateway + path, { agent, headers }, (answer) => {
      if (answer.statusCode === 200) return resolve(live(answer));
      answer.resume();
      reject(new Error(`${path}: ${answer.statusCode}`));
    });
    request.on('error', reject);
  });
}

function live(answer: IncomingMessage): Live {
  const events: Event[] = [];
  const waiting = new Set<() => void>();
  const over = Promise.withResolvers<boolean>();
  let left = false;
  let rest = '';
  const tell = () => {
    for (const look of waiting) look();
  };
  answer.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parse(block);
      if (left) return;
      if (!event) continue;
      events.push(event);
      tell(); // one by one: who hears enough leaves in the middle of what came
    }
  });
  answer.on('error', () => {}); // cut: `ended` says so
  answer.on('close', () => {
    over.resolve(answer.complete);
    tell();
  });

  const heard = <T>(what: string, look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(again);
        settle();
      };
      const fail = (why: string) =>
        done(() => reject(new Error(`${why}: ${what}, after ${JSON.stringify(events.at(-1))?.slice(0, 500)}`)));
      const timer = setTimeout(() => fail(`waited ${PATIENCE_MS} ms in vain`), PATIENCE_MS);
      const again = () => {
        const found = look();
        if (found !== undefined) done(() => resolve(found));
        else if (left || answer.closed) fail('the stream ended');
      };
      waiting.add(again);
      again();
    });

  return {
    headers: answer.headers,
    events,
    until: (what, wanted, from = 0) => heard(what, () => events.find((event, i) => i >= from && wanted(event))),
    take: (count) => heard(`${count} events`, () => (events.length >= count ? events.slice(0, count) : undefined)),
    pause: () => void answer.pause(),
    resume: () => void answer.resume(),
    cut() {
      left = true;
      answer.destroy();
    },
    ended: over.promise,
  };
}

/** Undefined for what is no event: a comment that keeps the line open, a hint when to come back. */
function parse(block: string): Event | undefined {
  const fields = new Map(
    block
      .split('\n')
      .map((line) => line.split(/: ?(.*)/s, 2) as [string, string])
      .filter(([name]) => name !== ''),
  );
  const data = fields.get('data');
  return data === undefined
    ? undefined
    : { id: Number(fields.get('id')), event: fields.get('event') ?? 'message', data: JSON.parse(data) };
}
