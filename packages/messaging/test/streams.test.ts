import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { acesso } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { sameSubject } from '@foodious/kernel/subject.ts';
import { createHttp, EVENTOS, idParam } from '@foodious/platform/http.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { type Event, listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import fc from 'fast-check';
import { pino } from 'pino';
import { z } from 'zod';
import { openStreams } from '../src/metrics.ts';
import { createStreams, type Events, type Snapshot, type Topic } from '../src/streams.ts';
import { createTail } from '../src/tail.ts';
import { type Entry, noteOf, type Trail } from '../src/trail.ts';

const log = pino({ level: 'silent' });
const contexto = newStory(randomUUID(), new Date(), 'teste');

type Fim = () => unknown;
/** The events of the streams of these tests: any. */
type Eventos = Events & Record<string, unknown>;

/** A trail in memory, which all instances of a service share. */
function umaTrilha(as: Partial<Trail> = {}) {
  const entradas: Entry[] = [];
  const trail: Trail = {
    since: async (position, limit, subject) =>
      entradas
        .slice(position)
        .filter((entrada) => !subject || sameSubject(entrada.subject, subject))
        .slice(0, limit),
    last: async () => entradas.length,
    ofSubject: () => assert.fail(),
    nthLast: () => assert.fail(),
    append: () => assert.fail(),
    ...as,
  };
  const gravar = (...quais: { pedidoId?: number | null; tipo?: string; dados?: Entry['dados'] }[]) => {
    for (const { pedidoId = 1, tipo = 'estado', dados = {} } of quais) {
      const subject = pedidoId === null ? null : aboutPedido(pedidoId);
      entradas.push({ ...noteOf(contexto, tipo, subject, dados), seq: entradas.length + 1, instancia: 'aqui' });
    }
  };
  return { trail, entradas, gravar };
}
type Trilha = ReturnType<typeof umaTrilha>;

const estados: Topic = {
  name: 'estados',
  project: ({ tipo, seq, subject, dados }) =>
    tipo === 'estado' ? { event: 'estado', data: { seq, pedidoId: subject?.id ?? null, ...dados } } : undefined,
};

/** An instance that serves the streams of a trail. A token says until when it is good, in epoch milliseconds. */
async function umaInstancia(
  depois: (fim: Fim) => void,
  trilha: Trilha,
  as: Partial<Topic> & { snapshot?: () => Promise<unknown> } = {},
) {
  const { snapshot = async () => ({ onde: 'aqui' }), ...topicAs } = as;
  const topic = { ...estados, ...topicAs };
  const tail = createTail({ trail: trilha.trail, log });
  await tail.start();
  const service = `teste-${randomUUID()}`;
  const streams = createStreams({ service, tail, trail: trilha.trail, log });
  streams.start();
  const http = await createHttp({
    name: 'teste',
    log,
    verify: async (token) => umPrincipal({ sub: 'totem', scopes: new Set(['painel:ler']), until: Number(token) }),
    ready: async () => {},
  });
  const schema = { security: acesso('painel:ler'), response: { 200: EVENTOS } };
  const retrato = async (): Promise<Snapshot> => ({ position: tail.position(), data: (await snapshot()) ?? null });
  http.get('/eventos', { schema }, (request, reply) =>
    streams.open<Eventos>(request, reply, { topic, snapshot: retrato }),
  );
  http.get(
    '/eventos/:pedidoId',
    { schema: { ...schema, params: z.object({ pedidoId: idParam('pedidoId') }) } },
    (request, reply) =>
      streams.open<Eventos>(request, reply, {
        topic,
        snapshot: retrato,
        subject: aboutPedido(request.params.pedidoId),
      }),
  );
  await http.listen({ host: '127.0.0.1', port: 0 });
  const fechar = () => http.close();
  depois(async () => {
    for (const raw of http.openEnded) raw.destroy(); // whatever a test left behind
    await fechar();
    streams.stop();
    await tail.stop();
  });
  const gateway = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
  return {
    tail,
    gateway,
    fechar,
    raws: http.openEnded,
    conexoes: promisify(http.server.getConnections.bind(http.server)),
    ouvir: (path = '/eventos', after?: number, token = 'Infinity') =>
      listen({ gateway, bearer: async () => token }, path, { after }),
    /** Says `Last-Event-ID` as it likes, and hears the text as it comes. */
    async bruto(header: string, path = '/eventos') {
      const request = get(gateway + path, { headers: { authorization: 'Bearer Infinity', 'last-event-id': header } });
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      depois(() => answer.destroy());
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('error', () => {});
      return { answer, text: () => text };
    },
    abertos: async () => (await openStreams.get()).values.find(({ labels }) => labels.service === service)?.value,
    /** Commits here. */
    gravar(...quais: Parameters<Trilha['gravar']>) {
      trilha.gravar(...quais);
      tail.wake();
    },
  };
}

const abrir = (
  t: TestContext,
  { trilha = umaTrilha(), ...as }: Parameters<typeof umaInstancia>[2] & { trilha?: Trilha } = {},
) => umaInstancia((fim) => t.after(() => fim()), trilha, as);

const ids = (events: readonly Event[]) => events.map(({ id }) => id);
const vezes = (quantas: number, pedidoId = 1) => Array.from({ length: quantas }, () => ({ pedidoId }));

suite('eventos ao vivo', { timeout: 60_000 }, () => {
  test('começam com o retrato, que diz a sua posição; depois vem o que muda, com a de cada mudança', async (t) => {
    const { gravar, tail, ouvir } = await abrir(t, { snapshot: async () => ({ prontos: [7] }) });
    gravar({}, {});
    await tail.fresh();
    const live = await ouvir();
    await live.take(1);
    gravar({ dados: { para: 'PRONTO' } }, { tipo: 'mensagem-enviada' }, { pedidoId: 2 });
    assert.deepEqual(await live.take(3), [
      { id: 2, event: 'retrato', data: { prontos: [7] } },
      { id: 3, event: 'estado', data: { seq: 3, pedidoId: 1, para: 'PRONTO' } },
      { id: 5, event: 'estado', data: { seq: 5, pedidoId: 2 } },
    ]);
  });

  test('a resposta é de eventos, que ninguém guarda nem retém, e diz quando voltar', async (t) => {
    const { bruto } = await abrir(t);
    const { answer, text } = await bruto('');
    await until('it begins', async () => text().includes('retrato'));
    assert.equal(answer.headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['x-accel-buffering'], 'no');
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.ok(text().startsWith('retry: 1000\n\nid: 0\nevent: retrato\n'));
  });

  test('o retrato espera pelo que se gravou aqui antes dele', async (t) => {
    const { gravar, ouvir } = await abrir(t);
    gravar({});
    const [retrato] = await (await ouvir()).take(1);
    assert.equal(retrato?.id, 1);
  });

  test('o que acontece enquanto o retrato se faz vem depois dele, uma vez', async (t) => {
    const porta = Promise.withResolvers<void>();
    const { gravar, ouvir, tail } = await abrir(t, {
      async snapshot() {
        gravar({}, {}); // after the position was taken: the picture may show it or not
        await tail.fresh();
        porta.resolve();
      },
    });
    const live = await ouvir();
    await porta.promise;
    gravar({});
    assert.deepEqual(ids(await live.take(4)), [0, 1, 2, 3]);
  });

  test('um retrato adiante do que já se contou aqui não ouve o que ele já mostra', async (t) => {
    const trilha = umaTrilha();
    let adiante = false;
    const since: Trail['since'] = async (...args) => (adiante ? [] : trilha.trail.since(...args));
    const { tail, ouvir } = await abrir(t, { trilha: { ...trilha, trail: { ...trilha.trail, since } } });
    adiante = true; // another instance writes, and we have not heard of it yet
    trilha.gravar({}, {});
    t.mock.method(tail, 'position', () => 2, { times: 2 }); // what the picture was read at
    const live = await ouvir();
    adiante = false;
    trilha.gravar({});
    tail.wake();
    assert.deepEqual(ids(await live.take(2)), [2, 3]);
  });

  test('o de um pedido só conta o que é dele', async (t) => {
    const { gravar, ouvir } = await abrir(t);
    const [doUm, doDois, todos] = [await ouvir('/eventos/1'), await ouvir('/eventos/2'), await ouvir()];
    gravar({ pedidoId: 1 }, { pedidoId: 2 }, { pedidoId: null });
    await todos.take(4);
    gravar({ pedidoId: 2 }, { pedidoId: 1 });
    assert.deepEqual(ids(await todos.take(6)), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(ids(await doUm.take(3)), [0, 1, 5]);
    assert.deepEqual(ids(await doDois.take(3)), [0, 2, 4]);
  });

  test('uma mudança é posta em palavras uma vez, para todos os que a ouvem', async (t) => {
    const project = t.mock.fn(estados.project);
    const { gravar, ouvir } = await abrir(t, { project });
    const ouvintes = await Promise.all(Array.from({ length: 20 }, () => ouvir()));
    gravar({}, { tipo: 'outra' });
    await Promise.all(ouvintes.map((live) => live.take(2)));
    gravar({});
    await Promise.all(ouvintes.map((live) => live.take(3)));
    assert.equal(project.mock.callCount(), 3);
  });

  test('o que acontece enquanto uma mudança ainda se põe em palavras espera a sua vez, e vem uma vez', async (t) => {
    const portas: PromiseWithResolvers<void>[] = [];
    const { gravar, tail, ouvir } = await abrir(t, {
      async project(entry) {
        const porta = Promise.withResolvers<void>();
        portas.push(porta);
        await porta.promise;
        return estados.project(entry);
      },
    });
    const live = await ouvir();
    for (let n = 1; n <= 3; n += 1) {
      gravar({});
      await tail.fresh();
    }
    for (let n = 0; n < 3; n += 1) (await until('its turn', async () => portas[n])).resolve();
    assert.deepEqual(ids(await live.take(4)), [0, 1, 2, 3]);
    assert.equal(portas.length, 3);
  });

  test('o retrato que se recusa é um erro como os outros, e nada fica aberto', async (t) => {
    const snapshot = () => Promise.reject(new Refusal('not-found', 'Pedido não encontrado: 1'));
    const { gateway, abertos, raws } = await abrir(t, { snapshot });
    const answer = await fetch(`${gateway}/eventos/1`, { headers: { authorization: 'Bearer Infinity' } });
    assert.equal(answer.status, 404);
    assert.equal(((await answer.json()) as { detail: string }).detail, 'Pedido não encontrado: 1');
    assert.deepEqual([await abertos(), raws.size], [undefined, 0]);
  });
});

suite('retomada', { timeout: 120_000 }, () => {
  test('quem volta com o último id segue daí, sem retrato', async (t) => {
    const { gravar, ouvir } = await abrir(t);
    const antes = await ouvir();
    gravar({}, {}, {});
    await antes.take(2);
    antes.cut();
    gravar({});
    const depois = await ouvir('/eventos', 1);
    gravar({});
    assert.deepEqual(ids(await depois.take(4)), [2, 3, 4, 5]);
    const doComeco = await ouvir('/eventos', 0);
    assert.deepEqual(ids(await doComeco.take(5)), [1, 2, 3, 4, 5]);
  });

  test('corte-se onde se cortar, em qualquer instância, o que se ouviu ao todo é a trilha', async () => {
    const entrada = fc.record({
      pedidoId: fc.constantFrom(1, 2, null),
      tipo: fc.constantFrom('estado', 'estado', 'outra'),
    });
    const volta = fc.record({ grava: fc.array(entrada, { maxLength: 30 }), ouve: fc.nat(20), onde: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(volta, { minLength: 3, maxLength: 8 }),
        fc.constantFrom('/eventos', '/eventos/1'),
        async (voltas, path) => {
          const fins: Fim[] = [];
          try {
            const trilha = umaTrilha();
            const nova = () => umaInstancia((fim) => fins.unshift(fim), trilha);
            const instancias = [nova(), nova()];
            const ouvidas: number[] = [];
            let ultimo: number | undefined;
            const devidas = () =>
              trilha.entradas
                .filter(({ tipo, subject }) => tipo === 'estado' && (path === '/eventos' || subject?.id === 1))
                .map(({ seq }) => seq);
            for (const { grava, ouve, onde } of [...voltas, { grava: [], ouve: Infinity, onde: 0 }]) {
              const instancia = await (instancias[onde] ?? nova()); // one that has just begun has nothing in memory
              const live = await instancia.ouvir(path, ultimo);
              trilha.gravar(...grava);
              for (const cada of [instancia, ...(await Promise.all(instancias))]) cada.tail.wake();
              const faltam = devidas().length - ouvidas.length;
              await live.take((ultimo === undefined ? 1 : 0) + Math.min(ouve, faltam));
              live.cut();
              const [primeiro, ...mais] = live.events;
              const novas = ultimo === undefined ? mais : live.events;
              if (ultimo === undefined) assert.deepEqual([primeiro?.event, primeiro?.id], ['retrato', 0]);
              assert.ok(novas.every(({ event, id, data }) => event === 'estado' && data.seq === id));
              ouvidas.push(...ids(novas));
              ultimo = live.events.at(-1)?.id ?? ultimo;
            }
            assert.deepEqual(ouvidas, devidas());
          } finally {
            for (const fim of fins) await fim();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  for (const header of ['4', '999999', 'abc', '-1', '1e3', '1.5', '', ' ', '0x1', '1234567890123456', '1, 2'])
    test(`o id ${JSON.stringify(header)}, que não é de nenhuma posição de até agora, começa pelo retrato`, async (t) => {
      const { gravar, tail, bruto } = await abrir(t);
      gravar({}, {}, {});
      await tail.fresh();
      const { text } = await bruto(header);
      await until('it begins', async () => text().includes('\n\n', text().indexOf('id: ')));
      assert.match(text(), /^retry: 1000\n\nid: 3\nevent: retrato\n/);
    });

  test('de muito atrás um retrato sai mais barato; de um pedido, a história inteira', async (t) => {
    const trilha = umaTrilha();
    trilha.gravar(...Array.from({ length: 10_001 }, (_, n) => ({ pedidoId: n % 3_000 === 0 ? 1 : 2 })));
    const { ouvir } = await abrir(t, { trilha });
    const [longe] = await (await ouvir('/eventos', 0)).take(1);
    assert.deepEqual([longe?.event, longe?.id], ['retrato', 10_001]);
    assert.deepEqual(ids(await (await ouvir('/eventos/1', 0)).take(4)), [1, 3_001, 6_001, 9_001]);
    const perto = await (await ouvir('/eventos', 1)).take(10_000);
    assert.deepEqual(
      ids(perto),
      Array.from({ length: 10_000 }, (_, n) => n + 2),
    );
  });

  test('quem parou antes do que ainda se guarda recebe um retrato, não uma história com um buraco', async (t) => {
    const trilha = umaTrilha();
    trilha.gravar(...vezes(10));
    const since: Trail['since'] = async (position, limit, subject) =>
      trilha.trail.since(Math.max(position, 4), limit, subject); // the first four are gone
    const { ouvir } = await abrir(t, { trilha: { ...trilha, trail: { ...trilha.trail, since } } });
    const [antes] = await (await ouvir('/eventos', 3)).take(1);
    assert.equal(antes?.event, 'retrato');
    const live = await ouvir('/eventos', 4);
    await live.take(6);
    assert.deepEqual(ids(live.events), [5, 6, 7, 8, 9, 10]);
  });

  for (const seguradas of [50, 200])
    test(`de ${seguradas} que se gravaram e ainda não se contam, quem vem de longe não ouve nenhuma antes, nem perde, nem repete`, async (t) => {
      const trilha = umaTrilha();
      trilha.gravar(...vezes(100));
      let segura = false;
      // The tail holds back, as behind a gap; who reads for a client finds it all.
      const since: Trail['since'] = async (position, limit, subject) =>
        segura && limit > 200 ? [] : trilha.trail.since(position, limit, subject);
      const { ouvir, tail } = await abrir(t, { trilha: { ...trilha, trail: { ...trilha.trail, since } } });
      segura = true;
      trilha.gravar(...vezes(seguradas));
      const live = await ouvir('/eventos', 0);
      await live.take(100);
      assert.equal(live.events.length, 100);
      segura = false;
      tail.wake();
      await live.until('the latest', ({ id }) => id === 100 + seguradas);
      const ouvidas = new Set(ids(live.events));
      assert.deepEqual(
        trilha.entradas.map(({ seq }) => seq).filter((seq) => !ouvidas.has(seq)),
        [],
      );
      assert.equal(live.events.length, 100 + seguradas);
    });
});

suite('quem ouve devagar, ou deixou de ouvir', { timeout: 120_000 }, () => {
  const GRANDE = 'x'.repeat(16 * 1024);
  const MUITAS = 2_500; // 40 MB: more than its socket takes, and more than the tail remembers

  /** A client that has stopped reading, with far more news than its socket takes. */
  async function parado(t: TestContext, { token = 'Infinity', lote = 10 } = {}) {
    const instancia = await abrir(t);
    const { ouvir, gravar, tail, raws } = instancia;
    const live = await ouvir('/eventos', undefined, token);
    await live.take(1);
    live.pause();
    const [raw] = raws;
    assert.ok(raw);
    /** Says how many bytes waited at most. */
    const encher = async () => {
      let maior = 0;
      for (let n = 0; n < MUITAS; n += lote) {
        gravar(...Array.from({ length: lote }, () => ({ dados: { GRANDE } })));
        await tail.fresh();
        await new Promise(setImmediate);
        maior = Math.max(maior, raw.writableLength);
      }
      assert.ok(raw.writableNeedDrain);
      return maior;
    };
    return { ...instancia, live, raw, encher, maior: await encher() };
  }

  test('não faz o processo guardar nada por ele, e ouve tudo, uma vez, quando volta a ler', async (t) => {
    const { live, tail, maior, ouvir } = await parado(t);
    assert.equal(tail.position(), MUITAS);
    assert.ok(maior < 1024 * 1024, `${maior} bytes waited`);
    assert.ok(live.events.length < 2); // the picture: the rest waits for whoever reads
    const outro = await ouvir('/eventos', MUITAS - 1);
    await outro.take(1); // nobody else waits for it

    live.resume();
    await live.take(1 + MUITAS);
    assert.deepEqual(
      ids(live.events),
      Array.from({ length: 1 + MUITAS }, (_, n) => n),
    );
  });

  test('um minuto sem ler nada: é como se tivesse ido embora', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.parse('2026-05-04T12:00:00Z') });
    const { raw, abertos } = await parado(t);
    for (let passou = 0; passou <= 45; passou += 15) t.mock.timers.tick(15_000);
    assert.equal(raw.destroyed, false);
    t.mock.timers.tick(30_000);
    await until('it is given up', async () => raw.destroyed && (await abertos()) === 0);
  });

  test('quem lê de vez em quando não é dado por perdido', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.parse('2026-05-04T12:00:00Z') });
    const { raw, live, encher } = await parado(t);
    for (const lidas of [MUITAS, 2 * MUITAS]) {
      for (let passou = 0; passou < 60; passou += 15) t.mock.timers.tick(15_000);
      assert.equal(raw.destroyed, false);
      live.resume();
      await live.take(1 + lidas);
      await until('all is drained', async () => !raw.writableNeedDrain);
      t.mock.timers.tick(15_000);
      live.pause();
      await encher();
    }
  });

  test('com o token vencido, o que ainda acontece não lhe é escrito nem derruba ninguém', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.parse('2026-05-04T12:00:00Z') });
    // What waits for it is more than the system would take off our hands.
    const token = String(Date.parse('2026-05-04T12:00:10Z'));
    const { raw, gravar, tail, abertos } = await parado(t, { token, lote: 500 });
    const erros: unknown[] = [];
    raw.on('error', (error) => erros.push(error));
    t.mock.timers.tick(15_000);
    for (let n = 0; n < 3; n += 1) {
      gravar({});
      await tail.fresh();
      await new Promise(setImmediate);
    }
    for (let passou = 0; passou < 120; passou += 15) t.mock.timers.tick(15_000);
    await new Promise(setImmediate);
    assert.deepEqual(erros, []);
    await until('it is gone', async () => (await abertos()) === 0, 2_000);
  });

  test('parar o serviço não espera por ele', async (t) => {
    const { fechar } = await parado(t, { lote: 500 });
    const fechado = fechar().then(() => true as const);
    assert.ok(await Promise.race([fechado, until('the server is closed', async () => undefined, 5_000)]));
  });
});

suite('o fim de um fluxo', { timeout: 60_000 }, () => {
  test('enquanto nada acontece, um sinal de vida a cada 15 s', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { bruto } = await abrir(t);
    const { text } = await bruto('');
    await until('it begins', async () => text().includes('retrato'));
    const antes = text().length;
    t.mock.timers.tick(14_999);
    await new Promise(setImmediate);
    assert.equal(text().length, antes);
    t.mock.timers.tick(1);
    await until('it beats', async () => text().length > antes);
    t.mock.timers.tick(30_000);
    await until('it goes on', async () => text().slice(antes) === ':\n\n'.repeat(3));
  });

  test('acaba quando o token acaba, e não antes', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.parse('2026-05-04T12:00:00Z') });
    const { ouvir, gravar, abertos } = await abrir(t);
    const live = await ouvir('/eventos', undefined, String(Date.parse('2026-05-04T12:00:40Z')));
    const outro = await ouvir();
    t.mock.timers.tick(30_000);
    gravar({});
    await live.take(2);
    t.mock.timers.tick(15_000);
    assert.equal(await live.ended, true);
    await until('it is counted out', async () => (await abertos()) === 1);
    gravar({});
    await outro.take(3);
  });

  test('acaba quando o serviço para, sem esperar por ninguém', async (t) => {
    const { ouvir, gravar, fechar, abertos } = await abrir(t);
    const ouvintes = await Promise.all([ouvir(), ouvir('/eventos/1'), ouvir('/eventos/2')]);
    gravar({});
    await ouvintes[0]?.take(2);
    await fechar();
    for (const live of ouvintes) assert.equal(await live.ended, true);
    assert.equal(await abertos(), 0);
  });

  test('o que estava por abrir quando o serviço parou também acaba', async (t) => {
    const porta = Promise.withResolvers<void>();
    const { ouvir, fechar } = await abrir(t, {
      async snapshot() {
        porta.resolve();
        await aberta.promise;
      },
    });
    const aberta = Promise.withResolvers<void>();
    const abrindo = ouvir().then(
      (live) => live.ended,
      () => 'refused',
    );
    await porta.promise;
    const fechado = fechar();
    for (let n = 0; n < 10; n += 1) await new Promise(setImmediate); // those that were open have been told by now
    aberta.resolve();
    const fim = Promise.all([abrindo, fechado]).then(() => true as const);
    assert.ok(await Promise.race([fim, until('the server is closed', async () => undefined, 5_000)]));
  });

  test('abertos se contam, e quem vai embora deixa de contar', async (t) => {
    const { ouvir, abertos } = await abrir(t);
    const ouvintes = await Promise.all([ouvir(), ouvir(), ouvir('/eventos/1')]);
    assert.equal(await abertos(), 3);
    for (const live of ouvintes) live.cut();
    await until('all left', async () => (await abertos()) === 0);
  });

  test('quem vai embora enquanto o retrato se faz não deixa nada aberto', async (t) => {
    const porta = Promise.withResolvers<void>();
    const feito = Promise.withResolvers<void>();
    const { gateway, gravar, tail, abertos, raws, conexoes } = await abrir(t, {
      async snapshot() {
        porta.resolve();
        await feito.promise;
      },
    });
    const request = get(`${gateway}/eventos`, { headers: { authorization: 'Bearer Infinity' } }).on('error', () => {});
    await porta.promise;
    request.destroy();
    await until('the server has noticed', async () => (await conexoes()) === 0);
    feito.resolve();
    gravar({});
    await tail.fresh();
    await until('nothing is open', async () => ((await abertos()) ?? 0) === 0 && raws.size === 0);
  });

  test('quando contar falha, o fluxo é cortado; quem volta segue de onde estava, e ouve o que faltou', async (t) => {
    let falha = true;
    const { ouvir, gravar } = await abrir(t, {
      async project(entry) {
        if (entry.seq === 2 && falha) {
          falha = false;
          throw new Error('banco fora do ar');
        }
        return estados.project(entry);
      },
    });
    const live = await ouvir();
    gravar({});
    await live.take(2);
    gravar({}, {});
    assert.equal(await live.ended, true);
    assert.deepEqual(ids(live.events), [0, 1]);
    const depois = await ouvir('/eventos', 1);
    assert.deepEqual(ids(await depois.take(2)), [2, 3]);
  });

  test('com o banco fora do ar, quem vem de longe é cortado, e quem está perto nem nota', async (t) => {
    const trilha = umaTrilha();
    trilha.gravar(...vezes(10));
    let foraDoAr = false;
    const since: Trail['since'] = async (position, limit, subject) => {
      if (foraDoAr && limit <= 200) throw new Error('banco fora do ar');
      return trilha.trail.since(position, limit, subject);
    };
    const { ouvir, gravar } = await abrir(t, { trilha: { ...trilha, trail: { ...trilha.trail, since } } });
    const perto = await ouvir();
    foraDoAr = true;
    const longe = await ouvir('/eventos', 3);
    assert.equal(await longe.ended, true);
    gravar({});
    assert.deepEqual(ids(await perto.take(2)), [10, 11]);
    foraDoAr = false;
    assert.deepEqual(ids(await (await ouvir('/eventos', 3)).take(8)), [4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
