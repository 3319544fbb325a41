import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { umServidor } from '@foodious/testing/servidor.ts';
import { pino } from 'pino';
import { z } from 'zod';
import type { Http } from '../src/http.ts';
import { type Composition, httpOf, type Job, startService } from '../src/service.ts';

const LUGAR = { SHARE_PORT: false };

/** A service that writes down what happens to it, and whether it listened then. What is named in `falha` fails. */
function umServico(t: TestContext, { port = 0, falha = '' } = {}) {
  const diario: string[] = [];
  let app: Http | undefined;
  t.after(() => app?.close());
  const fazer = (passo: string) => async () => {
    await new Promise(setImmediate); // whoever does not wait for it is found out
    diario.push(app?.server.listening ? `${passo}, ouvindo` : passo);
    if (passo === falha) throw new Error(`não: ${falha}`);
  };
  const trabalho = (nome: string): Job => ({ start: fazer(`começa ${nome}`), stop: fazer(`para ${nome}`) });
  const composicao: Composition = {
    name: 'teste',
    host: '127.0.0.1',
    port,
    log: pino({ level: 'silent' }),
    http: { verify: () => assert.fail('nobody calls with a token'), ready: async () => {} },
    routes(http) {
      diario.push('rotas');
      app = http;
      http.get('/v1/ola', { schema: { security: [], response: { 200: z.object({ oi: z.string() }) } } }, () => ({
        oi: 'olá',
      }));
    },
    migrate: fazer('migra'),
    jobs: [trabalho('a trilha'), trabalho('o relógio')],
    consumers: [trabalho('a fila'), trabalho('a outra fila')],
    close: fazer('fecha'),
  };
  return { composicao, diario, ouvindo: () => app?.server.listening ?? false };
}

const PARTIDA = [
  'migra',
  'começa a trilha',
  'começa o relógio',
  'rotas',
  'começa a fila, ouvindo',
  'começa a outra fila, ouvindo',
];
const PARADA = ['para a outra fila', 'para a fila', 'para o relógio', 'para a trilha', 'fecha'];

suite('um serviço', { timeout: 30_000 }, () => {
  test('migra, começa os trabalhos, ouve, e só então lê as filas; para na ordem contrária', async (t) => {
    const { composicao, diario, ouvindo } = umServico(t);
    const { http, stop } = await startService(composicao, LUGAR);
    assert.deepEqual(diario, PARTIDA);
    assert.deepEqual(await (await fetch(`${http.listeningOrigin}/v1/ola`)).json(), { oi: 'olá' });
    await stop();
    assert.deepEqual(diario.slice(PARTIDA.length), PARADA);
    assert.equal(ouvindo(), false);
  });

  for (const [falha, fez, desfez] of [
    ['migra', 1, ['fecha']],
    ['começa a trilha', 2, ['para a trilha', 'fecha']],
    ['começa o relógio', 3, ['para o relógio', 'para a trilha', 'fecha']],
    ['começa a fila, ouvindo', 5, ['para a fila', 'para o relógio', 'para a trilha', 'fecha']],
  ] as const)
    test(`quando falha ao meio (${falha}), o que começou acaba, e nada mais começa`, async (t) => {
      const passo = falha.replace(', ouvindo', '');
      const { composicao, diario, ouvindo } = umServico(t, { falha: passo });
      await assert.rejects(startService(composicao, LUGAR), new RegExp(`não: ${passo}`));
      assert.deepEqual(diario, [...PARTIDA.slice(0, fez), ...desfez]);
      assert.equal(ouvindo(), false);
    });

  test('quando outro já ouve na sua porta, os trabalhos acabam, e nenhuma fila é lida', async (t) => {
    const outro = await umServidor((_, answer) => answer.end());
    t.after(() => outro.fechar());
    const { composicao, diario } = umServico(t, { port: Number(new URL(outro.endereco).port) });
    await assert.rejects(startService(composicao, LUGAR), { code: 'EADDRINUSE' });
    assert.deepEqual(diario, [...PARTIDA.slice(0, 4), 'para o relógio', 'para a trilha', 'fecha']);
  });

  test('o que não consegue parar não impede os outros de acabar, e se fica sabendo', async (t) => {
    const { composicao, diario, ouvindo } = umServico(t, { falha: 'para o relógio' });
    const { stop } = await startService(composicao, LUGAR);
    await assert.rejects(stop(), ({ errors }: AggregateError) => /não: para o relógio/.test(String(errors)));
    assert.deepEqual(diario.slice(PARTIDA.length), PARADA);
    assert.equal(ouvindo(), false);
  });

  test('as suas rotas se têm sem que ele parta: nada ouve, migra ou começa', async (t) => {
    const { composicao, diario, ouvindo } = umServico(t);
    const http = await httpOf(composicao);
    assert.deepEqual((await http.inject('/v1/ola')).json(), { oi: 'olá' });
    assert.deepEqual(Object.keys((await http.inject('/openapi.json')).json().paths), ['/v1/ola']);
    assert.deepEqual([diario, ouvindo()], [['rotas'], false]);
  });
});
