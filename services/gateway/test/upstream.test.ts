import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
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
});
