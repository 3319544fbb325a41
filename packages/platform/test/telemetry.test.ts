import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { storyOf, traceparentOf } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { pino } from 'pino';
import { contextOf, createHttp } from '../src/http.ts';
import { INSTANCE, startSpan, startTelemetry } from '../src/telemetry.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const VINDO = `00-${TRACE}-00f067aa0ba902b7-01`;
const NAO_AMOSTRADO = VINDO.replace(/01$/, '00');

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number; message?: string };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
};
type Exported = { resourceSpans: { resource: Pick<Span, 'attributes'>; scopeSpans: { spans: Span[] }[] }[] };

/** An OTLP/HTTP collector, and exporting to it until `enviados` asks for what came. */
async function coletor(t: TestContext, { OTEL_TRACES_SAMPLER_ARG = 1, fim = '', status = 200 } = {}) {
  const textos: string[] = [];
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const part of req) text += part;
    assert.equal(`${req.method} ${req.url}`, 'POST /v1/traces');
    textos.push(text);
    res.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}${fim}`;
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG });
  t.after(async () => {
    await telemetry.stop().catch(() => {});
    server.close().closeAllConnections();
  });
  return {
    textos,
    async enviados() {
      await telemetry.stop();
      return textos
        .flatMap((text) => (JSON.parse(text) as Exported).resourceSpans)
        .flatMap(({ resource, scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, de: ditos(resource) }))),
        );
    },
  };
}

const ditos = ({ attributes }: Pick<Span, 'attributes'>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** A server whose route does something inside its span, and may fail; says the trace context it worked in. */
async function umServico(t: TestContext, name = 'teste') {
  const app = await createHttp({
    name,
    log: pino({ level: 'silent' }),
    verify: async () => assert.fail(),
    ready: async () => {},
  });
  t.after(() => app.close());
  app.get<{ Params: { id: string } }>('/v1/coisa/:id', { schema: { security: [] } }, async (request) => {
    const { traceparent } = contextOf(request);
    const span = startSpan({ name: 'banco', kind: 'client', service: name, traceparent });
    span.end();
    if (request.params.id === 'fora') throw new Unavailable('o CPF 529.982.247-25 não responde');
    if (request.params.id === 'falha') throw new Error('o CPF 529.982.247-25 quebrou');
    return { traceparent };
  });
  return async (id = '7', headers: Record<string, string> = {}) => {
    const { statusCode: status, headers: h, body } = await app.inject({ url: `/v1/coisa/${id}`, headers });
    return { status, id: String(h['x-request-id']), traceparent: String(JSON.parse(body).traceparent) };
  };
}

suite('rastros', () => {
  test('um pedido de HTTP e o que se faz nele são um rastro só, que é o da sua história', async (t) => {
    const { enviados } = await coletor(t);
    const pedir = await umServico(t);
    const { id, traceparent } = await pedir();
    const spans = await enviados();
    assert.equal(spans.length, 2);
    const servidor = spans.find(({ kind }) => kind === 2) ?? assert.fail();
    const dentro = spans.find(({ kind }) => kind === 3) ?? assert.fail();
    for (const span of spans) {
      assert.equal(span.traceId, id.replaceAll('-', ''));
      assert.deepEqual([span.de['service.name'], span.de['service.instance.id']], ['teste', INSTANCE]);
      assert.ok(!span.status.code);
    }
    assert.ok(!servidor.parentSpanId);
    assert.equal(dentro.parentSpanId, servidor.spanId);
    assert.deepEqual([servidor.name, dentro.name], ['GET /v1/coisa/:id', 'banco']);
    assert.equal(traceparent, `00-${servidor.traceId}-${servidor.spanId}-01`);
  });

  test('o rastro de quem chama continua: a sua história, e o seu span por cima', async (t) => {
    const { enviados } = await coletor(t);
    const pedir = await umServico(t);
    const { id } = await pedir('7', { traceparent: VINDO });
    assert.equal(id, storyOf(VINDO));
    const spans = await enviados();
    assert.deepEqual(new Set(spans.map(({ traceId }) => traceId)), new Set([TRACE]));
    assert.equal(spans.find(({ kind }) => kind === 2)?.parentSpanId, '00f067aa0ba902b7');
  });

  test('quem chama e decidiu não amostrar é seguido: nada sai, e quem vem depois sabe', async (t) => {
    const { textos, enviados } = await coletor(t);
    const pedir = await umServico(t);
    const { traceparent } = await pedir('7', { traceparent: NAO_AMOSTRADO });
    assert.match(traceparent, new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
    assert.deepEqual([await enviados(), textos], [[], []]);
  });

  test('das nossas histórias sai a parte que se pediu; de quem chama, o que quem chama decidiu', async (t) => {
    const { enviados } = await coletor(t, { OTEL_TRACES_SAMPLER_ARG: 0 });
    const pedir = await umServico(t);
    const { id, traceparent } = await pedir();
    assert.match(traceparent, new RegExp(`^00-${id.replaceAll('-', '')}-[0-9a-f]{16}-00$`));
    await pedir('7', { traceparent: VINDO });
    assert.deepEqual(new Set((await enviados()).map(({ traceId }) => traceId)), new Set([TRACE]));
  });

  test('um rastro que não é um não se continua, e o pedido começa o seu', async (t) => {
    const { enviados } = await coletor(t);
    const pedir = await umServico(t);
    const { id } = await pedir('7', { traceparent: VINDO.toUpperCase() });
    assert.notEqual(id, storyOf(VINDO));
    const [servidor] = (await enviados()).filter(({ kind }) => kind === 2);
    assert.deepEqual([servidor?.traceId, servidor?.parentSpanId || undefined], [id.replaceAll('-', ''), undefined]);
  });

  test('os serviços de um mesmo processo não se confundem', async (t) => {
    const { enviados } = await coletor(t, { fim: '/' });
    for (const nome of ['pedido', 'cozinha']) await (await umServico(t, nome))('7', { traceparent: VINDO });
    const doServico = Map.groupBy(await enviados(), ({ de }) => de['service.name']);
    assert.deepEqual([...doServico.keys()].toSorted(), ['cozinha', 'pedido']);
    assert.deepEqual(
      [...doServico.values()].map(({ length }) => length),
      [2, 2],
    );
  });

  test('o que falha é marcado pelo tipo da falha, nunca por suas palavras', async (t) => {
    const { textos, enviados } = await coletor(t);
    const pedir = await umServico(t);
    assert.deepEqual([(await pedir('falha')).status, (await pedir('fora')).status], [500, 503]);
    const attributes = { 'messaging.message.id': randomUUID(), tentativa: 2 };
    startSpan({ name: 'fila tipo', kind: 'consumer', service: 'teste', traceparent: VINDO, attributes }).end(
      new TypeError('o CPF 529.982.247-25 não é um número'),
    );
    const spans = await enviados();
    const falhas = spans.filter(({ kind }) => kind === 2);
    assert.deepEqual(
      falhas.map(({ status }) => status.code),
      [2, 2],
    );
    const doConsumo = spans.find(({ kind }) => kind === 5) ?? assert.fail();
    assert.deepEqual(
      [doConsumo.status.code, doConsumo.status.message, doConsumo.parentSpanId],
      [2, 'TypeError', '00f067aa0ba902b7'],
    );
    assert.deepEqual(ditos(doConsumo), attributes);
    assert.doesNotMatch(textos.join(), /529\.982|não responde|quebrou/);
  });

  test('uma história nossa que não começou em HTTP toma o seu próprio id por rastro', async (t) => {
    const { enviados } = await coletor(t);
    const historia = randomUUID();
    startSpan({
      name: 'varredura',
      kind: 'client',
      service: 'teste',
      traceparent: traceparentOf(historia),
      fresh: true,
    }).end();
    const [span] = await enviados();
    assert.equal(span?.traceId, historia.replaceAll('-', ''));
  });

  for (const quando of ['desligados', 'parados'] as const)
    test(`${quando}, o contexto segue como veio, e sem ele o pedido tem o da sua história`, async (t) => {
      if (quando === 'parados') await (await coletor(t)).enviados();
      else await (await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: undefined, OTEL_TRACES_SAMPLER_ARG: 1 })).stop();
      const pedir = await umServico(t);
      for (const vindo of [VINDO, NAO_AMOSTRADO])
        assert.deepEqual(await pedir('7', { traceparent: vindo }), {
          status: 200,
          id: storyOf(vindo),
          traceparent: vindo,
        });
      const { id, traceparent } = await pedir();
      assert.equal(traceparent, traceparentOf(id));
      assert.equal(startSpan({ name: 'x', kind: 'client', service: 'teste', traceparent: VINDO }).traceparent, VINDO);
    });

  test('com um coletor que nada aceita, o serviço responde como sempre', async (t) => {
    const { enviados, textos } = await coletor(t, { status: 400 });
    const pedir = await umServico(t);
    assert.equal((await pedir()).status, 200);
    await enviados().catch(() => {}); // that is for whoever stops it to log
    assert.equal(textos.length, 1);
  });
});
