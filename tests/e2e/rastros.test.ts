import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTelemetry } from '@foodious/platform/telemetry.ts';
import { aberto } from '@foodious/testing/aberto.ts';
import { feito } from '@foodious/testing/client.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { until } from '@foodious/testing/waiting.ts';

type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; servico: string };

/** What collects traces, as any OTLP/HTTP collector would. */
async function collector() {
  const spans: Span[] = [];
  const servidor = await umServidor(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    for (const { resource, scopeSpans } of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans) {
      const servico = resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value.stringValue;
      for (const { spans: some } of scopeSpans)
        spans.push(...some.map((span: Omit<Span, 'servico'>) => ({ ...span, servico })));
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  return { spans, url: servidor.endereco, close: servidor.fechar };
}

describe('um pedido é um só rastro', () => {
  let coletor: Awaited<ReturnType<typeof collector>>;
  let telemetry: Awaited<ReturnType<typeof startTelemetry>>;
  let casa: Awaited<ReturnType<typeof aberto>>;
  before(async () => {
    coletor = await collector();
    telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: coletor.url, OTEL_TRACES_SAMPLER_ARG: 1 });
    casa = await aberto();
  });
  after(async () => {
    await casa.fechar();
    await telemetry.stop();
    await coletor.close();
  });

  test('do navegador à cozinha, por HTTP, outbox, fila e consumidor', { timeout: 60_000 }, async () => {
    const traceId = crypto.randomUUID().replaceAll('-', '');
    const navegador = 'b7ad6b7169203331';
    const { body } = await casa.totem(
      'POST',
      '/v2/pedido',
      { consumo: 'local', itens: [{ produtoId: 1, quantidade: 1 }], checkout: true },
      { 'idempotency-key': crypto.randomUUID(), traceparent: `00-${traceId}-${navegador}-01` },
    );
    const { id, pagamento } = body;
    await casa.cobrado(id, pagamento.transacaoId);
    await casa.aprovar(pagamento.transacaoId); // the bank's webhook knows nothing of the trace
    await casa.ate(id, 'RECEBIDO');
    await until(
      'comanda',
      async () => (await casa.cozinha('POST', `/v2/cozinha/comandas/${id}/iniciar`)).status === 200,
    );
    await casa.ate(id, 'EM_PREPARACAO');

    const wanted = [
      'gateway POST /v2/pedido',
      'pedido POST /v2/pedido',
      'pagamento solicitar-pagamento-req pagamento-solicitado',
      'pagamento provedor criar',
      'pedido webhook-pagamento-confirmado-res pagamento-confirmado',
      'cozinha preparacao-pedido-req preparacao-solicitada',
      'pedido preparacao-pedido-res preparo-mudou',
    ];
    const dele = () => coletor.spans.filter((span) => span.traceId === traceId);
    const nomes = () => dele().map(({ servico, name }) => `${servico} ${name}`);
    await until('all spans', async () => wanted.every((nome) => nomes().includes(nome)), 20_000);

    const ids = new Set([navegador, ...dele().map(({ spanId }) => spanId)]);
    for (const { name, parentSpanId } of dele()) assert.ok(ids.has(parentSpanId ?? ''), `${name} hangs in the air`);
    const { passos } = await feito(casa.gerente, 'GET', `/v2/pedido/${id}/linha-do-tempo`);
    const historias = new Set(passos.map(({ correlacao }: { correlacao: string }) => correlacao.replaceAll('-', '')));
    assert.deepEqual([...historias], [traceId]);
  });

  test('quem não pediu rastro começa um, com o id da requisição', { timeout: 60_000 }, async () => {
    const answer = await casa.totem('GET', '/v2/cardapio');
    const traceId = String(answer.headers.get('x-request-id')).replaceAll('-', '');
    const raiz = await until(
      'its span',
      async () => coletor.spans.find((span) => span.traceId === traceId && !span.parentSpanId),
      20_000,
    );
    assert.deepEqual([raiz.servico, raiz.name], ['gateway', 'GET /v2/cardapio']);
  });

  test('quem decidiu não ser seguido não é', { timeout: 60_000 }, async () => {
    const fora = crypto.randomUUID().replaceAll('-', '');
    await casa.totem('GET', '/v2/cardapio', undefined, { traceparent: `00-${fora}-b7ad6b7169203331-00` });
    const depois = await casa.totem('GET', '/v2/cardapio');
    const traceId = String(depois.headers.get('x-request-id')).replaceAll('-', '');
    await until('a later span', async () => coletor.spans.some((span) => span.traceId === traceId), 20_000);
    assert.equal(coletor.spans.filter((span) => span.traceId === fora).length, 0);
  });
});
