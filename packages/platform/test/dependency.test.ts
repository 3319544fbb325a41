import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { z } from 'zod';
import { ask, understood } from '../src/dependency.ts';

const Coisa = z.object({ id: z.int() });

suite('o que um serviço responde a outro', () => {
  const deQuem = (error: unknown) =>
    error instanceof Refusal ? error.kind : error instanceof Error ? error.name : String(error);
  const entendido = (status: number, body: unknown, token: 'of the caller' | 'ours' = 'of the caller') => {
    try {
      return understood('produto', { status, body }, Coisa, token);
    } catch (error) {
      return deQuem(error);
    }
  };

  test('o combinado é o que se pediu', () => {
    for (const status of [200, 201]) assert.deepEqual(entendido(status, { id: 1, mais: 2 }), { id: 1 });
  });

  test('o que não existe, ou não pode existir, é erro de quem pediu, e não de quem respondeu', () => {
    for (const status of [400, 404, 410, 422]) assert.equal(entendido(status, { message: 'não' }), undefined);
  });

  test('um token recusado é recusado a quem o trouxe; o nosso, é engano nosso', () => {
    assert.deepEqual(
      [401, 403].map((status) => entendido(status, {})),
      ['unauthorized', 'forbidden'],
    );
    assert.deepEqual(
      [401, 403].map((status) => entendido(status, {}, 'ours')),
      ['BadAnswer', 'BadAnswer'],
    );
  });

  test('quem está fora, ou ocupado demais, está fora', () => {
    for (const status of [408, 425, 429, 500, 502, 503, 504, 599]) assert.equal(entendido(status, {}), 'Unavailable');
  });

  test('o que não foi combinado não é falta de ninguém que pede, nem de quem está fora', () => {
    for (const body of [undefined, null, '', [], {}, { id: '1' }]) assert.equal(entendido(200, body), 'BadAnswer');
    for (const status of [204, 302, 304, 405, 406, 409, 415]) assert.equal(entendido(status, {}), 'BadAnswer');
  });

  test('a resposta vem com o estado e, se for JSON, o corpo; quem não responde, ou para no meio, está fora', async (t) => {
    const servidor = await umServidor((req, res) => {
      if (req.url === '/json') res.end('{"id":1}');
      else if (req.url === '/texto') res.writeHead(400).end('<p>não');
      else if (req.url === '/metade') res.writeHead(200, { 'content-length': 20 }).write('{"id"', () => res.destroy());
    });
    t.after(servidor.fechar);
    const pedir = (path: string) =>
      ask('produto', servidor.endereco + path, { signal: AbortSignal.timeout(300) }).catch((error: unknown) => error);
    assert.deepEqual(await pedir('/json'), { status: 200, body: { id: 1 } });
    assert.deepEqual(await pedir('/texto'), { status: 400, body: undefined });
    for (const path of ['/metade', '/nunca']) assert.ok((await pedir(path)) instanceof Unavailable, path);
  });
});
