import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { aberto } from '@foodious/testing/aberto.ts';
import { caller, readCredentials } from '@foodious/testing/client.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { until } from '@foodious/testing/waiting.ts';

const ops = (file: string) => readFileSync(join(import.meta.dirname, '../../ops', file), 'utf8');

/** The metrics a PromQL expression speaks of. */
function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/\{[^}]*\}|"[^"]*"|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b([a-z_][a-z0-9_]*)\b(?!\s*\()/g)].map(([, name]) => String(name));
}

/** Written by Prometheus itself for each target. */
const ITS_OWN = new Set(['up']);

describe('as métricas', () => {
  let casa: Awaited<ReturnType<typeof aberto>>;
  let scrape = '';
  before(async () => {
    casa = await aberto();
    const { id } = await casa.pago();
    await casa.ateComanda(id);
    await casa.moverComanda(id, 'iniciar');
    await casa.moverComanda(id, 'pronto');
    await casa.ate(id, 'PRONTO');
    await painelAberto();
    scrape = await until('medições de um pedido inteiro', async () => {
      const text = (await casa.gerente('GET', '/metrics')).body;
      const esperando = /^outbox_messages\{[^}]*\} [1-9]/m.test(text); // sent already, and not yet crossed out
      return /saga_duration_seconds_count\{saga="recebido_pronto"\} [1-9]/.test(text) && !esperando && text;
    });
  });
  after(async () => {
    painel.abort();
    await casa.fechar();
  });

  const painel = new AbortController();
  /** Somebody watches the board. */
  async function painelAberto() {
    const { gateway, dataDir } = casa.place;
    const { cliente_id: client_id, cliente_segredo: client_secret } = readCredentials(
      join(dataDir, 'credenciais.json'),
    );
    const { body } = await caller(gateway)('POST', '/oauth2/token', { client_id, client_secret });
    const headers = { authorization: `Bearer ${body.token}` };
    await fetch(`${gateway}/v2/painel/eventos`, { headers, signal: painel.signal });
  }

  const sample = (name: string, labels = '') =>
    Number(new RegExp(`^${name}\\{${labels.replaceAll(/[{}]/g, '')}[^}]*\\} ([\\d.e+-]+)$`, 'm').exec(scrape)?.[1]);

  for (const file of ['grafana-dashboard.json', 'alerts.yml'])
    test(`${file} só fala de métricas que existem`, () => {
      const text = ops(file);
      const exprs =
        file === 'alerts.yml'
          ? [...text.matchAll(/^\s+expr: (.*)$/gm)].map(([, expr]) => String(expr))
          : (JSON.parse(text) as { panels: { targets: { expr: string }[] }[] }).panels.flatMap(({ targets }) =>
              targets.map(({ expr }) => expr),
            );
      assert.ok(exprs.length > 10);
      const known = new Set([...scrape.matchAll(/^([a-z_][a-z0-9_]*)[{ ]/gm)].map(([, name]) => name));
      const missing = exprs.flatMap(metricsIn).filter((name) => !known.has(name) && !ITS_OWN.has(name));
      assert.deepEqual(missing, []);
    });

  test('cada perna das sagas foi medida', () => {
    for (const saga of ['checkout_pendente', 'webhook_recebido', 'recebido_pronto'])
      assert.ok(sample('saga_duration_seconds_count', `saga="${saga}"`) >= 1, saga);
  });

  test('nada espera nem morreu depois de um pedido que correu bem', () => {
    for (const queue of ['solicitar-pagamento-req', 'preparacao-pedido-req'])
      assert.equal(sample('dead_letters', `queue="${queue}"`), 0, queue);
    for (const service of ['produto', 'pedido', 'pagamento', 'cozinha'])
      assert.equal(sample('outbox_messages', `service="${service}"`), 0, service);
    assert.equal(sample('stuck_orders', 'estado="CHECKOUT"'), 0);
  });

  test('as requisições são contadas por rota e resposta, nunca por endereço', () => {
    assert.match(
      scrape,
      /http_request_duration_seconds_count\{service="pedido",method="POST",route="\/v1\/pedido",status="201"\}/,
    );
    assert.doesNotMatch(scrape, /route="\/v1\/pedido\/\d+/);
  });
});

describe('as métricas no log', () => {
  let casa: Awaited<ReturnType<typeof emProcesso>>;
  before(async () => {
    casa = await emProcesso({ METRICS_LOG_S: '1' });
  });
  after(() => casa.guardar());

  /** The gauges of a scrape: of what is in seconds the most, of anything else the sum. */
  function gaugesOf(text: string): Record<string, number> {
    const gauges = [...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => String(name));
    return Object.fromEntries(
      gauges.flatMap((name) => {
        const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, n]) => Number(n));
        if (values.length === 0) return [];
        return [[name, name.endsWith('_seconds') ? Math.max(...values) : values.reduce((a, b) => a + b, 0)]];
      }),
    );
  }
  const linhas = () =>
    readFileSync(join(casa.place.dataDir, 'logs', 'foodious.log'), 'utf8')
      .trim()
      .split('\n')
      .filter((linha) => linha.endsWith('"msg":"medidas"}'))
      .map((linha) => JSON.parse(linha) as Record<string, number>);

  test('uma linha diz de tempos em tempos o mesmo que /metrics, em números', async (t) => {
    const painel = new AbortController(); // somebody watches the board: a gauge that is not zero
    t.after(() => painel.abort());
    const headers = { authorization: `Bearer ${await casa.gerente.bearer()}` };
    await fetch(`${casa.place.gateway}/v2/painel/eventos`, { headers, signal: painel.signal });
    const numeros = await until('uma linha com os números de /metrics', async () => {
      const gauges = gaugesOf((await casa.gerente('GET', '/metrics')).body);
      const { level: _, time: __, msg: ___, ...ditos } = linhas().at(-1) ?? {};
      const contados = (all: Record<string, number>) =>
        JSON.stringify(Object.entries(all).filter(([name]) => !/_seconds$|^nodejs_|^process_/.test(name)));
      return contados(ditos) === contados(gauges) && ditos;
    });
    for (const name of [
      'outbox_oldest_age_seconds',
      'stuck_orders',
      'dead_letters',
      'refused_messages',
      'open_divergences',
    ])
      assert.equal(typeof numeros[name], 'number', name);
    assert.ok(Object.values(numeros).every(Number.isFinite));
    assert.equal(numeros.event_streams, 1);
  });

  test('acaba com o processo, que termina em ordem', async () => {
    assert.equal(await casa.encerrar('SIGTERM'), 0);
  });
});
