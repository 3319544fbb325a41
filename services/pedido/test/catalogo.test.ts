import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { umServidor } from '@foodious/testing/servidor.ts';
import { httpCatalogue } from '../src/adapters/catalogo/http.ts';

const PRODUTO = {
  id: 7,
  nome: 'Fast Burger',
  idCategoriaProduto: 1,
  descricao: 'O de sempre',
  preco: 27.9,
  imagemUrl: null,
  ativo: true,
};

/** What pedido learns of produto 7 from a produto that answers so. */
async function perguntar(t: TestContext, status: number, corpo: unknown) {
  const produto = await umServidor((req, res) => {
    assert.equal(req.url, '/v1/produto/7');
    assert.equal(req.headers.authorization, 'Bearer x');
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(corpo));
  });
  t.after(produto.fechar);
  return httpCatalogue(produto.endereco)(7, 'Bearer x');
}

suite('o cardápio, perguntado ao serviço produto', () => {
  test('o que ele conhece é sabido', async (t) => {
    const { preco: _, ...resto } = PRODUTO;
    const esperado = { ...resto, precoCentavos: 2790, versao: 0, disponivel: true };
    assert.deepEqual(await perguntar(t, 200, { ...PRODUTO, mais: 'coisas' }), esperado);
  });

  test('o que ele não conhece, ou diz que não pode existir, não existe: ele não está fora por isso', async (t) => {
    for (const status of [400, 404]) assert.equal(await perguntar(t, status, { status }), undefined);
  });

  test('o token que ele recusa é de quem pediu', async (t) => {
    await assert.rejects(perguntar(t, 401, {}), { name: 'Refusal', kind: 'unauthorized' });
    await assert.rejects(perguntar(t, 403, {}), { name: 'Refusal', kind: 'forbidden' });
  });

  test('só está fora quando não responde, ou diz que não pode agora', async (t) => {
    for (const status of [429, 500, 503]) await assert.rejects(perguntar(t, status, {}), { name: 'Unavailable' });
    await assert.rejects(httpCatalogue('http://127.0.0.1:1')(7, ''), { name: 'Unavailable' });
  });

  test('o que não se lê é engano, e não falta', async (t) => {
    for (const corpo of [{}, [], { ...PRODUTO, preco: '27.90' }])
      await assert.rejects(perguntar(t, 200, corpo), { name: 'BadAnswer' });
  });
});
