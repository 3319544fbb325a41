import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Answer } from '@foodious/testing/client.ts';
import { fichaDeProduto, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { until } from '@foodious/testing/waiting.ts';
import { ateEstado, sistema } from './compartilhado.ts';

/** What a field of an answer must be: a JSON type, an array of one shape, an object, or a value. */
type Forma =
  | 'id'
  | 'string'
  | 'number'
  | 'boolean'
  | 'null|number'
  | 'null|string'
  | Forma[]
  | { [campo: string]: Forma };

const PRODUTO: Forma = {
  id: 'id',
  nome: 'string',
  idCategoriaProduto: 'id',
  descricao: 'string',
  preco: 'number',
  imagemBase64: 'string',
  ativo: 'boolean',
};
const CLIENTE: Forma = { id: 'id', nome: 'string', email: 'string', cpf: 'string' };
const CAPA: Forma = {
  id: 'id',
  clienteId: 'null|number',
  dataInicio: 'string',
  estadoPedido: 'number',
  ativo: 'boolean',
  total: 'null|number',
  senha: 'null|number',
};
const ITEM: Forma = { id: 'id', pedidoId: 'id', produtoId: 'id', quantidade: 'number' };
const PEDIDO: Forma = { ...CAPA, itensPedido: [{ ...ITEM, precoUnitario: 'number', produto: PRODUTO }] };
const PAGAMENTO: Forma = {
  id: 'string',
  pedidoId: 'id',
  transacaoId: 'string',
  estadoPagamento: 'number',
  total: 'number',
  dataHoraPagamento: 'null|string',
};

/** Throws unless a value has this shape: at least these fields, each of its type; an array at least one of them. */
function conferir(valor: unknown, forma: Forma, onde: string): void {
  if (Array.isArray(forma)) {
    const [uma = 'string'] = forma;
    assert.ok(Array.isArray(valor) && valor.length > 0, onde);
    for (const um of valor) conferir(um, uma, `${onde}[]`);
  } else if (typeof forma === 'object') {
    assert.ok(typeof valor === 'object' && valor !== null, onde);
    for (const [campo, sua] of Object.entries(forma))
      conferir((valor as Record<string, unknown>)[campo], sua, `${onde}.${campo}`);
  } else if (forma === 'id') assert.ok(Number.isInteger(valor) && Number(valor) > 0, `${onde}: ${valor}`);
  else assert.ok(forma.split('|').includes(valor === null ? 'null' : typeof valor), `${onde}: ${valor}`);
}

/** Requests as clients of an older implementation send them, one after another, with one token added. */
describe('coleção v1', () => {
  let s: Sistema;
  const cpf = umCpf();
  const pessoa = { nome: 'Roberto Carlos', email: `${unico()}@exemplo.com`, cpf };
  const ficha = fichaDeProduto({ idCategoriaProduto: 4, imagemBase64: '' });
  let clienteId: number;
  let produtoId: number;
  let pedidoId: number;
  let itemId: number;
  let transacaoId: string;
  before(async () => {
    s = await sistema();
  });

  /** Asks, and checks the status, the type of the body as it is written in the header, and the shape. */
  async function pedir(method: string, path: string, body: unknown, status: number, forma?: Forma): Promise<Answer> {
    const answer = await s.gerente(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    const tipo = status < 300 ? 'application/json; charset=utf-8' : 'application/problem+json';
    assert.equal(answer.headers.get('content-type'), tipo, `${method} ${path}`);
    if (forma) conferir(answer.body, forma, `${method} ${path}`);
    return answer;
  }
  const passo = (nome: string, work: () => Promise<unknown>) => test(nome, async () => void (await work()));

  passo('saúde', async () => {
    assert.deepEqual((await pedir('GET', '/health', undefined, 200)).body, { status: 'OK' });
  });
  passo('cadastra um cliente', async () => {
    clienteId = (await pedir('POST', '/v1/cliente', pessoa, 201, CLIENTE)).body.id;
  });
  passo('não cadastra o mesmo duas vezes', () => pedir('POST', '/v1/cliente', pessoa, 400, { message: 'string' }));
  passo('lê um cliente', () => pedir('GET', `/v1/cliente?cpf=${cpf}`, undefined, 200, CLIENTE));
  passo('identifica um cliente', () => pedir('POST', `/v1/cliente/identifica?cpf=${cpf}`, undefined, 200, CLIENTE));
  passo('quem não se conhece é anônimo', async () => {
    const { body } = await pedir('POST', `/v1/cliente/identifica?cpf=${umCpf()}`, undefined, 200);
    assert.deepEqual(body, { anonimo: true });
  });
  passo('lista as categorias', () => pedir('GET', '/v1/categoria', undefined, 200, [{ id: 'id', nome: 'string' }]));
  passo('cria um produto', async () => {
    produtoId = (await pedir('POST', '/v1/produto', ficha, 201, PRODUTO)).body.id;
  });
  passo('não cria um produto vazio', () => pedir('POST', '/v1/produto', {}, 400, { message: ['string'] }));
  passo('altera um produto, e a imagem que se disse vazia vem vazia', async () => {
    for (const imagemBase64 of [ONE_PIXEL, '']) {
      const path = `/v1/produto/${produtoId}`;
      const { body } = await pedir('PUT', path, { ...ficha, imagemBase64, preco: 7.5 }, 200, PRODUTO);
      assert.equal(body.imagemBase64, imagemBase64);
      assert.equal((await pedir('GET', path, undefined, 200)).body.imagemBase64, imagemBase64);
    }
  });
  passo('lê um produto', () => pedir('GET', `/v1/produto/${produtoId}`, undefined, 200, PRODUTO));
  passo('lista os produtos de uma categoria', () => pedir('GET', '/v1/produto/categoria/4', undefined, 200, [PRODUTO]));
  passo('tira um produto do cardápio', async () => {
    const { id } = (await pedir('POST', '/v1/produto', fichaDeProduto(), 201)).body;
    assert.equal((await pedir('DELETE', `/v1/produto/${id}`, undefined, 200)).body, true);
  });
  passo('abre um pedido', async () => {
    const novo = { clienteId, dataInicio: diaDe(new Date()), estadoPedido: 0, ativo: true };
    pedidoId = (await pedir('POST', '/v1/pedido', novo, 201, CAPA)).body.id;
  });
  passo('altera um pedido', () =>
    pedir('PUT', `/v1/pedido/${pedidoId}`, { clienteId, estadoPedido: 0, ativo: true }, 200, CAPA),
  );
  passo('acrescenta um item', async () => {
    const novo = { pedidoId, produtoId, quantidade: 2 };
    itemId = (await pedir('POST', '/v1/item', novo, 201, ITEM)).body.id;
  });
  passo('altera um item', () => pedir('PUT', `/v1/item/${itemId}`, { pedidoId, produtoId, quantidade: 3 }, 200, ITEM));
  passo('tira um item', async () => {
    const { id } = (await pedir('POST', '/v1/item', { pedidoId, produtoId, quantidade: 1 }, 201)).body;
    assert.equal((await pedir('DELETE', `/v1/item/${id}`, undefined, 200)).body, true);
    await pedir('DELETE', `/v1/item/${id}`, undefined, 404, { message: 'string' });
  });
  passo('lista os pendentes', () => pedir('GET', '/v1/pedido/pendentes', undefined, 200, [CAPA]));
  passo('fecha o pedido', async () => {
    const forma: Forma = { pedido: PEDIDO, pagamento: PAGAMENTO };
    transacaoId = (await pedir('POST', `/v1/pedido/checkout/${pedidoId}`, undefined, 200, forma)).body.pagamento
      .transacaoId;
    const path = `/v1/pagamento/${pedidoId}`;
    await until('the pagamento', async () => (await s.gerente('GET', path)).body.qrCode);
  });
  passo('lê o pagamento', () =>
    pedir('GET', `/v1/pagamento/${pedidoId}`, undefined, 200, { pagamento: PAGAMENTO, qrCode: 'string' }),
  );
  passo('lê o estado do pagamento', () =>
    pedir('GET', `/v1/pagamento/estado?pedidoId=${pedidoId}`, undefined, 200, { estadoPagamento: 'number' }),
  );
  passo('o pagamento é confirmado', async () => {
    assert.equal((await pedir('POST', `/v1/pagamento/${transacaoId}/1`, undefined, 201)).body, true);
    await ateEstado(pedidoId, 'RECEBIDO');
  });
  passo('lista os pedidos, os de um estado, um deles e o seu estado', async () => {
    await pedir('GET', '/v1/pedido', undefined, 200, [PEDIDO]);
    await pedir('GET', '/v1/pedido/estado/1', undefined, 200, [PEDIDO]);
    await pedir('GET', `/v1/pedido/${pedidoId}`, undefined, 200, PEDIDO);
    const { body } = await pedir('GET', `/v1/pedido/${pedidoId}/estado`, undefined, 200);
    assert.deepEqual(body, { estadoPedido: 1 });
  });
  passo('apaga um cliente', async () => {
    const forma: Forma = { protocolo: 'string', dataDelecao: 'string', dataSolicitacao: 'string' };
    await pedir('DELETE', `/v1/cliente?cpf=${cpf}`, undefined, 200, forma);
    const { body } = await pedir('GET', `/v1/cliente?cpf=${cpf}`, undefined, 404, { message: 'string' });
    assert.equal(body.message, `Cliente não encontrado: ${cpf}`);
  });
});

/** A PNG of one pixel. */
const ONE_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
