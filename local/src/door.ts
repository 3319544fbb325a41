import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connectionsOf, cutTheSlow } from '@foodious/platform/connections.ts';
import { isThisMachine } from '@foodious/platform/network.ts';

/**
 * Whether a request is meant for this server: by a name of this machine alone, by the address it came in at, or by one of its
 * names. A page of a site whose name was made to lead here (DNS rebinding) asks for that site.
 */
function isOurs({ headers: { host = '' }, socket }: IncomingMessage, names: readonly string[]): boolean {
  const asked = URL.parse(`http://${host}`)?.hostname ?? '';
  const at = socket.localAddress?.replace(/^::ffff:/, '');
  return isThisMachine(asked) || asked === at || asked === `[${at}]` || names.includes(asked);
}

function refuse({ headers }: IncomingMessage, reply: ServerResponse): void {
  const told = `Host: ${headers.host ?? 'nobody'} is not this server. Its names are those of its address in the settings, and WORLD_NAMES.\n`;
  reply.writeHead(421, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(told);
}

const only =
  (names: readonly string[], answer: RequestListener): RequestListener =>
  (request, reply) =>
    isOurs(request, names) ? answer(request, reply) : refuse(request, reply);

/** The server of a simulator, for Fastify: it answers only to its own names, and cuts the slow. */
export const door = (names: readonly string[] = []) => ({
  serverFactory(answer: RequestListener): Server {
    const server = createServer(only(names, answer));
    cutTheSlow(server);
    connectionsOf(server);
    return server;
  },
});

/** The same for a server somebody else has made, before it listens. */
export function closeDoor(server: Server, names: readonly string[]): void {
  const answers = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  for (const answer of answers) server.on('request', only(names, answer));
  cutTheSlow(server);
  connectionsOf(server);
}
