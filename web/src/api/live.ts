import type { EventsOf, StreamName, streams } from '@foodious/contracts/events.ts';
import { createParser } from 'eventsource-parser';
import { buscar } from './hora.ts';
import { renovar } from './session.ts';
import { tela } from './tela.ts';

/** The server says something at least every 15 s; after this much silence the line is dead, whatever the socket says. */
const SILENCE_MS = 40_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** A path of the contract with its parameters filled in. */
type Filled<P extends string> = P extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : P;
type PathOf = { [S in StreamName]: Filled<(typeof streams)[S]['path']> };
/** Where a stream is; which one it is, and so what it tells, follows from the path. */
export type Path = PathOf[StreamName];
type StreamAt<P extends Path> = { [S in StreamName]: P extends PathOf[S] ? S : never }[StreamName];

/** An event of a stream: its name, and what it tells. `retrato` is how things stand; the others are changes, in order. */
export type EventOf<S extends StreamName> = {
  [N in keyof EventsOf<S>]: [event: N, data: EventsOf<S>[N]];
}[keyof EventsOf<S>];
export type EventAt<P extends Path> = EventOf<StreamAt<P>>;

type Listener<P extends Path> = {
  onEvent(...event: EventAt<P>): void;
  /** Whether the stream is open; said at each change. */
  onLive(live: boolean): void;
};

/**
 * Follows a stream of server-sent events until the signal aborts. Goes on where it was cut (`Last-Event-ID`), renews the
 * session of a device, notices a line that died in silence. A 404 or 403 ends it: what is followed is not there.
 * fetch instead of EventSource: that one hides the heartbeats, and gives up for good on any status but 200.
 */
export async function follow<P extends Path>(path: P, listener: Listener<P>, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const line = new AbortController();
    const cut = () => line.abort(); // the socket would notice only much later
    addEventListener('offline', cut);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(cut, SILENCE_MS);
    };
    try {
      alive();
      const answer = await buscar(`/${tela}/api${path}`, {
        headers: { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
        signal: AbortSignal.any([signal, line.signal]),
      });
      if (answer.status === 404 || answer.status === 403) return;
      if (answer.status === 401) await renovar();
      if (answer.ok && answer.body) {
        wait = FIRST_WAIT_MS;
        listener.onLive(true);
        const parser = createParser({
          onEvent({ id, event = 'message', data }) {
            lastId = id ?? lastId;
            listener.onEvent(...([event, JSON.parse(data)] as EventAt<P>)); // what the contract says it is
          },
        });
        for (const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
          const { done, value } = await reader.read();
          if (done) break;
          alive();
          parser.feed(value);
        }
      }
    } catch {
      // The line was cut, or never came up: what follows is the same, another try.
    } finally {
      clearTimeout(silence);
      removeEventListener('offline', cut);
    }
    if (signal.aborted) return;
    listener.onLive(false);
    // Not all at once: a restart of the server cuts every screen in the same instant.
    await pause(wait * (0.5 + Math.random() / 2), signal);
  }
}

/** Waits so long; less when the browser says that the network is back, or when nobody waits any more. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = new AbortController();
    const end = () => {
      clearTimeout(timer);
      done.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end, { signal: done.signal });
    signal.addEventListener('abort', end, { signal: done.signal });
  });
