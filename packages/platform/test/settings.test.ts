import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { suite, test } from 'node:test';
import { isTimeZone } from '@foodious/kernel/day.ts';
import { z } from 'zod';
import { dataFile, processSettings, readSettings, SettingsError, settingsTable } from '../src/settings.ts';

const porta = z.coerce.number().int().min(1).max(65_535);

/** What a process of these tests reads. */
const shape = {
  ...processSettings,
  PORT: porta.default(8080).describe('Port of the front'),
  PORT_BASE: porta.optional().describe('Moves the two ports below'),
  FORNO_PORT: porta.default(3000).describe('Port of the oven').meta({ offset: 0 }),
  PIA_PORT: porta.default(3001).describe('Port of the sink').meta({ offset: 1 }),
  FORNO_URL: z.url().default('').describe('Where the oven answers').meta({ portOf: 'FORNO_PORT' }),
  PIA_URL: z.url().default('').describe('Where the sink answers').meta({ portOf: 'PIA_PORT' }),
  RALO_URL: z.string().default('').describe('Where the drain is').meta({ like: 'PIA_URL' }),
  RELOGIO: z
    .string()
    .default('America/Sao_Paulo')
    .refine(isTimeZone, 'unknown time zone')
    .describe('What the clock shows'),
  FORNO_SECRET: z.string().min(16).optional().describe('Opens the oven'),
};

const ler = (argv: string[] = [], env: Record<string, string> = {}) => readSettings(shape, argv, env);
const lugares = ({ FORNO_PORT, PIA_PORT, FORNO_URL, PIA_URL, RALO_URL }: ReturnType<typeof ler>) => [
  ...[FORNO_PORT, PIA_PORT],
  ...[FORNO_URL, PIA_URL, RALO_URL],
];

suite('configuração', () => {
  test('sem dizer nada, cada opção é o seu padrão, e um endereço, o da porta que diz', () => {
    const settings = ler();
    assert.deepEqual(lugares(settings), [
      ...[3000, 3001],
      ...['http://127.0.0.1:3000', 'http://127.0.0.1:3001', 'http://127.0.0.1:3001'],
    ]);
    assert.equal(settings.DATA_DIR, resolve(import.meta.dirname, '../../../.data'));
    assert.equal(settings.LOG_LEVEL, 'info');
    assert.deepEqual([settings.OTEL_EXPORTER_OTLP_ENDPOINT, settings.OTEL_TRACES_SAMPLER_ARG], [undefined, 1]);
  });

  test('que parte dos rastros sai é um número de 0 a 1', () => {
    for (const parte of ['0', '0.25', '1'])
      assert.equal(ler([], { OTEL_TRACES_SAMPLER_ARG: parte }).OTEL_TRACES_SAMPLER_ARG, Number(parte));
  });

  test('a linha de comando vence o ambiente, e o ambiente vence o padrão', () => {
    const settings = ler(['--port', '9100', '--relogio=UTC'], { PORT: '9000', LOG_LEVEL: 'warn' });
    assert.deepEqual([settings.PORT, settings.LOG_LEVEL, settings.RELOGIO], [9100, 'warn', 'UTC']);
  });

  test('o que vem vazio é como se não viesse', () => {
    const settings = ler([], { PORT: '', FORNO_URL: '' });
    assert.deepEqual([settings.PORT, settings.FORNO_URL], [8080, 'http://127.0.0.1:3000']);
  });

  test('uma base muda as portas que a seguem; a que é dita vence, e os endereços vão com elas', () => {
    const settings = ler(['--pia-port', '7000'], { PORT_BASE: '20000' });
    assert.deepEqual(lugares(settings), [
      ...[20_000, 7_000],
      ...['http://127.0.0.1:20000', 'http://127.0.0.1:7000', 'http://127.0.0.1:7000'],
    ]);
    assert.equal(settings.PORT, 8080);
  });

  test('um endereço dado vence o da porta, e o que é como ele o segue, a não ser que se diga outro', () => {
    const daPia = 'https://pia.example';
    const { PIA_URL, RALO_URL } = ler([], { PIA_URL: daPia });
    assert.deepEqual([PIA_URL, RALO_URL], [daPia, daPia]);
    assert.equal(ler([], { PIA_URL: daPia, RALO_URL: 'embaixo' }).RALO_URL, 'embaixo');
  });

  test('quem escuta em todos os endereços é chamado por este', () => {
    assert.equal(ler(['--host', '0.0.0.0']).FORNO_URL, 'http://127.0.0.1:3000');
    assert.equal(ler(['--host', '10.1.2.3']).FORNO_URL, 'http://10.1.2.3:3000');
  });

  for (const [opcao, valor] of [
    ['PORT', 'oitenta'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['LOG_LEVEL', 'tagarela'],
    ['RELOGIO', 'Marte/Olimpo'],
    ['FORNO_URL', 'aqui'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'coletor'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.1'],
    ['OTEL_TRACES_SAMPLER_ARG', '-0.1'],
    ['OTEL_TRACES_SAMPLER_ARG', 'metade'],
    ['FORNO_SECRET', 'curto'],
  ] as const)
    test(`${opcao}=${valor} é recusado pelo nome da opção`, () => {
      const errado = (error: unknown) => error instanceof SettingsError && error.message.startsWith(`${opcao}: `);
      assert.throws(() => ler([], { [opcao]: valor }), errado);
      assert.throws(() => ler([`--${opcao.toLowerCase().replaceAll('_', '-')}=${valor}`]), errado);
    });

  test('o que se recusa é mostrado, menos um segredo ou um endereço, que pode levar um', () => {
    assert.throws(() => ler([], { PORT: 'oitenta' }), /oitenta/);
    assert.throws(() => ler([], { FORNO_SECRET: 'curto' }), /^(?!.*curto).*a value not shown/);
    assert.throws(() => ler([], { FORNO_URL: 'aqui' }), /^(?!.*aqui).*a value not shown/);
  });

  for (const [motivo, argv] of [
    ['opção desconhecida', ['--prot', '9000']],
    ['palavra solta', ['9000']],
    ['opção sem valor', ['--port']],
  ] as const)
    test(`${motivo} é recusada: ${argv.join(' ')}`, () => {
      assert.throws(
        () => ler([...argv]),
        (error) => error instanceof SettingsError && error.message.includes(argv[0]),
      );
    });

  test('a pasta de dados relativa conta de onde a pessoa está', () => {
    assert.equal(ler(['--data-dir', 'dados'], { INIT_CWD: '/de/la' }).DATA_DIR, resolve('/de/la/dados'));
    assert.equal(ler([], { DATA_DIR: 'dados' }).DATA_DIR, resolve('dados'));
    assert.equal(ler([], { DATA_DIR: ':memory:' }).DATA_DIR, ':memory:');
  });

  test('um arquivo mora na pasta de dados, ou na memória com ela', () => {
    assert.equal(dataFile('/dados', 'um.sqlite'), join('/dados', 'um.sqlite'));
    assert.equal(dataFile(':memory:', 'um.sqlite'), ':memory:');
  });

  test('a tabela diz de cada opção o nome, o padrão e o que significa', () => {
    const rows = settingsTable(shape);
    assert.deepEqual(
      rows.map(({ name }) => name),
      Object.keys(shape),
    );
    assert.deepEqual(
      rows.find(({ name }) => name === 'PORT'),
      { name: 'PORT', fallback: '8080', meaning: 'Port of the front' },
    );
    assert.equal(rows.find(({ name }) => name === 'PORT_BASE')?.fallback, '');
  });
});
