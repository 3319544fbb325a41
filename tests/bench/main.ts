import { parseArgs } from 'node:util';
import { agent, call, followKitchen } from './client.ts';
import { openCounters } from './counts.ts';
import { FLOWS } from './flows.ts';
import { type House, type Layout, makeHouse, memory, type Open } from './house.ts';
import { loadOrders } from './loader.ts';
import { diskFloor } from './measure.ts';
import type { Produto } from './orders.ts';
import {
  type AtRows,
  inWords,
  keep,
  loadAverage,
  machine,
  say,
  sayAtRate,
  sayFloor,
  sayFlow,
  sayGrowth,
  sayRead,
} from './report.ts';
import { benchAtRate, benchFloor, benchFlow, benchRead, LATEST, type Level, READS } from './scenarios.ts';
import { benchStreams, type StreamsResult } from './streams.ts';

const HELP = `npm run bench -- [options]: the system under load, through HTTP like any client, durable

  --only a,b           of: pedido    v1: create, three items, checkout, pagamento, paid at the bank, its webhook, RECEBIDO
                           inteiro   one POST /v2/pedido, pagamento, paid at the bank, its webhook, its comanda heard of live
                           chamada   only POST /v2/pedido, until every pagamento is there
                           cardapio  GET /v2/cardapio      painel  GET /v1/pedido      consulta  GET /v1/pedido/:id
                           streams   1 000 open streams    floor   the calls and transactions of pedido without our code
  --in-flight 1,8,32   how many at a time
  --orders 1500        per level (a third of it at 1); --warm-up 1000 before, per flow
  --on embedded        one process on SQLite; or \`servers\`: a process for each service, on MariaDB and a server of
                       MongoDB's protocol, started for it or named by MYSQL_URL and MONGO_URL
  --instances 1        processes of each service, on servers; 0: all services in one process
  --rows 0,1000000     orders in the tables before, each number on a fresh system; --rows-in-mongo: in MongoDB as well
  --days 365           over how many days they were made; the trail and the inbox are those of the last 85 of them, as
                       retention (RETENCAO_DIAS) leaves them: with 85 or less, all have theirs
  --rate 100           an open loop: so many orders of each flow a second, for --seconds 30, instead of the levels
  --cpu-prof folder    a CPU profile of every process of the system

Figures are printed, and kept as JSON in tests/bench/resultados.`;

const ALL = [...READS, ...FLOWS, 'streams', 'floor'];
/** Orders the cozinha has not begun, so that the lists answer the same however many are finished. */
const OPEN = LATEST;
/** Days of trail and inbox: a little less than RETENCAO_DIAS, so that nothing is removed while we measure. */
const KEPT = 85;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    only: { type: 'string', default: ALL.join(',') },
    'in-flight': { type: 'string', default: '1,8,32' },
    orders: { type: 'string', default: '1500' },
    'warm-up': { type: 'string', default: '1000' },
    on: { type: 'string', default: 'embedded' },
    instances: { type: 'string', default: '1' },
    rows: { type: 'string', default: '0' },
    'rows-in-mongo': { type: 'boolean', default: false },
    days: { type: 'string', default: '365' },
    rate: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    'cpu-prof': { type: 'string' },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const chosen = values.only.split(',');
const how = { levels: numbers(values['in-flight']), orders: Number(values.orders), warmUp: Number(values['warm-up']) };
const wrong =
  chosen.find((name) => !ALL.includes(name)) ??
  [...how.levels, ...numbers(values.rows)].find((n) => !Number.isSafeInteger(n) || n < 0) ??
  (['embedded', 'servers'].includes(values.on) ? undefined : values.on);
if (values.help || wrong !== undefined) {
  say(wrong === undefined ? HELP : `${wrong}?\n\n${HELP}`);
  process.exit(wrong === undefined ? 0 : 2);
}

const newHouse = () => makeHouse({ on: values.on as Layout, instances: Number(values.instances) });

/** The products on sale, as orders keep them. */
async function menuOf({ gateway, totem }: Open): Promise<Produto[]> {
  const { body } = await call(`${gateway}/v2/cardapio`, 'GET', totem);
  type Categoria = { id: number; produtos: { id: number; nome: string; preco: number }[] };
  return (body.categorias as Categoria[]).flatMap(({ id: idCategoriaProduto, produtos }) =>
    produtos.map(({ id, nome, preco }) => ({ id, nome, idCategoriaProduto, precoCentavos: Math.round(preco * 100) })),
  );
}

/** Fills the tables of a house as a system that has been open for long has them. @returns seconds by store, and the menu */
async function fill(house: House, rows: number) {
  const menu = await menuOf(await house.open()); // the schema, and what is sold
  await house.stop();
  const plan = {
    finished: rows,
    open: OPEN,
    menu,
    now: Date.now(),
    days: Number(values.days),
    kept: KEPT,
    fuso: process.env.FUSO ?? 'America/Sao_Paulo',
  };
  const loadSeconds = await loadOrders(house, plan, values['rows-in-mongo']);
  if (rows > 0) {
    say(`\n${rows} orders loaded: ${inWords(loadSeconds)} s`);
    if (house.on === 'servers' && !values['rows-in-mongo'])
      say(
        'none of them in MongoDB (--rows-in-mongo): what stands for it here may scan where MongoDB would use an index',
      );
    await house.settle();
  }
  return { loadSeconds, menu };
}

async function measure(
  house: House,
  rows: number,
  first: boolean,
): Promise<{ atRows: AtRows; streams?: StreamsResult; counted: string[] }> {
  const { loadSeconds, menu } = await fill(house, rows);
  const fsyncMs = diskFloor(house.place.dataDir);
  say(`this disk now: ${fsyncMs} ms for one durable commit of a bare SQLite file; load average ${loadAverage()}`);
  const open = await house.open(values['cpu-prof']);
  const kitchen = followKitchen(open);
  const counters = await openCounters(house, open);
  const oneOfEach = [1, 3, 4].map((id) => menu.find((produto) => produto.idCategoriaProduto === id)?.id ?? 0);
  const target = Object.assign(open, { menu: oneOfEach, kitchen }); // not a copy: its tokens change
  const watched = { ...open, counters };
  try {
    const atRows: AtRows = {
      rows,
      loadSeconds,
      fsyncMs,
      readyMs: open.readyMs,
      loadAverage: loadAverage(),
      idlePerSecond: await counters.idlePerSecond(),
      memoryMiB: {},
      flows: {},
      atRate: {},
      reads: {},
    };
    for (const name of READS.filter((each) => chosen.includes(each))) {
      const result = await benchRead(name, target, watched, how.levels, rows + OPEN);
      atRows.reads[name] = result;
      sayRead(name, result);
    }
    for (const name of FLOWS.filter((each) => chosen.includes(each))) {
      if (values.rate) {
        await benchFlow(name, target, watched, { ...how, levels: [] });
        const result = await benchAtRate(name, target, watched, Number(values.rate), Number(values.seconds));
        atRows.atRate[name] = result;
        sayAtRate(name, result);
        continue;
      }
      const result = await benchFlow(name, target, watched, how);
      atRows.flows[name] = result;
      sayFlow(name, result);
    }
    const streams = first && chosen.includes('streams') && !values.rate ? await benchStreams(open) : undefined;
    if (streams) {
      const { memoryMiB, idleCpuPercent, heardAfterMs } = streams;
      say(`\n${streams.streams} streams: ${memoryMiB} MiB, ${idleCpuPercent} % of a core while nothing happens`);
      console.table({ 'heard after': heardAfterMs });
    }
    atRows.memoryMiB = memory(open.usage());
    say(`\nin a second in which nothing happens: ${inWords(atRows.idlePerSecond)}`);
    say(`ready after ${open.readyMs} ms; MiB at the end: ${inWords(atRows.memoryMiB)}`);
    return { atRows, ...(streams ? { streams } : {}), counted: counters.how };
  } finally {
    kitchen.stop();
    await counters.close();
  }
}

let house: House | undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted = true; // what is being measured fails now, and that is not news
    void house?.close().finally(() => process.exit(130));
  });

const runs: AtRows[] = [];
let streams: StreamsResult | undefined;
let floor: Level[] | undefined;
let counted: string[] = [];
const at = new Date().toISOString();
for (const [i, rows] of numbers(values.rows).entries()) {
  house = await newHouse();
  try {
    const measured = await measure(house, rows, i === 0);
    runs.push(measured.atRows);
    if (i > 0) continue;
    ({ streams, counted } = { streams: measured.streams, counted: measured.counted });
    if (!chosen.includes('floor') || values.rate) continue;
    await house.stop(); // what stands beside it would take part of the machine
    floor = await benchFloor(house, [1, 2, 3], how);
    sayFloor(floor, measured.atRows.flows.pedido ?? []);
  } catch (error) {
    if (!interrupted) throw error;
  } finally {
    await house.close();
  }
  if (interrupted) process.exit(130);
}
sayGrowth(runs);
say('\ncounted:');
for (const line of counted) say(`- ${line}`);
say(`\nkept in ${keep({ at, machine: machine(), options: values, counted, runs, streams, floor })}`);
agent.destroy();
