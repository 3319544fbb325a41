/**
 * Clientes keep ordering while processes are killed at random; afterwards nothing may be lost or doubled, as seen from
 * outside. `npm run crash -- --seconds 600 --seed 42` runs it longer, or again; `--servers` on real servers, killed too.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Answer, type Call, connect } from '@foodious/testing/client.ts';
import { freshPlace, type Place, ready, rows, type Servers } from '@foodious/testing/place.ts';
import { apart, Processes, type Victim } from '@foodious/testing/processes.ts';
import { mulberry32 } from '@foodious/testing/random.ts';
import { until } from '@foodious/testing/waiting.ts';
import { type TemporaryServers, temporaryServers } from '../../servers/temporary.ts';

/** What one cliente knows of an order when all is over: which transacoes the bank approved, in the order it did. */
type Story = { pedidoId: number; approved: string[]; refused: string[]; umaChamada: boolean };

type Passo = { servico: string; tipo: string };

const CUSTOMERS = 6;
const whole = ['local/src/main.ts'];

/**
 * Runs the load and the kills, then the checks. Throws with what is wrong and the seed; says what it did. On the servers of a test
 * (`servers`) each service runs in two processes, and the servers are killed as well; otherwise all is in one process first,
 * then each service in its own, on the same data.
 */
export async function crash({
  seed,
  seconds,
  say,
  servers,
}: {
  seed: number;
  seconds: number;
  say(line: string): void;
  servers?: Pick<TemporaryServers, 'mariadb' | 'mongo' | 'environment'>;
}) {
  const random = mulberry32(seed);
  const place = await freshPlace();
  const stories: Story[] = [];
  const layouts = servers ? [apart(2)] : [whole, apart(1)];
  let kills = 0;
  try {
    for (const files of layouts) {
      const processes = new Processes(place, files, servers?.environment);
      await processes.startAll();
      const victims: Victim[] = [...processes.victims, ...(servers ? killable(servers) : [])];
      const load = new AbortController();
      const customers = Promise.all(
        [...Array(CUSTOMERS).keys()].map((i) => customer(place, mulberry32(seed * 100 + i), load.signal, stories)),
      );
      for (const end = performance.now() + (seconds / layouts.length) * 1_000; performance.now() < end; ) {
        await Promise.race([sleep(500 + random() * 2_500), customers]); // one that is told something wrong ends it all
        const victim = victims[Math.floor(random() * victims.length)];
        await victim?.kill();
        kills += 1;
      }
      load.abort();
      await customers; // each finishes its order: the system is up again and nobody kills it now
      await check(place, stories);
      await processes.stopAll();
      const made = await ordersInOneCall(place, servers?.environment);
      const told = stories.filter(({ umaChamada }) => umaChamada).length;
      if (made !== told) throw new Error(`${told} keys made ${made} orders`);
      await sameSenhas(place, servers?.environment);
      say(`${files.length} processes: ${stories.length} orders so far, ${kills} kills, all accounted for`);
    }
  } catch (cause) {
    throw new Error(`--seed ${seed} --seconds ${seconds}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  } finally {
    Processes.killEverything();
    place.remove();
  }
}

/** The servers as victims: each is started again at once. */
const killable = (servers: Pick<TemporaryServers, 'mariadb' | 'mongo'>): Victim[] =>
  (['mariadb', 'mongo'] as const).map((name) => ({
    name,
    async kill() {
      await servers[name].kill();
      await servers[name].start();
    },
  }));

/** Orders again and again; a step that got no answer is looked into or repeated, as a careful client would. */
async function customer(place: Place, random: () => number, signal: AbortSignal, stories: Story[]) {
  let totem: Call | undefined;
  const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> =>
    until(
      `${method} ${path}`,
      async () => {
        try {
          totem ??= await connect(await ready(place)).totem();
          const answer = await totem(method, path, body, headers);
          if (answer.status === 429 || answer.status >= 500) return undefined;
          if (headers && answer.status === 409) return undefined; // the first try of this key is still under way
          return answer;
        } catch {
          await sleep(100); // it is being killed and started again; so are we all
          return undefined;
        }
      },
      60_000,
    );
  /** Adds an item without repeating the call: asked for twice it would be there twice. */
  const addItem = async (pedidoId: number, had: number) => {
    const body = { pedidoId, produtoId: 1 + Math.floor(random() * 24), quantidade: 1 + Math.floor(random() * 3) };
    for (;;) {
      const before = (await ask('GET', `/v1/pedido/${pedidoId}`)).body.itensPedido.length;
      if (before > had) return;
      await totem?.('POST', '/v1/item', body).catch(() => undefined); // whatever happened, the next look tells
    }
  };
  const checkout = async (pedidoId: number): Promise<string> => {
    const { status, body } = await ask('POST', `/v1/pedido/checkout/${pedidoId}`);
    if (status !== 200) throw new Error(`checkout of ${pedidoId}: ${status} ${JSON.stringify(body)}`);
    return charged(pedidoId, body.pagamento.transacaoId);
  };
  const charged = async (pedidoId: number, transacaoId: string): Promise<string> => {
    await until(
      `pagamento of ${pedidoId}`,
      async () => (await ask('GET', `/v1/pagamento/${pedidoId}?transacaoId=${transacaoId}`)).status === 200,
      60_000,
    );
    return transacaoId;
  };
  /** Orders in one call, asked again with one key until there is an answer: it must be one order. */
  const atOnce = async () => {
    const itens = [1, 2].map(() => ({ produtoId: 1 + Math.floor(random() * 24), quantidade: 1 }));
    const body = { consumo: 'local', itens, checkout: true };
    const answer = await ask('POST', '/v2/pedido', body, { 'idempotency-key': crypto.randomUUID() });
    if (answer.status !== 201) throw new Error(`order: ${answer.status} ${JSON.stringify(answer.body)}`);
    const { id: pedidoId, pagamento } = answer.body;
    return { pedidoId, first: await charged(pedidoId, pagamento.transacaoId) };
  };
  const stepByStep = async () => {
    const pedidoId = (await ask('POST', '/v1/pedido', {})).body.id as number;
    await addItem(pedidoId, 0);
    await addItem(pedidoId, 1);
    return { pedidoId, first: await checkout(pedidoId) };
  };
  const bank = (transacaoId: string, acao: 'aprovar' | 'recusar') =>
    until(
      `bank: ${acao} ${transacaoId}`,
      async () => {
        const request = { method: 'POST', headers: { accept: 'application/json' } };
        return (await fetch(`${place.pix}/transacoes/${transacaoId}/${acao}`, request).catch(() => undefined))?.ok;
      },
      60_000,
    );

  while (!signal.aborted) {
    const umaChamada = random() < 0.5;
    const { pedidoId, first } = umaChamada ? await atOnce() : await stepByStep();
    const story: Story = { pedidoId, approved: [], refused: [], umaChamada };
    if (random() < 0.3) {
      await bank(first, 'recusar');
      story.refused.push(first);
      if (random() < 0.7) {
        await until(
          `pedido ${pedidoId} open again`,
          async () => (await ask('GET', `/v1/pedido/${pedidoId}/estado`)).body.estadoPedido === 0,
          60_000,
        );
        await addItem(pedidoId, 2);
        const second = await checkout(pedidoId);
        await bank(second, 'aprovar');
        story.approved.push(second);
        if (random() < 0.3) {
          await bank(first, 'aprovar'); // late, and for what it no longer is: this money has to go back
          story.approved.push(first);
        }
      }
    } else {
      await bank(first, 'aprovar');
      story.approved.push(first);
    }
    stories.push(story);
  }
}

/** Checks from outside, once everything has calmed down, that nothing was lost or doubled. */
async function check(place: Place, stories: readonly Story[]) {
  const gerente = await connect(await ready(place)).gerente();
  const wrong: string[] = [];
  const senhas = new Map<number, number>();

  for (const { pedidoId, approved, refused } of stories) {
    const expected = approved.length > 0 ? 1 : 0; // RECEBIDO or PAGAMENTO_PENDENTE
    const pedido = await until(
      `pedido ${pedidoId} in estado ${expected}`,
      async () => {
        const { body } = await gerente('GET', `/v1/pedido/${pedidoId}`);
        return body.estadoPedido === expected && body;
      },
      45_000,
    );
    const sum = pedido.itensPedido.reduce(
      (total: number, item: { precoUnitario: number; quantidade: number }) =>
        total + Math.round(item.precoUnitario * 100) * item.quantidade,
      0,
    );
    if (sum !== Math.round(pedido.total * 100))
      wrong.push(`pedido ${pedidoId}: total ${pedido.total} is not the sum of its itens ${sum / 100}`);
    if (expected === 1) {
      const other = senhas.get(pedido.senha);
      if (!pedido.senha || other) wrong.push(`pedido ${pedidoId}: senha ${pedido.senha} also of ${other}`);
      senhas.set(pedido.senha, pedidoId);
    }
    // The first approved pays for the order; any other money is given back.
    for (const [i, transacaoId] of [...approved, ...refused.filter((id) => !approved.includes(id))].entries()) {
      const estado = transacaoId === approved[0] ? 1 : approved.includes(transacaoId) ? 3 : 2;
      const { pagamento } = await until(
        `pagamento ${i} of ${pedidoId} in estado ${estado}`,
        async () => {
          const { body } = await gerente('GET', `/v1/pagamento/${pedidoId}?transacaoId=${transacaoId}`);
          return body.pagamento?.estadoPagamento === estado && body;
        },
        45_000,
      );
      if (estado === 1 && pagamento.total !== pedido.total)
        wrong.push(`pedido ${pedidoId}: paid ${pagamento.total} for ${pedido.total}`);
    }
  }

  // Each on its own: no list of the cozinha shows all of them, as many as there are.
  for (const { pedidoId } of stories.filter(({ approved }) => approved.length > 0))
    await until(
      `a comanda of pedido ${pedidoId}`,
      async () => {
        const { body } = await gerente('GET', `/v2/pedido/${pedidoId}/linha-do-tempo`);
        return body.passos?.some(({ servico, tipo }: Passo) => servico === 'cozinha' && tipo === 'estado');
      },
      45_000,
    );

  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${place.base + 4}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls)
    await until(
      `${QueueUrl} empty`,
      async () => {
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
        return (
          Attributes?.ApproximateNumberOfMessages === '0' && Attributes.ApproximateNumberOfMessagesNotVisible === '0'
        );
      },
      30_000,
    );
  sqs.destroy();
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** How many orders there are that were made in one call, when nobody runs: their files are nobody else's then. */
async function ordersInOneCall(place: Place, servers?: Servers): Promise<number> {
  const query = 'select count(*) as n from pedido where consumo is not null';
  return (await rows<{ n: number }>(place, 'pedido', query, servers))[0]?.n ?? 0;
}

/** Sees that the cozinha has one comanda of each pedido that was paid, by its senha, and no other. */
async function sameSenhas(place: Place, servers?: Servers): Promise<void> {
  type Chamado = { id: number; senha: number };
  const pagos = 'select id, senha from pedido where senha is not null order by id';
  const comandas = 'select pedido_id as id, senha from comanda order by pedido_id';
  assert.deepEqual(
    (await rows<Chamado>(place, 'cozinha', comandas, servers)).map(({ id, senha }) => [id, senha]),
    (await rows<Chamado>(place, 'pedido', pagos, servers)).map(({ id, senha }) => [id, senha]),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
      servers: { type: 'boolean', default: false },
    },
  });
  const servers = values.servers ? await temporaryServers() : undefined;
  const run = { seed: Number(values.seed), seconds: Number(values.seconds), say: console.log };
  await crash({ ...run, ...(servers ? { servers } : {}) }).finally(() => servers?.remove());
}
