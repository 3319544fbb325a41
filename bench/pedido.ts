/**
 * The order flow under load, whole and durable, once the JIT has seen it a thousand times: create, three items, checkout,
 * wait for the pagamento, webhook, wait for RECEBIDO, through HTTP like any client.
 * `npm run bench -- --in-flight 1,8,32 --orders 1500`; figures also as JSON in bench/resultados.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import type { Answer } from '../e2e/client.ts';
import { freshPlace, spawnSystem } from '../e2e/system.ts';

const { values } = parseArgs({
  options: {
    'in-flight': { type: 'string', default: '1,8,32' },
    orders: { type: 'string', default: '1500' },
    'warm-up': { type: 'string', default: '1000' },
  },
});

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/** fetch costs the load generator, which shares the machine, several times what this does. */
function call(url: string, method: string, token: string, body?: object): Promise<Pick<Answer, 'status' | 'body'>> {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
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

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Leg = 'criar' | 'itens' | 'checkout' | 'pagamento' | 'webhook' | 'recebido' | 'webhook→RECEBIDO' | 'total';

const place = await freshPlace();
const { child, credentials, readyMs } = await spawnSystem(place, { LOG_LEVEL: 'info' });
try {
  const device = { client_id: credentials.cliente_id, client_secret: credentials.cliente_segredo };
  const doors = {
    totem: device,
    gerente: { grant_type: 'password', username: credentials.gerente.usuario, password: credentials.gerente.senha },
  };
  const token = async (body: object) =>
    (await call(`${place.gateway}/oauth2/token`, 'POST', '', body)).body.token as string;
  const totem = await token(doors.totem);
  const gerente = await token(doors.gerente);
  const menu = (
    await Promise.all([1, 3, 4].map((id) => call(`${place.gateway}/v1/produto/categoria/${id}`, 'GET', totem)))
  ).map(({ body }) => body[0].id as number);

  const ask = async (expected: number, method: string, path: string, body?: object, as = totem) => {
    const answer = await call(place.gateway + path, method, as, body);
    if (answer.status !== expected)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  /** Asks every few milliseconds, the less often the more are asking. */
  async function poll(inFlight: number, done: () => Promise<boolean>) {
    for (let wait = 2 + 2 * inFlight; !(await done()); ) await pause(wait);
  }

  async function order(inFlight: number, took: (leg: Leg, ms: number) => void) {
    const began = performance.now();
    let last = began;
    const leg = (name: Leg) => {
      const now = performance.now();
      took(name, now - last);
      last = now;
    };
    const { id } = await ask(201, 'POST', '/v1/pedido', {});
    leg('criar');
    for (const produtoId of menu) await ask(201, 'POST', '/v1/item', { pedidoId: id, produtoId, quantidade: 1 });
    leg('itens');
    const { pagamento } = await ask(200, 'POST', `/v1/pedido/checkout/${id}`);
    leg('checkout');
    await poll(
      inFlight,
      async () => (await call(`${place.gateway}/v1/pagamento/estado?pedidoId=${id}`, 'GET', totem)).status === 200,
    );
    leg('pagamento');
    const webhook = performance.now();
    await ask(201, 'POST', `/v1/pagamento/${pagamento.transacaoId}/1`, {}, gerente);
    leg('webhook');
    await poll(inFlight, async () => (await ask(200, 'GET', `/v1/pedido/${id}/estado`)).estadoPedido === 1);
    leg('recebido');
    took('webhook→RECEBIDO', performance.now() - webhook);
    took('total', performance.now() - began);
  }

  async function run(inFlight: number, orders: number) {
    const legs = new Map<Leg, number[]>();
    const took = (leg: Leg, ms: number) => {
      const list = legs.get(leg);
      if (list) list.push(ms);
      else legs.set(leg, [ms]);
    };
    let left = orders;
    const cpuBefore = cpuSeconds(child.pid);
    const ownBefore = process.cpuUsage();
    const began = performance.now();
    await Promise.all(
      [...Array(inFlight)].map(async () => {
        while (left-- > 0) await order(inFlight, took);
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    const own = process.cpuUsage(ownBefore);
    return {
      inFlight,
      orders,
      ordersPerSecond: Math.round((orders / seconds) * 10) / 10,
      systemCpuMsPerOrder: Math.round(((cpuSeconds(child.pid) - cpuBefore) / orders) * 10_000) / 10,
      clientCpuMsPerOrder: Math.round((own.user + own.system) / orders / 100) / 10,
      legs: Object.fromEntries([...legs].map(([leg, ms]) => [leg, percentiles(ms)])),
    };
  }

  const fsyncMs = diskFloor(place.dataDir);
  console.log(`this disk now: ${fsyncMs} ms for one durable commit of a bare SQLite file`);
  await run(8, Number(values['warm-up']));
  const runs = [];
  for (const inFlight of values['in-flight'].split(',').map(Number)) {
    const result = await run(inFlight, inFlight === 1 ? Math.ceil(Number(values.orders) / 3) : Number(values.orders));
    runs.push(result);
    console.log(
      `\n${result.inFlight} in flight: ${result.ordersPerSecond} orders/s, CPU per order: system ${result.systemCpuMsPerOrder} ms, load generator ${result.clientCpuMsPerOrder} ms`,
    );
    console.table(result.legs);
  }
  const report = {
    at: new Date().toISOString(),
    node: process.version,
    cpu: `${availableParallelism()} × ${cpus()[0]?.model}`,
    fsyncMs,
    readyMs: Math.round(readyMs),
    memoryMiB: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status(child.pid))?.[1]) / 1024),
    runs,
  };
  console.log(`\nready after ${report.readyMs} ms, ${report.memoryMiB} MiB after the load`);
  const folder = join(import.meta.dirname, 'resultados');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pedido.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  place.remove();
  agent.destroy();
}

/** Milliseconds of a durable commit without our code: machines and moments differ, and orders are made of these. */
function diskFloor(folder: string): number {
  const db = new DatabaseSync(join(folder, 'floor.sqlite'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table t (a text)');
  const insert = db.prepare('insert into t values (?)');
  const began = performance.now();
  for (let i = 0; i < 300; i += 1) insert.run('x'.repeat(500));
  const ms = (performance.now() - began) / 300;
  db.close();
  return Math.round(ms * 100) / 100;
}

function percentiles(list: number[]) {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (p: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function status(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}

/** CPU seconds a process has used, all its threads (Linux: clock ticks of 10 ms). */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
