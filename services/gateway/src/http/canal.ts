import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { streams } from '@foodious/contracts/events.ts';
import type { Http } from '@foodious/platform/http.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Deps } from '../deps.ts';
import { telas } from './telas.ts';

const patterns = Object.values(streams).map(({ path }) => path.replaceAll(/\{\w+\}/g, '[^/]+'));
/** The address of a stream, as a screen asks for it. */
const STREAM = new RegExp(`^/(?:${telas.join('|')})/api(?:${patterns.join('|')})(?:\\?depois=(\\d+))?$`);

/**
 * Bytes a client may be behind with; one further behind is cut, and comes back for a fresh picture. More than the largest
 * picture has: five hundred comandas over a bad Wi-Fi would else be cut, asked for and cut again for ever.
 */
const FAR = 8_000_000;
/** How long a client may take to agree that the line is closed, milliseconds. */
const GOODBYE_MS = 1_000;

/**
 * The live streams of screens by WebSocket: at the address of a stream, its very text, and `?depois=` for `Last-Event-ID`.
 * A browser keeps six connections to a host for everything else, and two totems at the QR code alone would take them all;
 * these do not count among them. Refused as HTTP would refuse it, it is closed with 4000 and the status.
 */
export function canal(app: Http, { daqui }: Pick<Deps, 'daqui'>): void {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1, perMessageDeflate: false });
  const ours = ({ headers, url = '' }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket' && STREAM.test(url);
  // Whatever else wants an upgrade, as `curl --http2` does, is answered like anybody.
  Object.assign(app.server, { shouldUpgradeCallback: ours });

  app.server.on('upgrade', async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!daqui(request)) return socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    app.leftHttp(request.socket);
    const { upgrade: _, connection: __, ...headers } = request.headers;
    const url = request.url ?? '';
    const [, depois] = STREAM.exec(url) ?? [];
    const answer = await app.inject({
      url: url.replace(/\?.*/, ''),
      headers: { ...headers, accept: 'text/event-stream', ...(depois ? { 'last-event-id': depois } : {}) },
      remoteAddress: request.socket.remoteAddress ?? '',
      payloadAsStream: true,
    });
    const text = answer.stream().setEncoding('utf8');
    const leave = () => answer.raw.res.destroy();
    text.on('error', () => socket.destroy()); // the service behind was cut off
    if (socket.destroyed) return leave();
    socket.once('close', leave); // also when it never becomes a WebSocket: its handshake may be wrong
    server.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate()); // it said something, which it has no reason to
      if (answer.statusCode !== 200) return close(client, 4_000 + answer.statusCode);
      text.on('data', (chunk) => (client.bufferedAmount > FAR ? client.terminate() : client.send(chunk)));
      text.on('end', () => close(client, 1_001));
    });
  });
}

function close(client: WebSocket, code: number): void {
  client.close(code);
  setTimeout(() => client.terminate(), GOODBYE_MS).unref();
}
