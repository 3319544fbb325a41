import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { dlq, fifo, type QueueName } from '@foodious/contracts/resources.ts';
import type { ServiceName } from '@foodious/contracts/services.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { createMessaging, queuesFrom, queuesTo } from '@foodious/messaging/messaging.ts';
import { addToOutbox, type MessagingTables, messagingMigrations, sqlOutbox } from '@foodious/messaging/sql.ts';
import { createQueues } from '@foodious/messaging/sqs.ts';
import { type Note, noteOf, sqlTrail } from '@foodious/messaging/trail.ts';
import { createHttp, Problem } from '@foodious/platform/http.ts';
import { scrape } from '@foodious/platform/metrics.ts';
import { migrate } from '@foodious/platform/sql.ts';
import { groupCommit, openSqlite } from '@foodious/platform/sqlite.ts';
import { INSTANCE } from '@foodious/platform/telemetry.ts';
import { FILA, soUma, umaMensagem } from '@foodious/testing/mensagens.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { abrirSqs } from '@foodious/testing/sqs.ts';
import { until } from '@foodious/testing/waiting.ts';
import { pino } from 'pino';
import { operationRoutes } from '../src/routes.ts';

const log = pino({ level: 'silent' });
const MORTAS = `/v2/gerencia/filas/${FILA}/mortas`;

/** The operation routes of a service: pedido, which reads {@link FILA}, or another. A token says its own scopes. */
async function abrir(t: TestContext, { service = 'pedido' as ServiceName, relay = true } = {}) {
  const sqs = await abrirSqs(t);
  await createQueues(sqs.client, [...queuesTo(service), ...queuesFrom(service)]);
  const db = openSqlite<MessagingTables>(':memory:');
  await migrate(db, [messagingMigrations]);
  const transact = groupCommit(db);
  const outbox = sqlOutbox(db, transact);
  const messaging = createMessaging({
    service,
    outbox: relay ? outbox : { ...outbox, pending: async () => [] },
    trail: sqlTrail(db, transact),
    broker: sqs.broker,
    care: sqs.care,
    prunes: [],
    retentionDays: 90,
    log,
  });
  await messaging.start();
  const app = await createHttp({
    name: service,
    log,
    verify: async (token) => umPrincipal({ sub: 'gerente', scopes: new Set(token.split(',')) }),
    ready: async () => {},
  });
  operationRoutes(app, messaging);
  t.after(async () => {
    await app.close();
    await messaging.stop();
    await db.destroy();
  });

  const chamar = async (method: 'GET' | 'POST', url: string, token = 'operacao:ler,operacao:agir', body?: object) => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const answer = await app.inject({ method, url, headers, ...(body && { payload: body }) });
    return { status: answer.statusCode, body: answer.json(), id: String(answer.headers['x-request-id']) };
  };
  let mortas = 0;
  return {
    ...sqs,
    messaging,
    transact,
    chamar,
    ler: async (url = MORTAS) => (await chamar('GET', url)).body,
    agir: (url: string, body?: object) => chamar('POST', url, undefined, body),
    /** Puts something among the dead letters, as the broker does after the third failed try. */
    matar(body: string, group = '1', fila: QueueName = FILA) {
      mortas += 1;
      const ids = { messageGroupId: group, messageDeduplicationId: `morta-${mortas}` };
      return sqs.server.sendMessage(dlq(fila), body, ids).messageId;
    },
    /** What is recorded of the operators' acts. */
    async atos() {
      const entradas = await messaging.trail.since(0, 1_000);
      return entradas.filter(({ tipo }) => tipo.startsWith('morta-'));
    },
    async chegam(quantas: number) {
      const bodies: string[] = [];
      while (bodies.length < quantas) {
        const batch = await sqs.broker.receive(FILA, 10, AbortSignal.timeout(5_000));
        assert.ok(batch.length > 0, `only ${bodies.length} of ${quantas} came`);
        bodies.push(...batch.map(({ body }) => body));
        await sqs.broker.remove(FILA, batch);
      }
      assert.deepEqual(await sqs.care.depth(fifo(FILA)), { waiting: 0, inFlight: 0 });
      return bodies;
    },
    async restam() {
      const { waiting, inFlight } = await sqs.care.depth(dlq(FILA));
      return waiting + inFlight;
    },
  };
}

suite('mensagens recusadas', { timeout: 60_000 }, () => {
  const ESCRITA: QueueName = 'preparacao-pedido-req';
  const RECUSADAS = `/v2/gerencia/filas/${ESCRITA}/recusadas`;
  /** One that no queue takes, written by pedido: it has no group. */
  const recusada = () => {
    const context = newStory(randomUUID(), new Date(), 'teste');
    return { ...soUma(stamp('preparacao-cancelada', { pedidoId: 7 }, {}, context)), group: '' };
  };
  async function comUma(t: TestContext) {
    const aberto = await abrir(t);
    const message = recusada();
    await aberto.transact((trx) => addToOutbox(trx, [message]));
    aberto.messaging.relay.wake([message]);
    await until('it was set aside', async () => (await aberto.messaging.outbox.aside()).length === 1);
    return { ...aberto, message };
  }

  test('quem a escreveu a conta, a mostra e diz por que não saiu, também na métrica', async (t) => {
    const { ler, message } = await comUma(t);
    const { recusadas } = (await ler(RECUSADAS)) as { recusadas: { recusadaEm: string }[] };
    const [{ recusadaEm, ...uma } = { recusadaEm: '' }] = recusadas;
    const { id, correlacao } = message.envelope;
    assert.deepEqual(uma, {
      id,
      motivo: 'MissingParameter',
      mensagem: 'preparacao-cancelada',
      pedidoId: 7,
      correlacao,
      corpo: message.envelope,
    });
    assert.ok(Math.abs(Date.parse(recusadaEm) - Date.now()) < 60_000, recusadaEm);
    const { filas } = (await ler('/v2/filas/pedido')) as { filas: { fila: string; recusadas: number }[] };
    assert.deepEqual(
      filas.filter(({ recusadas }) => recusadas > 0).map(({ fila, recusadas }) => [fila, recusadas]),
      [[ESCRITA, 1]],
    );
    assert.match((await scrape()).text, /^refused_messages\{service="pedido"\} 1$/m);
  });

  test('reenviada, é tentada mais uma vez, e o ato fica na trilha', async (t) => {
    const { agir, atos, messaging, message } = await comUma(t);
    const { id } = message.envelope;
    const { status, body } = await agir(`${RECUSADAS}/${id}/reenviar`);
    assert.deepEqual([status, body], [200, { reenviadas: 1 }]);
    const recusas = async () =>
      (await messaging.trail.since(0, 1_000)).filter(({ tipo }) => tipo === 'mensagem-recusada');
    await until('it was refused again', async () => (await recusas()).length === 2);
    assert.deepEqual(
      (await atos()).map(({ tipo, dados }) => [tipo, dados.mensagemId]),
      [['morta-reenviada', id]],
    );
    assert.equal((await messaging.outbox.aside()).length, 1);
  });

  test('descartada com motivo, some; de outra fila ou outra vez, é um 404', async (t) => {
    const { agir, atos, messaging, message, chamar } = await comUma(t);
    const { id } = message.envelope;
    assert.equal((await agir(`${RECUSADAS}/${id}/descartar`)).status, 400);
    assert.equal(
      (await chamar('POST', `${RECUSADAS}/${id}/descartar`, 'operacao:ler', { motivo: 'de teste' })).status,
      403,
    );
    assert.equal((await agir(`${RECUSADAS.replace(ESCRITA, 'estorno-pagamento-req')}/${id}/reenviar`)).status, 404);
    assert.equal((await agir(`${RECUSADAS}/${id}/descartar`, { motivo: 'de teste' })).status, 200);
    assert.deepEqual([await messaging.outbox.aside(), await messaging.outbox.size()], [[], 0]);
    assert.deepEqual(
      (await atos()).map(({ tipo, dados }) => [tipo, dados.motivo]),
      [['morta-descartada', 'de teste']],
    );
    assert.equal((await agir(`${RECUSADAS}/${id}/descartar`, { motivo: 'de novo' })).status, 404);
    assert.equal((await chamar('GET', RECUSADAS.replace(ESCRITA, FILA))).status, 404);
  });
});

const corpo = ({ envelope }: Outgoing = umaMensagem()) => JSON.stringify(envelope);

suite('mensagens mortas', { concurrency: true, timeout: 120_000 }, () => {
  test('a lista conta cada uma, a que é um envelope e a que não é', async (t) => {
    const { matar, ler } = await abrir(t);
    const antes = Date.now();
    const message = umaMensagem({ pedidoId: 7 });
    const [boa, ruim] = [matar(corpo(message), '7'), matar('x'.repeat(5_000), 'produto-3')];
    const { mortas } = (await ler()) as { mortas: { id: string; enterradaEm: string }[] };
    const instantes = mortas.map(({ enterradaEm }) => Date.parse(enterradaEm));
    assert.ok(instantes.every((instante) => instante >= antes && instante <= Date.now()));
    const { id: mensagemId, correlacao } = message.envelope;
    assert.deepEqual(
      mortas
        .map(({ enterradaEm: _, ...morta }) => morta)
        .toSorted((a, b) => (a.id === boa ? -1 : b.id === boa ? 1 : 0)),
      [
        {
          id: boa,
          grupo: '7',
          mensagem: 'preparo-mudou',
          mensagemId,
          pedidoId: 7,
          correlacao,
          corpo: JSON.parse(corpo(message)),
        },
        {
          id: ruim,
          grupo: 'produto-3',
          mensagem: null,
          mensagemId: 'morta-2',
          pedidoId: null,
          correlacao: null,
          corpo: 'x'.repeat(4_000),
        },
      ],
    );
  });

  test('sem mortas, a lista é vazia', async (t) => {
    const { ler } = await abrir(t);
    assert.deepEqual(await ler(), { mortas: [] });
  });

  test('de muitos pedidos, mostra a mais antiga de cada um', async (t) => {
    const { matar, ler } = await abrir(t);
    const primeiras = Array.from({ length: 25 }, (_, n) =>
      matar(corpo(umaMensagem({ pedidoId: n + 1 })), String(n + 1)),
    );
    matar(corpo(), '1');
    const { mortas } = await ler();
    assert.deepEqual(mortas.map(({ id }: { id: string }) => id).toSorted(), primeiras.toSorted());
  });

  test('olhar não muda nada: logo depois, e de novo, mostra o mesmo', async (t) => {
    const { matar, ler } = await abrir(t);
    matar(corpo());
    matar(corpo(), '2');
    const antes = await ler();
    assert.equal(antes.mortas.length, 2);
    for (let n = 0; n < 2; n += 1) {
      const depois = await until(
        'it is shown again',
        async () => {
          const vista = await ler();
          return vista.mortas.length === 2 && vista;
        },
        5_000,
      );
      assert.deepEqual(new Set(depois.mortas), new Set(antes.mortas));
    }
  });

  test('depois de ver a lista, uma se lê, se reenvia ou se descarta sem esperar', async (t) => {
    const { matar, ler, chamar, agir, chegam, restam } = await abrir(t);
    const [lida, reenviada, descartada] = ['1', '2', '3'].map((group) => matar(corpo(), group));
    assert.equal((await ler()).mortas.length, 3);
    const { status, body } = await chamar('GET', `${MORTAS}/${lida}`);
    assert.deepEqual([status, body.id], [200, lida]);
    assert.equal((await agir(`${MORTAS}/${reenviada}/reenviar`)).status, 200);
    assert.equal((await agir(`${MORTAS}/${descartada}/descartar`, { motivo: 'pedido de teste' })).status, 200);
    await chegam(1);
    assert.equal(await restam(), 1);
  });

  test('uma só se lê, inteira, e continua lá', async (t) => {
    const { matar, chamar, restam } = await abrir(t);
    const message = umaMensagem({ pedidoId: 2 });
    matar(corpo(), '1');
    const id = matar(corpo(message), '2');
    const { status, body } = await chamar('GET', `${MORTAS}/${id}`);
    assert.deepEqual([status, body.id, body.corpo], [200, id, JSON.parse(corpo(message))]);
    assert.equal(await restam(), 2);
  });

  test('uma só se reenvia: chega à fila, e fica escrito quem a reenviou', async (t) => {
    const { matar, agir, atos, chegam, restam } = await abrir(t);
    const message = umaMensagem({ pedidoId: 7 });
    matar(corpo(), '1');
    const id = matar(corpo(message), '7');
    const { status, body, id: causa } = await agir(`${MORTAS}/${id}/reenviar`);
    assert.deepEqual([status, body], [200, { reenviadas: 1 }]);
    assert.deepEqual(await chegam(1), [corpo(message)]);
    assert.equal(await restam(), 1);
    const [{ em, seq: _, ...ato } = assert.fail(), ...mais] = await atos();
    assert.deepEqual(mais, []);
    assert.ok(Math.abs(em - Date.now()) < 60_000);
    assert.deepEqual(ato, {
      ...{
        tipo: 'morta-reenviada',
        subject: aboutPedido(7),
        fila: FILA,
        por: 'gerente',
        causa,
        correlacao: causa,
        instancia: INSTANCE,
      },
      dados: { mensagem: 'preparo-mudou', mensagemId: message.envelope.id },
    });
  });

  test('todas se reenviam, cem de vários pedidos, cada pedido na sua ordem e cada uma escrita', async (t) => {
    const { matar, agir, atos, chegam, restam } = await abrir(t);
    const messages = Array.from({ length: 100 }, (_, n) => umaMensagem({ pedidoId: 1 + (n % 12) }));
    for (const message of messages) matar(corpo(message), message.group);
    const { status, body } = await agir(`${MORTAS}/reenviar`);
    assert.deepEqual([status, body], [200, { reenviadas: 100 }]);
    assert.equal(await restam(), 0);
    const chegaram = Map.groupBy(await chegam(100), (text) => JSON.parse(text).pedidoId);
    for (const [pedidoId, doPedido] of Map.groupBy(messages, ({ envelope }) => envelope.pedidoId))
      assert.deepEqual(chegaram.get(pedidoId), doPedido.map(corpo));
    const escritas = await atos();
    assert.ok(
      escritas.every(({ tipo, por, fila }) => tipo === 'morta-reenviada' && por === 'gerente' && fila === FILA),
    );
    assert.deepEqual(
      escritas.map(({ dados }) => String(dados.mensagemId)).toSorted(),
      messages.map(({ envelope }) => envelope.id).toSorted(),
    );
  });

  test('todas, mesmo olhadas há pouco; e sem nenhuma, nenhuma', async (t) => {
    const { matar, agir, ler, chegam } = await abrir(t);
    matar(corpo());
    matar(corpo(), '2');
    assert.equal((await ler()).mortas.length, 2);
    assert.deepEqual((await agir(`${MORTAS}/reenviar`)).body, { reenviadas: 2 });
    await chegam(2);
    assert.deepEqual((await agir(`${MORTAS}/reenviar`)).body, { reenviadas: 0 });
  });

  test('a que volta a morrer na hora não é reenviada em círculo', async (t) => {
    const { broker, care, matar, agir, restam } = await abrir(t);
    for (let n = 0; n < 5; n += 1) matar(corpo(), String(n + 1));
    const fim = new AbortController();
    const morrendo = (async () => {
      while (!fim.signal.aborted)
        for (const message of await broker.receive(FILA, 10, fim.signal)) await broker.bury(FILA, message);
    })();
    assert.deepEqual((await agir(`${MORTAS}/reenviar`)).body, { reenviadas: 5 });
    await until('all died again, and the queue is empty', async () => {
      const { waiting, inFlight } = await care.depth(fifo(FILA));
      return waiting + inFlight === 0 && (await restam()) === 5;
    });
    fim.abort();
    await morrendo;
  });

  test('a que nem se entende também se reenvia, e fica escrita pelo nome que a fila lhe deu', async (t) => {
    const { matar, agir, atos, chegam } = await abrir(t);
    const id = matar('oi');
    assert.equal((await agir(`${MORTAS}/${id}/reenviar`)).status, 200);
    assert.deepEqual(await chegam(1), ['oi']);
    const [{ subject, dados } = assert.fail()] = await atos();
    assert.deepEqual([subject, dados], [null, { mensagem: null, mensagemId: 'morta-1' }]);
  });

  test('descartada com o motivo, não está em lugar nenhum, e fica escrito por quem e por quê', async (t) => {
    const { matar, agir, atos, care, restam } = await abrir(t);
    const message = umaMensagem({ pedidoId: 7 });
    const id = matar(corpo(message), '7');
    const { status, body } = await agir(`${MORTAS}/${id}/descartar`, { motivo: '  pedido de teste ' });
    assert.deepEqual([status, body], [200, true]);
    assert.deepEqual([await restam(), await care.depth(fifo(FILA))], [0, { waiting: 0, inFlight: 0 }]);
    const [{ tipo, por, subject, fila, dados } = assert.fail(), ...mais] = await atos();
    assert.deepEqual(mais, []);
    assert.deepEqual([tipo, por, subject, fila], ['morta-descartada', 'gerente', aboutPedido(7), FILA]);
    assert.deepEqual(dados, { mensagem: 'preparo-mudou', mensagemId: message.envelope.id, motivo: 'pedido de teste' });
  });

  for (const body of [
    undefined,
    {},
    { motivo: '' },
    { motivo: '    ' },
    { motivo: 'ab' },
    { motivo: 7 },
    { motivo: 'x'.repeat(256) },
  ])
    test(`sem um motivo de verdade não se descarta: ${JSON.stringify(body)?.slice(0, 30)}`, async (t) => {
      const { matar, agir, atos, restam } = await abrir(t);
      const id = matar(corpo());
      const answer = await agir(`${MORTAS}/${id}/descartar`, body);
      assert.equal(answer.status, 400);
      assert.deepEqual(
        answer.body.erros.map(({ campo }: { campo: string }) => campo),
        ['motivo'],
      );
      assert.deepEqual([await restam(), await atos()], [1, []]);
    });

  for (const ato of ['morta/reenviar', 'reenviar', 'morta/descartar'])
    test(`antes de agir se escreve: sem poder escrever, ${ato} não é feito`, async (t) => {
      const { matar, agir, restam, chegam, transact } = await abrir(t);
      const id = matar(corpo());
      await transact((trx) => trx.schema.alterTable('trilha').renameTo('longe').execute());
      const { status } = await agir(`${MORTAS}/${ato.replace('morta', id)}`, { motivo: 'pedido de teste' });
      assert.equal(status, 500);
      assert.equal(await restam(), 1);
      await chegam(0);
    });

  for (const [fila, de] of [
    ['preparacao-pedido-req', 'de outro serviço'],
    [`${FILA}.fifo`, 'pelo nome que tem no SQS'],
    ['nenhuma', 'que não há'],
    ['__proto__', 'que nem é um nome'],
  ] as const)
    test(`uma fila ${de} não se acha, para nada`, async (t) => {
      const { chamar } = await abrir(t);
      const mortas = `/v2/gerencia/filas/${fila}/mortas`;
      for (const [method, url] of [
        ['GET', mortas],
        ['GET', `${mortas}/1`],
        ['POST', `${mortas}/reenviar`],
        ['POST', `${mortas}/1/reenviar`],
        ['POST', `${mortas}/1/descartar`],
      ] as const) {
        const { status, body } = await chamar(
          method,
          url,
          undefined,
          method === 'POST' ? { motivo: 'qualquer' } : undefined,
        );
        assert.deepEqual([url, status, body.erros?.[0]?.campo], [url, 404, 'fila']);
      }
    });

  test('uma morta que não está lá não se acha, e as que estão ficam como estavam', async (t) => {
    const { matar, chamar, atos, restam } = await abrir(t);
    matar(corpo());
    for (const [method, ato] of [
      ['GET', ''],
      ['POST', '/reenviar'],
      ['POST', '/descartar'],
    ] as const) {
      const body = method === 'POST' ? { motivo: 'qualquer' } : undefined;
      const answer = await chamar(method, `${MORTAS}/${randomUUID()}${ato}`, undefined, body);
      assert.deepEqual([ato, answer.status, answer.body.erros[0].campo], [ato, 404, 'id']);
    }
    assert.deepEqual([await restam(), await atos()], [1, []]);
  });

  test('com as filas fora do ar, é indisponível, e não um erro nosso', async (t) => {
    const { server, chamar } = await abrir(t);
    await server.stop();
    for (const [method, url] of [
      ['GET', MORTAS],
      ['POST', `${MORTAS}/reenviar`],
      ['GET', '/v2/filas/pedido'],
    ] as const) {
      const { status, body } = await chamar(method, url);
      assert.deepEqual([url, status, Problem.safeParse(body).success], [url, 503, true]);
    }
  });
});

suite('quem pode operar', { concurrency: true, timeout: 60_000 }, () => {
  const LEITURAS = ['/v2/trilhas/pedido/1', '/v2/filas/pedido', MORTAS, `${MORTAS}/1`];
  const ATOS = [`${MORTAS}/reenviar`, `${MORTAS}/1/reenviar`, `${MORTAS}/1/descartar`];

  for (const [quem, token, leitura, ato] of [
    ['ninguém', '', 401, 401],
    ['um totem', 'pedido:fazer,painel:ler', 403, 403],
    ['quem só pode ver', 'operacao:ler', 200, 403],
    ['quem só pode agir', 'operacao:agir', 403, 200],
  ] as const)
    test(`${quem}: ver ${leitura}, agir ${ato}`, async (t) => {
      const { chamar, matar, restam, atos } = await abrir(t);
      matar(corpo());
      // What may be asked for and is not there is a 404: it was allowed.
      const permitido = (status: number) => (status === 404 ? 200 : status);
      for (const url of LEITURAS)
        assert.deepEqual([url, permitido((await chamar('GET', url, token)).status)], [url, leitura]);
      if (ato !== 200) {
        for (const url of ATOS)
          assert.deepEqual([url, (await chamar('POST', url, token, { motivo: 'qualquer' })).status], [url, ato]);
        assert.deepEqual([await restam(), await atos()], [1, []]);
      } else assert.equal((await chamar('POST', `${MORTAS}/reenviar`, token)).status, ato);
    });
});

suite('a trilha de um pedido', { concurrency: true, timeout: 60_000 }, () => {
  const contexto = newStory(randomUUID(), new Date('2026-05-04T12:00:00Z'), 'totem');
  const umaNota = (pedidoId: number | null, dados: Note['dados'] = {}) =>
    noteOf(contexto, 'estado', pedidoId === null ? null : aboutPedido(pedidoId), dados, FILA);

  test('conta o que se registrou dele, na ordem, e o que ainda espera na caixa de saída', async (t) => {
    const { messaging, transact, ler } = await abrir(t, { relay: false });
    await messaging.trail.append([
      umaNota(7, { para: 'RECEBIDO' }),
      umaNota(8),
      umaNota(null),
      umaNota(7, { para: 'PRONTO' }),
    ]);
    const espera = soUma(stamp('preparacao-cancelada', { pedidoId: 7 }, {}, contexto));
    const deOutro = soUma(stamp('preparacao-cancelada', { pedidoId: 8 }, {}, contexto));
    await transact((trx) => addToOutbox(trx, [espera, deOutro]));
    const { correlacao, causa, por } = contexto;
    const comum = {
      em: '2026-05-04T12:00:00.000Z',
      tipo: 'estado',
      correlacao,
      causa,
      por,
      instancia: INSTANCE,
      fila: FILA,
    };
    assert.deepEqual(await ler('/v2/trilhas/pedido/7'), {
      servico: 'pedido',
      entradas: [
        { ...comum, seq: 1, dados: { para: 'RECEBIDO' } },
        { ...comum, seq: 4, dados: { para: 'PRONTO' } },
      ],
      aguardando: [
        {
          mensagemId: espera.envelope.id,
          mensagem: 'preparacao-cancelada',
          fila: 'preparacao-pedido-req',
          em: '2026-05-04T12:00:00.000Z',
          causa,
          correlacao,
        },
      ],
    });
  });

  test('não conta as partes que o serviço guarda para si', async (t) => {
    const { messaging, ler } = await abrir(t, { service: 'cozinha' });
    await messaging.trail.append([umaNota(7, { de: null, comanda: { observacoes: 'sem cebola', cliente: 'Maria' } })]);
    const trilha = await ler('/v2/trilhas/cozinha/7');
    assert.deepEqual(trilha.entradas[0].dados, { de: null });
    assert.doesNotMatch(JSON.stringify(trilha), /cebola|Maria/);
  });

  test('de um pedido de que nada se sabe é vazia; de um que não é um número, um erro', async (t) => {
    const { chamar, ler } = await abrir(t);
    assert.deepEqual(await ler('/v2/trilhas/pedido/9'), { servico: 'pedido', entradas: [], aguardando: [] });
    for (const id of ['0', '-1', 'um', '1e3'])
      assert.deepEqual([id, (await chamar('GET', `/v2/trilhas/pedido/${id}`)).status], [id, 400]);
  });
});

suite('as filas de um serviço', { concurrency: true, timeout: 60_000 }, () => {
  test('são as em que escreve, e as das mortas que lê, com o que têm e desde quando', async (t) => {
    const { broker, messaging, matar, ler } = await abrir(t);
    const contexto = newStory(randomUUID(), new Date(), 'totem');
    const em = (instante: string, tipo: string, fila: QueueName) => ({
      ...noteOf(contexto, tipo, aboutPedido(1), {}, fila),
      em: Date.parse(instante),
    });
    const COZINHA: QueueName = 'preparacao-pedido-req';
    for (const pedidoId of [1, 2])
      await broker.send(COZINHA, stamp('preparacao-cancelada', { pedidoId }, {}, contexto));
    const [emMaos] = await broker.receive(COZINHA, 1, AbortSignal.timeout(5_000));
    assert.ok(emMaos);
    matar(corpo());
    await messaging.trail.append([
      em('2026-05-04T12:00:00Z', 'mensagem-enviada', COZINHA), // no longer there: two are
      em('2026-05-04T12:00:01Z', 'mensagem-enviada', COZINHA),
      em('2026-05-04T12:00:02Z', 'mensagem-enterrada', FILA),
      em('2026-05-04T12:00:03Z', 'mensagem-enviada', COZINHA),
    ]);
    const { filas, mortas } = (await ler('/v2/filas/pedido')) as Record<
      string,
      { fila: QueueName; maisAntigaEm: string }[]
    >;
    assert.deepEqual(
      [filas, mortas].map((some) => some?.map(({ fila }) => fila)),
      [queuesFrom('pedido'), queuesTo('pedido')],
    );
    const de = (some: typeof filas, nome: QueueName) => some?.find(({ fila }) => fila === nome);
    const vazia = { esperando: 0, emVoo: 0, maisAntigaEm: null };
    assert.deepEqual(de(filas, COZINHA), {
      recusadas: 0,
      fila: COZINHA,
      esperando: 1,
      emVoo: 1,
      maisAntigaEm: '2026-05-04T12:00:01.000Z',
    });
    assert.deepEqual(de(mortas, FILA), {
      fila: FILA,
      esperando: 1,
      emVoo: 0,
      maisAntigaEm: '2026-05-04T12:00:02.000Z',
    });
    assert.deepEqual(de(filas, 'estorno-pagamento-req'), { fila: 'estorno-pagamento-req', ...vazia, recusadas: 0 });
    assert.deepEqual(de(mortas, 'produto-alterado'), { fila: 'produto-alterado', ...vazia });
  });

  test('de uma mensagem de que a trilha não fala, não se sabe desde quando', async (t) => {
    const { matar, ler } = await abrir(t);
    matar(corpo());
    const { mortas } = (await ler('/v2/filas/pedido')) as { mortas: { fila: string }[] };
    assert.deepEqual(
      mortas.find(({ fila }) => fila === FILA),
      { fila: FILA, esperando: 1, emVoo: 0, maisAntigaEm: null },
    );
  });
});
