import { Unavailable } from '@foodious/kernel/refusal.ts';
import { CORRELATION, type Http } from '@foodious/platform/http.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A service behind the gateway: in this process, or at an address. */
export type Upstream = {
  /** Hands a whole request over; the service answers it. */
  forward(request: FastifyRequest, reply: FastifyReply): unknown;
  /** A call of the gateway's own: the answer, or null for a 4xx. Throws Unavailable when the service does not answer. */
  ask(method: 'GET' | 'POST', path: string, authorization: string): Promise<unknown>;
};

/** A service running in this process: no socket between. */
export const inProcess = (http: Http): Upstream => ({
  forward(request, reply) {
    request.forwarded = true;
    reply.hijack();
    request.raw.headers[CORRELATION] = request.id;
    if (request.span) request.raw.headers.traceparent = request.span.traceparent;
    http.routing(request.raw, reply.raw);
  },
  async ask(method, path, authorization) {
    const answer = await http.inject({ method, url: path, headers: { authorization } });
    if (answer.statusCode >= 500) throw new Unavailable(`the service answered ${answer.statusCode}`);
    return answer.statusCode >= 400 ? null : answer.json();
  },
});

/** A service at an address, through @fastify/reply-from. */
export const remote = (url: string): Upstream => ({
  forward(request, reply) {
    request.forwarded = true;
    return reply.from(`${url}${request.url}`, {
      rewriteRequestHeaders: (_, headers) => ({
        ...headers,
        [CORRELATION]: request.id,
        ...(request.span ? { traceparent: request.span.traceparent } : {}),
      }),
      onError(failed) {
        void failed.send(new Unavailable('the service does not answer'));
      },
    });
  },
  async ask(method, path, authorization) {
    try {
      const answer = await fetch(url + path, {
        method,
        headers: { authorization },
        signal: AbortSignal.timeout(5_000),
      });
      if (answer.status >= 500) throw new Error(`the service answered ${answer.status}`);
      return answer.ok ? await answer.json() : null;
    } catch (cause) {
      throw new Unavailable('the service does not answer', { cause });
    }
  },
});
