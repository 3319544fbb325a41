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

type Line = {
  url: string;
  /** The event to go on after. */
  after: string | undefined;
  signal: AbortSignal;
  onText(text: string): void;
};

/**
 * Follows a stream of events until the signal aborts. Goes on where it was cut (`Last-Event-ID`), renews the session of a
 * device, notices a line that died in silence. A 404 or 403 ends it: what is followed is not there.
 */
export async function follow<P extends Path>(path: P, listener: Listener<P>, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  let by = bySocket;
  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const line = new AbortController();
    const cut = () => line.abort(); // the socket would notice only much later
    addEventListener('offline', cut);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(cut, SILENCE_MS);
    };
    let live = false;
    const parser = createParser({
      onEvent({ id, event = 'message', data }) {
        lastId = id ?? lastId;
        listener.onEvent(...([event, JSON.parse(data)] as EventAt<P>)); // what the contract says it is
      },
    });
    alive();
    const status = await by({
      url: `/${tela}/api${path}`,
      after: lastId,
      signal: AbortSignal.any([signal, line.signal]),
      onText(text) {
        alive();
        wait = FIRST_WAIT_MS;
        if (!live) listener.onLive(true);
        live = true;
        parser.feed(text);
      },
    });
    clearTimeout(silence);
    removeEventListener('offline', cut);
    if (signal.aborted || status === 404 || status === 403) return;
    if (live) listener.onLive(false);
    if (status === 401) await renovar().catch(() => false); // without a network it is tried again anyhow
    const refused = by === bySocket && status === NEVER_UP;
    by = refused ? byFetch : bySocket;
    if (refused) continue; // a proxy on the way may know no WebSocket
    // Not all at once: a restart of the server cuts every screen in the same instant.
    await pause(wait * (0.5 + Math.random() / 2), signal);
  }
}

/** What a line ends with that never came up; otherwise it is the status it was answered with. */
const NEVER_UP = 0;

/** By WebSocket: it takes none of the six connections that a browser keeps to a host, for all of its windows. */
const bySocket = ({ url, after, signal, onText }: Line): Promise<number> =>
  new Promise((resolve) => {
    const origin = location.origin.replace(/^http/, 'ws');
    const socket = new WebSocket(`${origin}${url}${after === undefined ? '' : `?depois=${after}`}`);
    let status = NEVER_UP;
    const end = () => {
      signal.removeEventListener('abort', end);
      socket.onmessage = null;
      socket.close();
      resolve(status);
    };
    socket.onmessage = ({ data }) => {
      status = 200;
      onText(data);
    };
    socket.onclose = ({ code }) => {
      if (code > 4_000) status = code - 4_000;
      end();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  });

/** By fetch; an EventSource hides the heartbeats, and gives up for good on any status but 200. */
async function byFetch({ url, after, signal, onText }: Line): Promise<number> {
  try {
    const answer = await buscar(url, {
      headers: { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': after }) },
      signal,
    });
    if (!answer.ok || !answer.body) return answer.status;
    for (const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return answer.status;
      onText(value);
    }
  } catch {
    return NEVER_UP; // or cut later, which is the same: another try
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
