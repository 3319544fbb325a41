import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as pausa } from 'node:timers/promises';
import { until } from '@foodious/testing/waiting.ts';
import { pino } from 'pino';
import { z } from 'zod';
import { connectionsOf } from '../src/connections.ts';
import { createHttp, keepOpen, Problem } from '../src/http.ts';

const POUCA = { headersMs: 400, requestMs: 800, silentMs: 60_000, checkMs: 50 };
const CABECALHO = 'POST /eco HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n';

async function abrir(t: TestContext) {
  const verify = () => Promise.reject(new Error('nobody calls with a token'));
  const app = await createHttp({
    name: 'teste',
    log: pino({ level: 'silent' }),
    verify,
    ready: async () => {},
    patience: POUCA,
  });
  app.post('/eco', { schema: { security: [], body: z.unknown() } }, async ({ body }) => ({ body }));
  app.get('/vivo', { schema: { security: [] } }, (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    keepOpen(app, reply.raw);
    const batida = setInterval(() => reply.raw.write(':\n\n'), 100);
    reply.raw.on('close', () => clearInterval(batida));
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => app.close());
  return (app.server.address() as AddressInfo).port;
}

/** A client that says only this; when it is cut, what it was told. */
function dizer(t: TestContext, port: number, texto: string) {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  let ouvido = '';
  socket.on('data', (dados) => {
    ouvido += dados;
  });
  socket.on('error', () => {});
  socket.write(texto);
  const cortado = new Promise<string>((resolve) => socket.on('close', () => resolve(ouvido)));
  return { socket, cortado, ouvido: () => ouvido };
}

suite('clientes lentos', () => {
  test('centenas de pedidos pela metade não param o serviço, que atende os outros e as corta', async (t) => {
    const port = await abrir(t);
    const metades = Array.from({ length: 300 }, (_, i) =>
      dizer(t, port, ['', 'GET /he', CABECALHO, `${CABECALHO}\r\n{"a":`][i % 4] ?? ''),
    );
    await Promise.all(metades.map(({ socket }) => once(socket, 'connect')));
    assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
    const ditos = await Promise.all(metades.map(({ cortado }) => cortado));
    assert.ok(ditos.every((dito) => dito === '' || dito.startsWith('HTTP/1.1 408')));
    assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
  });

  for (const [como, dito, status] of [
    ['não é HTTP', 'bom dia\r\n\r\n', 400],
    ['tem no endereço o que não cabe num', 'GET /\uffff HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['tem cabeçalhos demais', `GET / HTTP/1.1\r\nhost: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['não chega ao fim', `${CABECALHO}\r\n{"a":`, 408],
  ] as const)
    test(`o que ${como} tem por resposta um problema como os outros, e é cortado`, async (t) => {
      const [cabeca = '', corpo = ''] = (await dizer(t, await abrir(t), dito).cortado).split('\r\n\r\n');
      assert.match(cabeca, new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, 's'));
      assert.match(cabeca, new RegExp(`content-length: ${Buffer.byteLength(corpo)}\r\n`));
      assert.equal(Problem.parse(JSON.parse(corpo)).status, status);
    });

  test('um canal ao vivo e uma conexão que espera o próximo pedido ficam, passe o tempo que passar', async (t) => {
    const port = await abrir(t);
    const vivo = dizer(t, port, 'GET /vivo HTTP/1.1\r\nhost: x\r\n\r\n');
    const parada = dizer(t, port, 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    await pausa(POUCA.requestMs + POUCA.headersMs);
    parada.socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    await until('a second answer', async () => parada.ouvido().match(/HTTP\/1.1 200/g)?.length === 2);
    const antes = vivo.ouvido().length;
    await until('it still hears', async () => vivo.ouvido().length > antes);
  });

  test('quem já não fala HTTP não é cortado para dar lugar a outros', async (t) => {
    const server = createServer();
    const { leftHttp } = connectionsOf(server, 1);
    server.on('upgrade', ({ socket }) => leftHttp(socket.on('error', () => {})));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => server.close().closeAllConnections());
    const { port } = server.address() as AddressInfo;
    const canal = dizer(t, port, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    await once(server, 'upgrade');
    const metades = [1, 2, 3].map(() => dizer(t, port, CABECALHO));
    await Promise.all(metades.slice(0, 2).map(({ cortado }) => cortado));
    assert.equal(canal.socket.destroyed, false);
  });

  test('além do que um servidor suporta, sai a conexão que há mais tempo não pede nada, nunca uma que é atendida', async (t) => {
    const server = createServer((_, reply) => void reply.write('um momento'));
    connectionsOf(server, 3);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const abertas: Socket[] = [];
    const mais = async (texto: string) => {
      const { socket } = dizer(t, port, texto);
      abertas.push(socket);
      await once(socket, 'connect');
      if (texto.endsWith('\r\n\r\n')) await once(socket, 'data');
      else await pausa(20);
    };
    for (let i = 0; i < 4; i += 1) await mais('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    for (let i = 0; i < 5; i += 1) await mais(`${CABECALHO}\r\n{`);
    await pausa(50);
    assert.deepEqual(
      abertas.map(({ destroyed }) => destroyed),
      [false, false, false, false, true, true, false, false, false],
    );
  });
});
