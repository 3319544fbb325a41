import { json } from '@foodious/platform/dependency.ts';
import { CORRELATION, type Http } from '@foodious/platform/http.ts';
import type { Upstream } from '../../ports.ts';

/** A service running in this process: no socket between. */
export const inProcess = (http: Http): Upstream => ({
  forward(request, reply) {
    request.forwarded = true;
    reply.hijack();
    request.raw.headers[CORRELATION] = request.id;
    if (request.span) request.raw.headers.traceparent = request.span.traceparent;
    http.routing(request.raw, reply.raw);
  },
  async ask(method, path, authorization, body) {
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await http.inject({ method, url: path, headers, ...payload });
    return { status: answer.statusCode, body: json(answer.body) };
  },
});
