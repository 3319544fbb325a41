import { ask } from '@foodious/platform/dependency.ts';
import type { Upstream } from '../../ports.ts';

/** Calls of our own to the service at an address. */
export const asking =
  (url: string): Upstream['ask'] =>
  (method, path, authorization, body) =>
    ask(`the service at ${url}`, url + path, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
