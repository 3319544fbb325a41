import { Unavailable } from '@foodious/kernel/refusal.ts';
import { CORRELATION } from '@foodious/platform/http.ts';
import type { Upstream } from '../../ports.ts';
import { asking } from './asking.ts';

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
        request.forwarded = false; // the answer is ours
        void failed.send(new Unavailable('the service does not answer'));
      },
    });
  },
  ask: asking(url),
});
