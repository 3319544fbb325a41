import { Agent, type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import type { Answer } from '@foodious/testing/client.ts';
import { type Percentiles, percentiles } from './measure.ts';

/** As many connections as calls are under way: what waits must wait in the system, not here. */
export const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** fetch costs the load generator, which shares the machine, several times what this does. */
export function call(
  url: string,
  method: string,
  token: string,
  body?: object,
  more: Record<string, string> = {},
): Promise<Pick<Answer, 'status' | 'body'>> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
      ...more,
    };
    request(url, { method, agent, headers }, (answer) => {
      let received = '';
      answer.setEncoding('utf8').on('data', (part) => {
        received += part;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: received ? JSON.parse(received) : undefined }),
      );
      answer.on('error', reject);
    })
      .on('error', reject)
      .end(text);
  });
}

/** Listens to the cozinha, as its screen does: tells when the comanda of a pedido has come. A stream ends with its token. */
export function followKitchen(open: { gateway: string; gerente: string }) {
  const waiting = new Map<number, () => void>();
  const early = new Set<number>();
  let asked: ClientRequest | undefined;
  let last = '';
  let stopped = false;
  function follow() {
    let rest = '';
    const headers = { authorization: `Bearer ${open.gerente}`, ...(last ? { 'last-event-id': last } : {}) };
    asked = request(`${open.gateway}/v2/cozinha/eventos`, { headers }, (answer) => {
      answer.setEncoding('utf8').on('data', (part) => {
        const events = (rest + part).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          last = /^id: (\d+)/m.exec(event)?.[1] ?? last;
          const id = Number(/^data: \{"pedidoId":(\d+)/m.exec(event)?.[1]);
          if (waiting.has(id)) waiting.get(id)?.();
          else early.add(id);
        }
      });
      answer.on('end', () => stopped || follow());
      answer.on('error', () => {}); // we hang up
    });
    asked.on('error', () => {}).end();
  }
  follow();
  return {
    comanda: (id: number) =>
      early.has(id) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(id, resolve)),
    stop() {
      stopped = true;
      asked?.destroy();
    },
  };
}
export type Kitchen = ReturnType<typeof followKitchen>;

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * GETs one after another over so many connections, for so many seconds, by the barest client there is: one that only looks
 * for the end of each answer.
 * @param path of the next GET
 */
export async function hammer(
  gateway: string,
  path: () => string,
  headers: Record<string, string>,
  connections: number,
  seconds: number,
): Promise<{ requests: number; perSecond: number; ms: Percentiles }> {
  const { hostname, port, host } = new URL(gateway);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const rest = ` HTTP/1.1\r\n${lines.join('')}\r\n`;
  const took: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    [...Array(connections)].map(
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(Number(port), hostname).setNoDelay();
          let began = 0;
          let missing = -1;
          const ask = () => {
            began = performance.now();
            missing = -1;
            socket.write(`GET ${path()}${rest}`);
          };
          socket.on('connect', ask).on('error', reject);
          socket.on('data', (part) => {
            if (missing < 0) {
              const head = part.indexOf('\r\n\r\n');
              const [, status, length] =
                /^HTTP\/1\.1 (\d+)[\s\S]*?content-length: (\d+)/i.exec(part.toString('latin1', 0, head)) ?? [];
              if (status !== '200') return reject(new Error(`answered ${part.toString('latin1', 0, 200)}`));
              missing = Number(length) + head + 4;
            }
            missing -= part.length;
            if (missing > 0) return;
            const now = performance.now();
            took.push(now - began);
            if (now < end) ask();
            else resolve(void socket.destroy());
          });
        }),
    ),
  );
  return { requests: took.length, perSecond: Math.round(took.length / seconds), ms: percentiles(took) };
}
