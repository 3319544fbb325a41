import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Answer } from '../e2e/client.ts';
import { freshPlace, spawnSystem } from '../e2e/system.ts';

export const agent = new Agent({ keepAlive: true, maxSockets: 128 });

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

/** Listens to the cozinha, as its screen does: tells when the comanda of a pedido has come. */
export function followKitchen(gateway: string, token: string) {
  const waiting = new Map<number, () => void>();
  const early = new Set<number>();
  let rest = '';
  const asked = request(
    `${gateway}/v2/cozinha/eventos`,
    { headers: { authorization: `Bearer ${token}` } },
    (answer) => {
      answer.setEncoding('utf8').on('data', (part) => {
        const events = (rest + part).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const id = Number(/^data: \{"pedidoId":(\d+)/m.exec(event)?.[1]);
          if (waiting.has(id)) waiting.get(id)?.();
          else early.add(id);
        }
      });
      answer.on('error', () => {}); // we hang up
    },
  );
  asked.on('error', () => {}).end();
  return {
    comanda: (id: number) =>
      early.has(id) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(id, resolve)),
    stop: () => void asked.destroy(),
  };
}

/** A system of its own and the tokens to use it; whoever opens it closes it. */
export async function openHouse(env: Record<string, string> = {}) {
  const place = await freshPlace();
  const { child, credentials, readyMs } = await spawnSystem(place, { LOG_LEVEL: 'info', ...env });
  const token = async (body: object) =>
    (await call(`${place.gateway}/oauth2/token`, 'POST', '', body)).body.token as string;
  const { usuario: username, senha: password } = credentials.gerente;
  return {
    place,
    pid: child.pid,
    readyMs,
    totem: await token({ client_id: credentials.cliente_id, client_secret: credentials.cliente_segredo }),
    gerente: await token({ grant_type: 'password', username, password }),
    async close() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      place.remove();
    },
  };
}
export type House = Awaited<ReturnType<typeof openHouse>>;

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The same GET again and again over so many connections, for so many seconds, by the barest client there is: one that only
 * looks for the end of each answer.
 */
export async function hammer(url: string, headers: Record<string, string>, connections: number, seconds: number) {
  const { hostname, port, pathname, host } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.from(`GET ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`);
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
            socket.write(bytes);
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
  return { perSecond: Math.round(took.length / seconds), ms: percentiles(took) };
}

/** Milliseconds of a durable commit without our code: machines and moments differ, and orders are made of these. */
export function diskFloor(folder: string): number {
  const db = new DatabaseSync(join(folder, 'floor.sqlite'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table if not exists t (a text)');
  const insert = db.prepare('insert into t values (?)');
  const began = performance.now();
  for (let i = 0; i < 300; i += 1) insert.run('x'.repeat(500));
  const ms = (performance.now() - began) / 300;
  db.close();
  return Math.round(ms * 100) / 100;
}

export function percentiles(list: number[]) {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (p: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Resident memory of a process, MiB. */
export const memoryMiB = (pid: number | undefined): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

/** CPU seconds a process has used, all its threads (Linux: clock ticks of 10 ms). */
export function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
