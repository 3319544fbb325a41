/**
 * The system under load, through HTTP like any client, durable, once the JIT has seen it a thousand times.
 * - `pedido`: create, three items, checkout, wait for the pagamento, webhook, wait for RECEBIDO (v1)
 * - `inteiro`: the same with one `POST /v2/pedido`, and the comanda heard of on one live stream of the cozinha
 * - `chamada`: only `POST /v2/pedido` with its checkout, until every pagamento is there
 * - `cardapio`: `GET /v2/cardapio` over 50 connections
 * - `streams`: 1 000 open streams, what they cost, and how fast they hear
 * `npm run bench -- --only inteiro,cardapio --in-flight 1,8,32 --orders 1500`; figures also as JSON in bench/resultados.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchStreams } from './streams.ts';
import {
  agent,
  call,
  cpuSeconds,
  diskFloor,
  followKitchen,
  type House,
  hammer,
  memoryMiB,
  openHouse,
  pause,
  percentiles,
} from './support.ts';

const SCENARIOS = ['pedido', 'inteiro', 'chamada', 'cardapio', 'streams'];
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: SCENARIOS.join(',') },
    'in-flight': { type: 'string', default: '1,8,32' },
    orders: { type: 'string', default: '1500' },
    'warm-up': { type: 'string', default: '1000' },
  },
});
const chosen = values.only.split(',');
const levels = values['in-flight'].split(',').map(Number);

type Took = (leg: string, ms: number) => void;
type Flow = (inFlight: number, took: Took) => Promise<unknown>;

const house = await openHouse();
const { place, totem, gerente, pid } = house;
const kitchen = followKitchen(place.gateway, gerente);

const ask = async (expected: number, method: string, path: string, body?: object, as = totem, headers = {}) => {
  const answer = await call(place.gateway + path, method, as, body, headers);
  if (answer.status !== expected) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

/** Asks every few milliseconds, the less often the more are asking. */
async function poll(inFlight: number, done: () => Promise<boolean>) {
  for (let wait = 2 + 2 * inFlight; !(await done()); ) await pause(wait);
}

const menu = (
  await Promise.all([1, 3, 4].map((id) => call(`${place.gateway}/v1/produto/categoria/${id}`, 'GET', totem)))
).map(({ body }) => body[0].id as number);

function stopwatch(took: Took) {
  const began = performance.now();
  let last = began;
  return {
    leg(name: string) {
      const now = performance.now();
      took(name, now - last);
      last = now;
    },
    end: () => took('total', performance.now() - began),
  };
}

const cobrado = (inFlight: number, id: number) =>
  poll(
    inFlight,
    async () => (await call(`${place.gateway}/v1/pagamento/estado?pedidoId=${id}`, 'GET', totem)).status === 200,
  );

const umaChamada = () =>
  ask(
    201,
    'POST',
    '/v2/pedido',
    { consumo: 'local', itens: menu.map((produtoId) => ({ produtoId, quantidade: 1 })), checkout: true },
    totem,
    { 'idempotency-key': crypto.randomUUID() },
  );

const flows: Record<'pedido' | 'inteiro' | 'chamada', Flow> = {
  async pedido(inFlight, took) {
    const { leg, end } = stopwatch(took);
    const { id } = await ask(201, 'POST', '/v1/pedido', {});
    leg('criar');
    for (const produtoId of menu) await ask(201, 'POST', '/v1/item', { pedidoId: id, produtoId, quantidade: 1 });
    leg('itens');
    const { pagamento } = await ask(200, 'POST', `/v1/pedido/checkout/${id}`);
    leg('checkout');
    await cobrado(inFlight, id);
    leg('pagamento');
    const webhook = performance.now();
    await ask(201, 'POST', `/v1/pagamento/${pagamento.transacaoId}/1`, {}, gerente);
    leg('webhook');
    await poll(inFlight, async () => (await ask(200, 'GET', `/v1/pedido/${id}/estado`)).estadoPedido === 1);
    leg('recebido');
    took('webhook→RECEBIDO', performance.now() - webhook);
    end();
  },
  async inteiro(inFlight, took) {
    const { leg, end } = stopwatch(took);
    const { id, pagamento } = await umaChamada();
    leg('pedido');
    const recebido = kitchen.comanda(id);
    await cobrado(inFlight, id);
    leg('pagamento');
    const webhook = performance.now();
    await ask(201, 'POST', `/v1/pagamento/${pagamento.transacaoId}/1`, {}, gerente);
    leg('webhook');
    await recebido;
    leg('recebido');
    took('webhook→comanda', performance.now() - webhook);
    end();
  },
  async chamada(_, took) {
    const { leg } = stopwatch(took);
    const { id } = await umaChamada();
    leg('pedido');
    return id;
  },
};

/** So many orders, so many at a time; the clock stops when `settled` says that nothing is owed to the last of them. */
async function run(flow: Flow, inFlight: number, orders: number, settled = async (_: unknown) => {}) {
  const legs = new Map<string, number[]>();
  const took: Took = (leg, ms) => {
    const list = legs.get(leg);
    if (list) list.push(ms);
    else legs.set(leg, [ms]);
  };
  let left = orders;
  const cpuBefore = cpuSeconds(pid);
  const own = process.cpuUsage();
  const began = performance.now();
  const last = await Promise.all(
    [...Array(inFlight)].map(async () => {
      let made: unknown;
      while (left-- > 0) made = await flow(inFlight, took);
      return made;
    }),
  );
  const answered = (performance.now() - began) / 1000;
  for (const made of last) await settled(made);
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(own);
  return {
    inFlight,
    orders,
    ordersPerSecond: Math.round((orders / seconds) * 10) / 10,
    answeredPerSecond: Math.round((orders / answered) * 10) / 10,
    systemCpuMsPerOrder: Math.round(((cpuSeconds(pid) - cpuBefore) / orders) * 10_000) / 10,
    clientCpuMsPerOrder: Math.round((used.user + used.system) / orders / 100) / 10,
    legs: Object.fromEntries([...legs].map(([leg, ms]) => [leg, percentiles(ms)])),
  };
}

async function benchOrders(name: keyof typeof flows) {
  const settled = async (id: unknown) => {
    if (name === 'chamada' && id !== undefined) await cobrado(8, Number(id));
  };
  await run(flows[name], 8, Number(values['warm-up']), settled);
  const runs = [];
  for (const inFlight of levels) {
    const orders = Number(values.orders) / (inFlight === 1 ? 3 : 1);
    const result = await run(flows[name], inFlight, Math.ceil(orders), settled);
    runs.push(result);
    const { ordersPerSecond, systemCpuMsPerOrder, clientCpuMsPerOrder } = result;
    console.log(
      `\n${name}, ${inFlight} in flight: ${ordersPerSecond} orders/s; CPU per order: system ${systemCpuMsPerOrder} ms, load generator ${clientCpuMsPerOrder} ms`,
    );
    console.table(result.legs);
  }
  return runs;
}

async function benchMenu({ place, totem }: House) {
  const headers = { authorization: `Bearer ${totem}`, 'accept-encoding': 'gzip' };
  const url = `${place.gateway}/v2/cardapio`;
  await hammer(url, headers, 50, 2);
  const result = await hammer(url, headers, 50, 5);
  console.log(`\ncardapio, 50 connections: ${result.perSecond} requests/s`);
  console.table({ cardapio: result.ms });
  return result;
}

try {
  const fsyncMs = diskFloor(place.dataDir);
  console.log(`this disk now: ${fsyncMs} ms for one durable commit of a bare SQLite file`);
  const results: Record<string, unknown> = {};
  for (const name of SCENARIOS.filter((each) => chosen.includes(each))) {
    if (name === 'cardapio') results[name] = await benchMenu(house);
    else if (name === 'streams') results[name] = await benchStreams(house);
    else results[name] = await benchOrders(name as keyof typeof flows);
  }
  const report = {
    at: new Date().toISOString(),
    node: process.version,
    cpu: `${availableParallelism()} × ${cpus()[0]?.model}`,
    fsyncMs,
    readyMs: Math.round(house.readyMs),
    memoryMiB: memoryMiB(pid),
    results,
  };
  console.log(`\nready after ${report.readyMs} ms, ${report.memoryMiB} MiB after the load`);
  const folder = join(import.meta.dirname, 'resultados');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  kitchen.stop();
  await house.close();
  agent.destroy();
}
