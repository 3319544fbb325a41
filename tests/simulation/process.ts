/** What a process is to those around it: who lives it, which calls it takes, and what is under way. */
import type { ServiceName } from '@foodious/contracts/services.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import type { Scheme } from '@foodious/platform/http.ts';
import type { Service } from '@foodious/platform/service.ts';
import type { Owner } from './scheduler.ts';

type Parser = { parse(value: unknown): unknown };
type Schema = { params?: Parser; querystring?: Parser; body?: Parser; security?: readonly object[]; cru?: boolean };
export type Route = {
  method: string;
  path: string[];
  schema: Schema;
  handle: (request: unknown, reply: unknown) => unknown;
};

export type Call = {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  principal?: Principal | null;
};
// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client reads JSON
export type Answer = { status: number; body: any };

/** One life of one process. */
export type Process = Owner & {
  service: ServiceName;
  /** Takes calls. */
  up: boolean;
  routes: Route[];
  /** What may stand for a token in its calls. */
  schemes: Readonly<Record<string, Scheme>>;
  /** Calls under way, and what cuts each. */
  calls: Map<Promise<Answer>, () => void>;
  /** What ends it in order, once it has started. */
  running: Service | undefined;
  /** Starts its next life. */
  again(): void;
};
