import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/** A TCP proxy before the server on this port: reached through it, the server can be taken away or made slow. */
export async function proxyTo(target: number) {
  const open = new Set<Socket>();
  let refusing = false;
  let delayMs = 0;

  const pass = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => {
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => to.write(bytes), delayMs); // timers of one length fire in the order they were set
    });
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
  };
  const server = createServer((client) => {
    if (refusing) return void client.resetAndDestroy();
    const upstream = createConnection(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket.setNoDelay());
      socket.once('close', () => open.delete(socket));
    }
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    /** Cuts every connection and takes no new one. */
    refuse() {
      refusing = true;
      for (const socket of open) socket.resetAndDestroy();
    },
    /** Lets everything through, each way so many milliseconds later. */
    letThrough(ms = 0) {
      refusing = false;
      delayMs = ms;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
