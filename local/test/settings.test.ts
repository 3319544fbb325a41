import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import { readSettings, SettingsError, settingsTable } from '@foodious/platform/settings.ts';
import { houseSettings } from '../src/settings.ts';

const SEGREDOS = { PIX_API_KEY: 'chave-da-api-do-pix', PIX_WEBHOOK_SECRET: 'segredo-do-aviso-do-pix' };
const PORTAS = [
  'PRODUTO_PORT',
  'PEDIDO_PORT',
  'PAGAMENTO_PORT',
  'COZINHA_PORT',
  'AWS_PORT',
  'SES_PORT',
  'PIX_PORT',
] as const;

/** The settings of the house. */
const ler = (argv: string[] = [], env: Record<string, string> = {}) => readSettings(houseSettings, argv, env);
/** The secrets of a house that starts with these settings. */
const segredos = (env: Record<string, string>) => pixSecrets(ler([], env));
const portas = (settings: ReturnType<typeof ler>) => PORTAS.map((nome) => settings[nome]);

function umaPasta(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'settings-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

suite('configuração', () => {
  test('sem dizer nada, cada serviço tem seu lugar nesta máquina', () => {
    const settings = ler();
    assert.equal(settings.PORT, 8080);
    assert.deepEqual(portas(settings), [3000, 3001, 3002, 3003, 4566, 8005, 3010]);
    assert.equal(settings.DATA_DIR, resolve(import.meta.dirname, '../../.data'));
    const { AWS_ENDPOINT, SES_ENDPOINT, PIX_URL, PRODUTO_URL, PEDIDO_URL, PAGAMENTO_URL, COZINHA_URL, GATEWAY_URL } =
      settings;
    assert.deepEqual(
      [PRODUTO_URL, PEDIDO_URL, PAGAMENTO_URL, COZINHA_URL, AWS_ENDPOINT, SES_ENDPOINT, PIX_URL, GATEWAY_URL],
      [...portas(settings), 8080].map((port) => `http://127.0.0.1:${port}`),
    );
    assert.equal(settings.FUSO, 'America/Sao_Paulo');
    assert.equal(settings.LOG_LEVEL, 'info');
    assert.equal(settings.PAGAMENTO_EXPIRA_S, 600);
    assert.deepEqual([settings.OTEL_EXPORTER_OTLP_ENDPOINT, settings.OTEL_TRACES_SAMPLER_ARG], [undefined, 1]);
  });

  test('a linha de comando vence o ambiente, e o ambiente vence o padrão', () => {
    const env = { PORT: '9000', LOG_LEVEL: 'warn' };
    const settings = ler(['--port', '9100', '--pagamento-expira-s=30'], env);
    assert.deepEqual([settings.PORT, settings.LOG_LEVEL, settings.PAGAMENTO_EXPIRA_S], [9100, 'warn', 30]);
    assert.equal(settings.GATEWAY_URL, 'http://127.0.0.1:9100');
  });

  test('o que vem vazio é como se não viesse', () => {
    assert.equal(ler([], { PORT: '', AWS_ENDPOINT: '' }).PORT, 8080);
    assert.equal(ler([], { AWS_ENDPOINT: '' }).AWS_ENDPOINT, 'http://127.0.0.1:4566');
  });

  test('PORT_BASE muda as sete portas em ordem, e a que é dita uma a uma vence', () => {
    assert.deepEqual(portas(ler(['--port-base', '20000'])), [20000, 20001, 20002, 20003, 20004, 20005, 20006]);
    const settings = ler(['--ses-port', '7000'], { PORT_BASE: '20000', PEDIDO_PORT: '7001' });
    assert.deepEqual(portas(settings), [20000, 7001, 20002, 20003, 20004, 7000, 20006]);
    assert.equal(settings.PORT, 8080);
    assert.equal(settings.PEDIDO_URL, 'http://127.0.0.1:7001');
  });

  test('quem escuta em todos os endereços é chamado por este', () => {
    const settings = ler(['--host', '0.0.0.0']);
    assert.deepEqual([settings.HOST, settings.GATEWAY_URL], ['0.0.0.0', 'http://127.0.0.1:8080']);
    assert.equal(ler(['--host', '10.1.2.3']).GATEWAY_URL, 'http://10.1.2.3:8080');
    assert.equal(ler(['--services-host', '::1']).PEDIDO_URL, 'http://[::1]:3001');
  });

  test('HOST não leva consigo os serviços nem o mundo lá fora, que só mudam de lugar por si', () => {
    const settings = ler(['--host', '10.1.2.3', '--ses-host', '10.1.2.4', '--pix-host', '0.0.0.0']);
    assert.deepEqual([settings.SERVICES_HOST, settings.PEDIDO_URL], ['127.0.0.1', 'http://127.0.0.1:3001']);
    const { AWS_HOST, AWS_ENDPOINT, SQS_ENDPOINT, SES_ENDPOINT, PIX_URL } = settings;
    assert.deepEqual(
      [AWS_HOST, AWS_ENDPOINT, SQS_ENDPOINT, SES_ENDPOINT, PIX_URL],
      ['127.0.0.1', 'http://127.0.0.1:4566', 'http://127.0.0.1:4566', 'http://10.1.2.4:8005', 'http://127.0.0.1:3010'],
    );
  });

  test('um endereço dado vence o da porta', () => {
    const settings = ler(['--aws-endpoint', 'aws', '--pix-url', 'https://pix.example']);
    assert.deepEqual([settings.AWS_ENDPOINT, settings.PIX_URL], ['aws', 'https://pix.example']);
  });

  for (const [opcao, valor] of [
    ['PORT', 'oitenta'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT_BASE', '65530'],
    ['FUSO', 'Marte/Olimpo'],
    ['EMAIL_REMETENTE', 'lanchonete'],
    ['PAGAMENTO_EXPIRA_S', '4'],
    ['PIX_URL', 'aqui'],
    ['PIX_API_KEY', 'curta'],
  ] as const)
    test(`${opcao}=${valor} é recusado pelo nome da opção`, () => {
      const errado = (error: unknown) => error instanceof SettingsError && error.message.startsWith(`${opcao}: `);
      assert.throws(() => ler([], { [opcao]: valor }), errado);
      assert.throws(() => ler([`--${opcao.toLowerCase().replaceAll('_', '-')}=${valor}`]), errado);
    });

  test('toda opção diz o que significa', () => {
    const rows = settingsTable(houseSettings);
    assert.ok(rows.length > 20);
    for (const { name, meaning } of rows) assert.ok(meaning, name);
  });
});

suite('segredos', () => {
  test('são feitos na primeira partida, só o dono os lê, e depois são os mesmos', async (t) => {
    const dataDir = join(umaPasta(t), 'nova');
    const partir = () => segredos({ DATA_DIR: dataDir });
    const { PIX_API_KEY, PIX_WEBHOOK_SECRET } = await partir();
    assert.notEqual(PIX_API_KEY, PIX_WEBHOOK_SECRET);
    assert.ok(Math.min(PIX_API_KEY.length, PIX_WEBHOOK_SECRET.length) >= 32);
    const file = join(dataDir, 'segredos.json');
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    const again = await partir();
    assert.deepEqual([again.PIX_API_KEY, again.PIX_WEBHOOK_SECRET], [PIX_API_KEY, PIX_WEBHOOK_SECRET]);
    assert.deepEqual(readdirSync(dataDir), ['segredos.json']);
  });

  test('o que é dado vence o guardado, cada um por si', async (t) => {
    const DATA_DIR = umaPasta(t);
    const guardados = await segredos({ DATA_DIR });
    const { PIX_API_KEY, PIX_WEBHOOK_SECRET } = await segredos({ DATA_DIR, PIX_API_KEY: SEGREDOS.PIX_API_KEY });
    assert.deepEqual([PIX_API_KEY, PIX_WEBHOOK_SECRET], [SEGREDOS.PIX_API_KEY, guardados.PIX_WEBHOOK_SECRET]);
  });

  test('dados os dois, nada é guardado', async (t) => {
    const DATA_DIR = join(umaPasta(t), 'nova');
    await segredos({ DATA_DIR, ...SEGREDOS });
    assert.equal(existsSync(DATA_DIR), false);
  });

  test('na memória, cada partida faz os seus e nenhum arquivo aparece', async () => {
    const [um, outro] = [await segredos({ DATA_DIR: ':memory:' }), await segredos({ DATA_DIR: ':memory:' })];
    assert.notEqual(um.PIX_API_KEY, outro.PIX_API_KEY);
    assert.equal(existsSync(':memory:'), false);
  });
});
