import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a client may take, in milliseconds; an answer that has begun may go on for hours. */
export const PATIENCE = {
  /** Until the headers of a request are there, from its first byte or from the connection's beginning. */
  headersMs: 10_000,
  /** Until its body is there as well: a picture over a bad mobile network. */
  requestMs: 60_000,
  /** While no byte goes either way. A live stream says something every 15 s. */
  silentMs: 120_000,
  /** How often this is looked at. */
  checkMs: 1_000,
};

/** Connections that ask nothing a server bears: far more than a restaurant has, fewer than a process has descriptors. */
const WAITING_MOST = 800;

/** Fastify's options by which a server cuts who asks too slowly. */
export const cutsTheSlow = ({ headersMs, requestMs, silentMs, checkMs }: typeof PATIENCE = PATIENCE) => ({
  connectionTimeout: silentMs,
  requestTimeout: requestMs,
  http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs },
});

/** The same for a server somebody else has made, before it listens. */
export function cutTheSlow(server: Server): void {
  const { connectionTimeout, requestTimeout, http } = cutsTheSlow();
  server.setTimeout(connectionTimeout);
  Object.assign(server, { requestTimeout, ...http });
}

/**
 * Keeps the connections of a server. Beyond `most` that wait for a request, or for the rest of one, the oldest leaves for
 * the newest: who holds hundreds half open crowds out themselves.
 */
export function connectionsOf(
  server: Server,
  most = WAITING_MOST,
): {
  /** Those that speak HTTP. */
  sockets(): Iterable<Socket>;
  /** This one speaks something else from now on, and is not waited for. */
  leftHttp(socket: Socket): void;
} {
  const answering = new Map<Socket, ServerResponse | undefined>();
  server.on('connection', (socket: Socket) => {
    answering.set(socket, undefined);
    socket.once('close', () => answering.delete(socket));
    if (answering.size <= most) return;
    const waiting = [...answering].filter(([, reply]) => !reply?.req.complete || reply.writableFinished);
    for (const [oldest] of waiting.slice(0, Math.max(0, waiting.length - most))) oldest.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, reply: ServerResponse) => {
    answering.set(socket, reply);
  });
  return { sockets: () => answering.keys(), leftHttp: (socket) => void answering.delete(socket) };
}
