import { startFauxqs } from 'fauxqs';

/** An emulator of SQS and S3 in this process, empty, on any free port. Whoever starts it stops it. */
export async function umaAws() {
  const server = await startFauxqs({ host: '127.0.0.1', port: 0, logger: false });
  return { server, endpoint: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
}
