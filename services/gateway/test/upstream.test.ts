import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import replyFrom from '@fastify/reply-from';
import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { inProcess } from '../src/adapters/upstream/in-process.ts';
import { remote } from '../src/adapters/upstream/remote.ts';

suite('o que o gateway pergunta a um serviço', () => {
  test('é o mesmo neste processo e em outro endereço: o estado e o corpo da resposta, fora para quem não respondeu', async (t) => {
    const app = await createHttp({
      name: 'pedido',
      log: createLogger('silent'),
      verify: () => Promise.reject(new Refusal('unauthorized', 'Token inválido ou expirado')),
      ready: async () => {},
    });
    t.after(() => app.close());
    const schema = { security: acesso() };
    app.get('/quem', { schema }, ({ headers }) => ({ quem: headers.authorization }));
    app.post('/eco', { schema }, () => ({ feito: true }));
    app.get('/trancado', { schema: { security: acesso('operacao:ler') } }, () => ({ segredo: true }));
    app.get('/texto', { schema }, (_, reply) => reply.type('text/plain').send('olá'));
    app.get('/quebrado', { schema }, () => {
      throw new Error('banco fora');
    });
    const longe = remote(await app.listen({ host: '127.0.0.1', port: 0 }));

    for (const { ask } of [inProcess(app), longe]) {
      assert.deepEqual(await ask('GET', '/quem', 'Bearer x'), { status: 200, body: { quem: 'Bearer x' } });
      assert.deepEqual(await ask('POST', '/eco', 'Bearer x'), { status: 200, body: { feito: true } });
      assert.deepEqual(await ask('GET', '/texto', 'Bearer x'), { status: 200, body: undefined });
      for (const [path, status] of [
        ['/trancado', 401],
        ['/nada', 404],
        ['/quebrado', 500],
      ] as const)
        assert.equal((await ask('GET', path, 'Bearer x')).status, status);
    }
    await assert.rejects(remote('http://127.0.0.1:1').ask('GET', '/quem', ''), { name: 'Unavailable' });
  });

  test('o que um serviço responde é dele no log; o que se responde por um que está fora é do gateway', async (t) => {
    const linhas: Record<string, unknown>[] = [];
    const servidor = async (name: string) => {
      const log = createLogger('info', { write: (linha) => void linhas.push({ name, ...JSON.parse(linha) }) });
      const app = await createHttp({ name, log, verify: async () => assert.fail(), ready: async () => {} });
      t.after(() => app.close());
      return app;
    };
    const schema = { security: [] };
    const servico = await servidor('pedido');
    servico.get('/quebrado', { schema }, (_, reply) => reply.status(500).send());
    const gateway = await servidor('gateway');
    await gateway.register(replyFrom);
    const longe = remote(await servico.listen({ host: '127.0.0.1', port: 0 }));
    const fora = remote('http://127.0.0.1:1');
    gateway.get('/quebrado', { schema }, (request, reply) => longe.forward(request, reply));
    gateway.get('/fora', { schema }, (request, reply) => fora.forward(request, reply));
    assert.equal((await gateway.inject('/quebrado')).statusCode, 500);
    assert.equal((await gateway.inject('/fora')).statusCode, 503);
    const respostas = linhas.filter(({ msg }) => msg === 'request');
    assert.deepEqual(
      respostas.map(({ name, route, status, ms }) => [name, route, status, typeof ms]),
      [
        ['pedido', '/quebrado', 500, 'number'],
        ['gateway', '/fora', 503, 'number'],
      ],
    );
  });
});
