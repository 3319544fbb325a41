import { createServer, request } from 'node:http';

// Where the listeners of the deployed load balancer answer on this machine. Nothing resolves its name here, and the emulator
// has one port for all of them: it tells them apart by the port in `Host`.
// usage: node doors.ts EMULATOR_PORT LOAD_BALANCER LISTENER=PORT…

const [emulator = '', name = '', ...doors] = process.argv.slice(2);
for (const door of doors) {
  const [listener, port] = door.split('=');
  createServer((asked, answer) => {
    const forwarded = request(
      {
        host: '127.0.0.1',
        port: emulator,
        method: asked.method,
        path: `/_alb/${name}${asked.url}`,
        headers: { ...asked.headers, host: `${name}:${listener}` },
      },
      (from) => {
        answer.writeHead(from.statusCode ?? 502, from.headers);
        from.pipe(answer);
        from.once('error', () => answer.destroy());
      },
    );
    answer.once('close', () => forwarded.destroy()); // who follows a stream no more ends it behind us, too
    forwarded.once('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    asked.pipe(forwarded);
  }).listen(Number(port), '127.0.0.1');
}
process.once('SIGTERM', () => process.exit(0));
