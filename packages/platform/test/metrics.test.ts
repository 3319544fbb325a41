import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { createLogger } from '../src/log.ts';
import { logGauges, scrape, scraped, scrapeForAll } from '../src/metrics.ts';

let medidas = 0;

/** A gauge of its own, and what a scrape says of it, by label; the clock moves only by hand. */
function abrir(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-05-04T12:00:00Z') });
  medidas += 1;
  const nome = `teste_${medidas}`;
  return {
    medir: scraped(nome, 'uma medida', ['fila']),
    passar: (ms: number) => t.mock.timers.tick(ms),
    async ler() {
      const { type, text } = await scrape();
      assert.match(type, /^text\/plain/);
      const linhas = [...text.matchAll(new RegExp(`^${nome}\\{fila="(.*)"\\} (.*)$`, 'gm'))];
      return Object.fromEntries(linhas.map(([, fila, valor]) => [fila, Number(valor)]));
    },
  };
}

const leitura = (fila: string, value: number) => [{ labels: { fila }, value }];

suite('medidas lidas quando alguém pergunta', () => {
  test('o valor é o da hora da pergunta, de todos os que têm o que dizer', async (t) => {
    const { medir, ler, passar } = abrir(t);
    let valor = 1;
    const fonte = t.mock.fn(async () => leitura('a', valor));
    medir(fonte);
    medir(async () => [...leitura('b', 5), ...leitura('c', 0)]);
    assert.equal(fonte.mock.callCount(), 0);
    assert.deepEqual(await ler(), { a: 1, b: 5, c: 0 });
    valor = 2;
    passar(2_000);
    assert.deepEqual(await ler(), { a: 2, b: 5, c: 0 });
  });

  test('vários que perguntam ao mesmo tempo custam uma leitura', async (t) => {
    const { medir, ler, passar } = abrir(t);
    const fonte = t.mock.fn(async () => leitura('a', 1));
    medir(fonte);
    assert.deepEqual(await ler(), { a: 1 });
    passar(1_999);
    assert.deepEqual(await ler(), { a: 1 });
    assert.equal(fonte.mock.callCount(), 1);
    passar(1);
    await ler();
    assert.equal(fonte.mock.callCount(), 2);
  });

  test('de quem falha nada se diz, nem o que disse antes; os outros continuam', async (t) => {
    const { medir, ler, passar } = abrir(t);
    let foraDoAr = false;
    medir(async () => {
      if (foraDoAr) throw new Error('fila fora do ar');
      return leitura('a', 1);
    });
    medir(async () => leitura('b', 2));
    assert.deepEqual(await ler(), { a: 1, b: 2 });
    foraDoAr = true;
    passar(2_000);
    assert.deepEqual(await ler(), { b: 2 });
    foraDoAr = false;
    passar(2_000);
    assert.deepEqual(await ler(), { a: 1, b: 2 });
  });

  test('o que deixou de existir some', async (t) => {
    const { medir, ler, passar } = abrir(t);
    let filas = ['a', 'b'];
    medir(async () => filas.flatMap((fila) => leitura(fila, 1)));
    assert.deepEqual(await ler(), { a: 1, b: 1 });
    filas = ['b'];
    passar(2_000);
    assert.deepEqual(await ler(), { b: 1 });
  });

  test('quem chega é ouvido na pergunta seguinte; quem foi embora não é mais perguntado, e some', async (t) => {
    const { medir, ler, passar } = abrir(t);
    const fonte = t.mock.fn(async () => leitura('a', 1));
    const esquecer = medir(fonte);
    assert.deepEqual(await ler(), { a: 1 });
    medir(async () => leitura('b', 2));
    assert.deepEqual(await ler(), { a: 1, b: 2 });
    esquecer();
    passar(2_000);
    assert.deepEqual(await ler(), { b: 2 });
    assert.equal(fonte.mock.callCount(), 2);
  });
});

test('quantos perguntem e quanto perguntem, medir custa a vigésima parte do tempo', async () => {
  let agora = 0;
  let feitas = 0;
  const medir = scrapeForAll(
    async () => {
      await new Promise(setImmediate);
      feitas += 1;
      agora += 50; // what it takes
      return { type: 'text/plain', text: String(feitas) };
    },
    () => agora,
  );
  const juntos = await Promise.all([...Array(8)].map(() => medir()));
  assert.deepEqual([...new Set(juntos.map(({ text }) => text))], ['1']);
  agora += 949;
  assert.equal((await medir()).text, '1');
  agora += 1;
  assert.equal((await medir()).text, '2');
});

test('uma medida que falha não fica', async () => {
  const respostas = [Promise.reject(new Error('não deu')), Promise.resolve({ type: 'text/plain', text: 'deu' })];
  let agora = 0;
  const medir = scrapeForAll(
    () => respostas.shift() ?? assert.fail(),
    () => (agora += 1),
  );
  await assert.rejects(medir());
  agora += 100;
  assert.equal((await medir()).text, 'deu');
});

suite('medidas em uma linha de log', () => {
  test('cada uma em um número: o que se conta somado, das idades a maior; parado, nada mais diz', async () => {
    const contagem = scraped('teste_da_linha', 'uma contagem', ['fila']);
    const idade = scraped('teste_da_linha_age_seconds', 'uma idade', ['fila']);
    const calada = scraped('teste_da_linha_calada', 'quem falha nada diz', ['fila']);
    contagem(async () => [...leitura('a', 2), ...leitura('b', 3)]);
    idade(async () => [...leitura('a', 2), ...leitura('b', 3)]);
    calada(async () => {
      throw new Error('fora do ar');
    });
    const linhas: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const log = createLogger('info', { write: (linha) => resolve(void linhas.push(linha)) });
    const measuring = logGauges(0.01, log);
    await promise;
    await measuring.stop();
    const { length } = linhas;
    const { msg, teste_da_linha, teste_da_linha_age_seconds, ...mais } = JSON.parse(linhas[0] ?? '');
    assert.deepEqual([msg, teste_da_linha, teste_da_linha_age_seconds], ['medidas', 5, 3]);
    assert.ok(!('teste_da_linha_calada' in mais));
    assert.equal(typeof mais.nodejs_eventloop_lag_p99_seconds, 'number');
    await new Promise((passou) => setTimeout(passou, 30));
    assert.equal(linhas.length, length);
  });
});
