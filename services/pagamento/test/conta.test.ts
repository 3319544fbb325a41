import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { assinar } from '@foodious/pix/assinatura.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { httpOf } from '@foodious/platform/service.ts';
import { readSettings, SettingsError } from '@foodious/platform/settings.ts';
import { encerrar, spawnNode } from '@foodious/testing/place.ts';
import { credenciaisDaConta, emailDaConta, enderecoDaConta } from '../src/adapters/pix/mercado-pago/credenciais.ts';
import { compose } from '../src/compose.ts';
import { pagamentoSettings } from '../src/settings.ts';

const TOKEN = 'TEST-8123456789012345-031012-0123456789abcdef';
const SEGREDO = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const CONTA = {
  MERCADO_PAGO_ACCESS_TOKEN: TOKEN,
  MERCADO_PAGO_WEBHOOK_SECRET: SEGREDO,
  MERCADO_PAGO_EMAIL: 'casa@lanchonete.example',
};

const ambiente = (mais: Record<string, string> = {}) => ({
  DATA_DIR: ':memory:',
  PROVEDOR_PIX: 'mercado-pago',
  MERCADO_PAGO_URL: 'http://127.0.0.1:9',
  ...CONTA,
  ...mais,
});

describe('uma conta do Mercado Pago', () => {
  for (const [nome, dado, erro] of [
    ['MERCADO_PAGO_ACCESS_TOKEN', '', /^MERCADO_PAGO_ACCESS_TOKEN: missing/],
    ['MERCADO_PAGO_ACCESS_TOKEN', '   ', /^MERCADO_PAGO_ACCESS_TOKEN: missing/],
    ['MERCADO_PAGO_ACCESS_TOKEN', 'changeme', /^MERCADO_PAGO_ACCESS_TOKEN: a placeholder/],
    ['MERCADO_PAGO_ACCESS_TOKEN', 'xxxxxxxxxxxxxxxxxxxxxxxx', /^MERCADO_PAGO_ACCESS_TOKEN: a placeholder/],
    ['MERCADO_PAGO_ACCESS_TOKEN', 'your-access-token-goes-here', /^MERCADO_PAGO_ACCESS_TOKEN: a placeholder/],
    ['MERCADO_PAGO_ACCESS_TOKEN', '<o token do painel, aqui>', /^MERCADO_PAGO_ACCESS_TOKEN: a placeholder/],
    ['MERCADO_PAGO_ACCESS_TOKEN', `${TOKEN}\n${TOKEN}`, /^MERCADO_PAGO_ACCESS_TOKEN: has a blank/],
    ['MERCADO_PAGO_ACCESS_TOKEN', `${TOKEN}\u200b0`, /^MERCADO_PAGO_ACCESS_TOKEN: has a blank/],
    ['MERCADO_PAGO_WEBHOOK_SECRET', '', /^MERCADO_PAGO_WEBHOOK_SECRET: missing/],
    ['MERCADO_PAGO_WEBHOOK_SECRET', 'seu-segredo-do-webhook', /^MERCADO_PAGO_WEBHOOK_SECRET: a placeholder/],
    ['MERCADO_PAGO_WEBHOOK_SECRET', `${SEGREDO},`, /^MERCADO_PAGO_WEBHOOK_SECRET: missing/],
    ['MERCADO_PAGO_WEBHOOK_SECRET', `${SEGREDO},curto`, /^MERCADO_PAGO_WEBHOOK_SECRET: a placeholder/],
  ] as const)
    test(`sem o que precisa não abre: ${nome} ${JSON.stringify(dado.slice(0, 30))}`, () => {
      assert.throws(
        () => credenciaisDaConta({ ...CONTA, [nome]: dado }),
        (error) =>
          error instanceof SettingsError && erro.test(error.message) && !(dado && error.message.includes(dado)),
      );
    });

  test('pede o e-mail da casa', () => {
    assert.throws(() => emailDaConta({}), { message: /^MERCADO_PAGO_EMAIL: missing/ });
    assert.equal(emailDaConta(CONTA), 'casa@lanchonete.example');
  });

  test('só leva o token por https, ou dentro da própria máquina, e a um endereço sem senha', async () => {
    for (const certo of ['https://api.mercadopago.com', 'http://127.0.0.1:9', 'http://localhost:9'])
      assert.equal(enderecoDaConta(certo), certo);
    assert.throws(() => enderecoDaConta('http://api.mercadopago.com'), { message: /^MERCADO_PAGO_URL: must be https/ });
    assert.throws(
      () => enderecoDaConta('https://casa:uma-senha@proxy.example'),
      (error) => error instanceof SettingsError && !error.message.includes('uma-senha'),
    );
    const env = ambiente({ MERCADO_PAGO_URL: 'http://10.0.0.1' });
    await assert.rejects(compose(readSettings(pagamentoSettings, [], env), createLogger('silent')), SettingsError);
  });

  test('tem um segredo, ou dois enquanto um toma o lugar do outro', () => {
    const outro = SEGREDO.replaceAll('a', 'b');
    const ler = (MERCADO_PAGO_WEBHOOK_SECRET: string) => credenciaisDaConta({ ...CONTA, MERCADO_PAGO_WEBHOOK_SECRET });
    assert.deepEqual(ler(SEGREDO), { accessToken: TOKEN, segredos: [SEGREDO] });
    assert.deepEqual(ler(` ${SEGREDO}, ${outro} `).segredos, [SEGREDO, outro]);
  });

  test('sem um segredo o serviço acaba com uma linha clara, que não o mostra', async () => {
    for (const [mais, linha] of [
      [
        { MERCADO_PAGO_ACCESS_TOKEN: 'changeme-1234567890' },
        /^Wrong option: MERCADO_PAGO_ACCESS_TOKEN: a placeholder.*$/,
      ],
      [{ MERCADO_PAGO_EMAIL: '' }, /^Wrong option: MERCADO_PAGO_EMAIL: missing.*$/],
    ] as const) {
      const child = spawnNode('services/pagamento/src/main.ts', {
        ...process.env,
        ...ambiente(mais),
        PORT_BASE: '22100',
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      assert.equal(code, 1, child.errors());
      assert.match(child.errors().trimEnd(), linha);
      assert.doesNotMatch(child.errors(), /1234567890/);
      await encerrar(child, 'SIGKILL');
    }
  });
});

describe('com o dinheiro de verdade', () => {
  const abrir = async (env: Record<string, string>) => {
    const ditas: string[] = [];
    const log = createLogger('warn', { write: (linha) => void ditas.push(JSON.parse(linha).msg) });
    const servico = await compose(readSettings(pagamentoSettings, [], env), log);
    await servico.migrate();
    await servico.jobs[0]?.start();
    return { ditas, servico, http: await httpOf(servico) };
  };
  const NOTIFICACAO_V1 = `/v1/pagamento/${randomUUID()}/1`;

  test('não há a rota com que se decide um pagamento no lugar do banco', async (t) => {
    const { http, servico } = await abrir(ambiente());
    t.after(() => servico.close());
    const { statusCode } = await http.inject({ method: 'POST', url: NOTIFICACAO_V1, payload: {} });
    assert.equal(statusCode, 404);
  });

  test('com o banco simulado há, para quem tem sua assinatura ou é da gerência', async (t) => {
    const { http, servico } = await abrir({ DATA_DIR: ':memory:' });
    t.after(() => servico.close());
    const { statusCode } = await http.inject({ method: 'POST', url: NOTIFICACAO_V1, payload: {} });
    assert.equal(statusCode, 401);
  });

  test('diz que o token é de teste, e que sem https ninguém nos notifica', async (t) => {
    const { ditas, servico } = await abrir(ambiente());
    t.after(() => servico.close());
    assert.equal(ditas.length, 2);
    assert.match(ditas.join('\n'), /token of Mercado Pago is one of a test[\s\S]*GATEWAY_URL is not https/);
  });

  test('ouve as notificações assinadas com o segredo da conta, como quer que venham', async (t) => {
    const { http, servico } = await abrir(ambiente({ GATEWAY_URL: 'https://casa.example' }));
    t.after(() => servico.close());
    const requestId = randomUUID();
    const headers = {
      'x-request-id': requestId,
      'x-signature': assinar(SEGREDO, { dataId: '77', requestId, ts: Date.now() }),
    };
    const url = '/v1/pagamento/webhook/mercado-pago?data.id=77&type=payment';
    for (const [tipo, payload] of [
      ['application/json', '{"data":{"id":"77"}}'],
      ['application/json; charset=utf-8', '{"data":'],
      ['application/json', ''],
      ['text/plain', 'x'],
      [undefined, undefined],
    ] as const) {
      const answer = await http.inject({
        method: 'POST',
        url,
        headers: { ...headers, ...(tipo && { 'content-type': tipo }) },
        ...(payload !== undefined && { payload }),
      });
      assert.deepEqual([answer.statusCode, answer.json()], [200, { recebida: true }], `${tipo} ${payload}`);
    }
    const grande = await http.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'text/plain' },
      payload: 'x'.repeat(100_000),
    });
    assert.equal(grande.statusCode, 413);
  });
});
