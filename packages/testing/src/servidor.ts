import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server a test puts in the place of another, on this port or on any free one. Whoever opens it closes it. */
export async function umServidor(responder: RequestListener, port = 0) {
  const server = createServer(responder).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    endereco: `http://127.0.0.1:${address.port}`,
    /** Cuts who is still connected; does nothing when it is closed already. */
    async fechar(): Promise<void> {
      if (!server.listening) return;
      const fim = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await fim;
    },
  };
}
