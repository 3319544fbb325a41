/** One history, told by a seed: people and processes among faults, then peace until all is quiet, then the invariants. */
import { createHash } from 'node:crypto';
import { serviceNames } from '@foodious/contracts/services.ts';
import type { Defeito } from '@foodious/local/pix/defeitos.ts';
import { z } from 'zod';
import * as people from './clients.ts';
import { check, unrest } from './invariants.ts';
import { beginNetwork, brokerQueues, defeitos, fetch } from './network.ts';
import { endProcesses, fate, processes, startProcesses } from './processes.ts';
import * as time from './scheduler.ts';
import { between, chance, elapsed, type Fault, faults, pick, random, sleep, tell } from './scheduler.ts';
import { emptyAll, rows, storeOf } from './stores.ts';

/** What a history came to. */
export type Outcome = {
  seed: number;
  wrong: string[];
  lines: readonly string[];
  /** Of all that happened, and of all that is kept. */
  hash: string;
  seconds: number;
  events: number;
};

/** How probable each fault may be at most where it happens. */
const MOST: Record<Fault, number> = {
  crash: 0.006,
  freeze: 0.001,
  deploy: 0.001,
  sqlAway: 0.02,
  commitUnheard: 0.02,
  queueDown: 0.08,
  brokerAway: 0.15,
  brokerUnheard: 0.15,
  partTaken: 0.2,
  shownAgain: 0.25,
  callLost: 0.15,
  answerLost: 0.15,
  callTwice: 0.15,
  slow: 0.05,
};
/** How probable each misdeed of the bank may be at most. What is left out would have the money of a history end elsewhere. */
const MOST_OF_THE_BANK: Partial<Record<Defeito, number>> = {
  'aviso-atrasado': 0.3,
  'aviso-dobrado': 0.3,
  'aviso-perdido': 0.6,
  'aviso-fora-de-ordem': 0.3,
  'aviso-forjado': 0.2,
  'aviso-truncado': 0.2,
  'aviso-de-outra': 0.1,
  'aprovada-depois': 0.5,
  'paga-duas-vezes': 0.2,
  'valor-trocado': 0.4,
  'moeda-trocada': 0.2,
  'paga-por-fora': 0.15,
  'api-lenta': 0.05,
  'api-429': 0.15,
  'api-500': 0.15,
  'api-cai-antes': 0.1,
  'api-cai-depois': 0.15,
  'busca-atrasada': 0.5,
  'codigo-crc': 0.1,
  'codigo-valor': 0.1,
  'estorno-demora': 0.5,
  'sem-saldo': 0.5,
};
/** How far from ours the bank's clock may be, in milliseconds. */
const CLOCKS_APART_MS = 15 * 60_000;
/** How long after the peace everything must have come to rest, in virtual milliseconds. */
const REST_MS = 10 * 60_000;

process.on('unhandledRejection', (error) => time.blame(`a process would have ended by itself: ${error}`));
time.install();
z.config({ jitless: true }); // each start of a process makes its schemas anew, for too few uses to be worth compiling
Object.assign(globalThis, { fetch });

/** Brings the databases into being, before the first history. */
export async function prepare(): Promise<void> {
  await tellStory(0, async () => {
    startProcesses({ produto: 1, pedido: 1, pagamento: 1, cozinha: 1 }, { skewed: false, expiraS: 10 });
    await sleep(5_000);
  });
}

export async function history(seed: number): Promise<Outcome> {
  await tellStory(seed, async () => {
    const memory = people.remember();
    const two = () => (chance(0.25) ? 2 : 1);
    const instances = { produto: 1, pedido: two(), pagamento: two(), cozinha: two() };
    startProcesses(instances, { skewed: chance(0.5), expiraS: between(6, 12) });
    // Not all at once: what a fault hides another would have shown.
    for (const fault of Object.keys(MOST) as Fault[]) faults[fault] = chance(0.4) ? random() * MOST[fault] : 0;
    const chances = Object.fromEntries(
      Object.entries(MOST_OF_THE_BANK).map(([defeito, most]) => [defeito, chance(0.25) ? random() * most : 0]),
    );
    const relogioMs = chance(0.1) ? between(-CLOCKS_APART_MS, CLOCKS_APART_MS) : 0;
    defeitos.ajustar({ chances, relogioMs, esperaMs: between(50, 8_000) });
    tell(
      `seed ${seed}: ${JSON.stringify({ ...instances, ...faults, ...chances, relogioMs }, (_, n) => (n === 0 ? undefined : n))}`,
    );

    const many = between(1, 3);
    const all = [
      ...Array.from({ length: many }, (_, n) => people.cliente(memory, n)),
      ...(chance(0.8) ? [people.cozinheiro()] : []),
      ...(chance(0.4) ? [people.balcao(memory)] : []),
      ...(chance(0.6) ? [people.gerencia(memory)] : []),
      ...(chance(0.3) ? [people.esquecido(memory, between(0, many - 1))] : []),
      ...(chance(0.15) ? [people.intruso(memory)] : []),
    ];
    await sleep(between(3_000, 25_000));
    for (const fault of Object.keys(faults) as Fault[]) faults[fault] = 0;
    defeitos.ajustar({ chances: {} });
    tell('peace');
    await Promise.all(all);
    await Promise.all(memory.depois);
    await rest();
    await people.conciliar();
    await rest();
    if (chance(0.3)) await payWhatIsOpen();
    check(memory);
  });
  const kept = storesAsText();
  const lines = [...time.told()];
  const hash = createHash('sha256').update(lines.join('\n')).update(kept).digest('hex');
  return { seed, wrong: time.blamed(), lines, hash, seconds: elapsed() / 1_000, events: time.happened() };
}

async function tellStory(seed: number, story: () => Promise<void>): Promise<void> {
  emptyAll();
  // Some begin shortly before midnight in São Paulo, when senhas begin anew.
  const startsAt = Date.UTC(2031, 2, 10, 15) + (seed % 3 === 0 ? 12 * 3_600_000 - 20_000 : 0);
  time.begin(seed, startsAt, fate);
  beginNetwork(processes, pick([300_000, 300_000, 2_000, 0]));
  const produto = storeOf('produto');
  if (produto.migrated.size > 0)
    for (const id of [1, 2, 3])
      produto.db
        .prepare(
          `insert into produto (id, nome, nome_reservado, id_categoria, descricao, preco_centavos, imagem_data_url, ativo, disponivel, versao)
           values (?, ?, ?, 1, 'Quente', ?, 0, 1, 1, 1)`,
        )
        .run(id, `Lanche ${id}`, `lanche ${id}`, 700 * id);
  await time.live(story, 3_600_000).catch((error) => time.blame(String(error)));
  endProcesses();
  await time.calm(); // what they were still thinking leads nowhere
}

/** Waits until nothing goes on any more, and looks twice. */
async function rest(): Promise<void> {
  for (const end = elapsed() + REST_MS; ; await sleep(1_000)) {
    if (unrest().length === 0) {
      await sleep(1_500);
      if (unrest().length === 0) return;
    }
    if (elapsed() > end) {
      for (const what of unrest()) time.blame(`no rest: ${what}`);
      return;
    }
  }
}

/** Whatever was refused can be paid after all. */
async function payWhatIsOpen(): Promise<void> {
  const open = rows<{ id: number }>(
    'pedido',
    `select id from pedido where estado = 0 and exists (select 1 from item where pedido_id = pedido.id)
     and not exists (select 1 from item join cardapio using (produto_id) where pedido_id = pedido.id and (ativo = 0 or disponivel = 0))`,
  );
  for (const { id } of open) {
    const transacaoId = await people.checkout(id);
    const cobranca = transacaoId && (await people.cobranca(transacaoId));
    if (cobranca) people.approve(cobranca);
    else time.blame(`pedido ${id} cannot be checked out again`);
  }
  await rest();
  for (const { id } of open)
    if (rows<{ estado: number }>('pedido', 'select estado from pedido where id = ?', id)[0]?.estado !== 1)
      time.blame(`pedido ${id} was paid in peace, and is not RECEBIDO`);
}

/** All that is kept in the end but who wrote it: an instance is named after a machine. */
const storesAsText = () =>
  JSON.stringify([
    rows('pedido', 'select * from pedido'),
    rows('pagamento', 'select * from pagamento'),
    rows('cozinha', 'select * from comanda'),
    rows('pedido', 'select * from email'),
    ...serviceNames.map((name) =>
      rows(name, 'select seq, em, tipo, assunto_id, correlacao, causa, fila, dados from trilha order by seq'),
    ),
    [...brokerQueues.values()].map(({ dead }) => dead),
  ]);
