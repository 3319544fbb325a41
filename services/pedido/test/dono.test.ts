import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { type Papel, roles } from '@foodious/contracts/scopes.ts';
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { pedidos } from '../src/db/pedidos.ts';
import type { Deps } from '../src/deps.ts';
import { itensRoutes } from '../src/http/pedidos/itens.ts';
import { pedidosRoutes } from '../src/http/pedidos/pedidos.ts';
import { pedidosV2Routes } from '../src/http/pedidos/pedidos-v2.ts';
import { cadastrarCliente } from '../src/use-cases/clientes/cadastrar-cliente.ts';
import { idempotencia } from '../src/use-cases/pedidos/uma-vez.ts';
import { AGORA, abrirBanco, emBranco, umItem, umProduto } from './builders.ts';

const como = (papel: Papel, sub: string, mais: { clienteId?: number; verificado?: true } = {}) =>
  umPrincipal({ sub, papel, scopes: new Set(roles[papel]), ...mais });

/** Whoever may call. */
const QUEM = {
  'uma sessão': como('totem', 'sessao-1'),
  'outra sessão': como('totem', 'sessao-2'),
  'a sessão que disse o CPF da Maria': como('totem', 'sessao-3', { clienteId: 1 }),
  'outra sessão que disse o CPF da Maria': como('totem', 'sessao-4', { clienteId: 1 }),
  'um programa': como('programa', 'programa-1'),
  'outro programa': como('programa', 'programa-2'),
  'o outro programa, com o CPF da Maria': como('identificado', 'programa-2', { clienteId: 1 }),
  'a Maria, que provou ser ela': como('verificado', 'cliente-1', { clienteId: 1, verificado: true }),
  'o João, que provou ser ele': como('verificado', 'cliente-2', { clienteId: 2, verificado: true }),
  'um painel': como('painel', 'sessao-9'),
  'a cozinha': como('cozinha', 'equipe-1'),
  'o balcão': como('balcao', 'equipe-2'),
  'a gerência': como('gerente', 'equipe-3'),
};
type Quem = keyof typeof QUEM;
const todos = Object.keys(QUEM) as Quem[];
const equipe: readonly Quem[] = ['a cozinha', 'o balcão', 'a gerência'];

/** Pedidos by their number, one of each kind of dono, and who besides the staff reaches them. */
const PEDIDOS: Record<number, { dono: string | null; clienteId: number | null; alcancam: readonly Quem[] }> = {
  1: { dono: 'sessao-1', clienteId: null, alcancam: ['uma sessão'] },
  2: {
    dono: 'sessao-3',
    clienteId: 1,
    alcancam: ['a sessão que disse o CPF da Maria', 'a Maria, que provou ser ela'],
  },
  3: { dono: 'programa-1', clienteId: null, alcancam: ['um programa'] },
  4: { dono: null, clienteId: 1, alcancam: ['a Maria, que provou ser ela'] }, // from before there were donos
  5: { dono: null, clienteId: null, alcancam: [] },
};
const ids = Object.keys(PEDIDOS).map(Number);
const alcanca = (quem: Quem, id: number) => equipe.includes(quem) || (PEDIDOS[id]?.alcancam ?? []).includes(quem);

/** The routes of pedidos over {@link PEDIDOS}, each with one item; a token is the name of who has it. */
async function abrir(t: TestContext) {
  const { db, inTransaction, vender, fazer, aoFim } = await abrirBanco(t);
  await vender(umProduto());
  for (const [nome, cpf] of [
    ['Maria', '52998224725'],
    ['João', '15350946056'],
  ] as const)
    await fazer((tx) => cadastrarCliente(tx, { nome, email: `${cpf}@exemplo.com`, cpf, aceitaMarketing: false }));
  for (const id of ids) {
    const { dono = null, clienteId = null } = PEDIDOS[id] ?? {};
    await pedidos(db).insert(emBranco({ dono, clienteId, itens: [umItem()] }), AGORA);
  }
  const app = await createHttp({
    name: 'pedido',
    log: createLogger('silent'),
    verify: async (token) => QUEM[todos[Number(token)] ?? assert.fail(token)],
    ready: async () => {},
  });
  const deps = {
    db,
    inTransaction,
    hoje: () => '2026-05-04',
    emails: { wake() {} },
    conhecerProdutos: async () => {},
    umaVez: idempotencia(),
  } as unknown as Deps;
  for (const routes of [pedidosRoutes, itensRoutes, pedidosV2Routes]) routes(app, deps);
  aoFim(() => app.close());
  const chamar = async (quem: Quem, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object) => {
    const headers = { authorization: `Bearer ${todos.indexOf(quem)}`, 'idempotency-key': 'uma-chave' };
    const answer = await app.inject({ method, url, headers, ...(body && { payload: body }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { db, chamar };
}

suite('de quem é o pedido', () => {
  test('cada um lê os que alcança; os outros, para ele, não há', async (t) => {
    const { chamar } = await abrir(t);
    for (const quem of todos)
      for (const id of ids)
        for (const path of [`/v1/pedido/${id}`, `/v1/pedido/${id}/estado`, `/v2/pedido/${id}`]) {
          const { status, body } = await chamar(quem, 'GET', path);
          const esperado = quem === 'um painel' ? 403 : alcanca(quem, id) ? 200 : 404;
          assert.equal(status, esperado, `${quem}: ${path}`);
          if (status === 404) assert.equal(body.message, `Pedido não encontrado: ${id}`);
        }
  });

  test('cada um muda os que alcança, e só esses', async (t) => {
    const { chamar } = await abrir(t);
    const fazem = todos.filter((quem) => QUEM[quem].scopes.has('pedido:fazer'));
    const item = { produtoId: 1, quantidade: 1 };
    for (const quem of fazem)
      for (const id of ids) {
        const seu = alcanca(quem, id);
        const chamadas = [
          ['PUT', `/v1/pedido/${id}`, { ativo: true }, 200, 404],
          ['POST', '/v1/item', { pedidoId: id, ...item }, 201, 400],
          ['PUT', `/v1/item/${id}`, { quantidade: 3 }, 200, 404], // each has its first item by its own number
        ] as const;
        for (const [method, path, body, sim, nao] of chamadas) {
          const answer = await chamar(quem, method, path, body);
          assert.equal(answer.status, seu ? sim : nao, `${quem}: ${method} ${path}, pedido ${id}`);
          if (!seu && path.startsWith('/v1/item/')) assert.equal(answer.body.message, `Item não encontrado: ${id}`);
        }
      }
    for (const quem of fazem.filter((quem) => !equipe.includes(quem)))
      for (const id of ids.filter((id) => !alcanca(quem, id))) {
        assert.equal((await chamar(quem, 'DELETE', `/v1/item/${id}`)).status, 404);
        assert.equal((await chamar(quem, 'POST', `/v1/pedido/checkout/${id}`)).status, 404);
      }
  });

  test('quem só move o preparo não tira de um pedido o seu cliente, nem o desativa', async (t) => {
    const { chamar } = await abrir(t);
    for (const campos of [{ clienteId: null }, { clienteId: 2 }, { ativo: false }])
      assert.equal((await chamar('a cozinha', 'PUT', '/v1/pedido/2', campos)).status, 403, JSON.stringify(campos));
    assert.equal((await chamar('a Maria, que provou ser ela', 'GET', '/v1/pedido/2')).status, 200);
    assert.equal((await chamar('a gerência', 'PUT', '/v1/pedido/2', { clienteId: null })).status, 200);
  });

  test('as listas têm os que cada um alcança, o mais velho primeiro entre os pendentes', async (t) => {
    const { db, chamar } = await abrir(t);
    const lista = async (quem: Quem, path: string) => {
      const { status, body } = await chamar(quem, 'GET', path);
      return status === 200 ? body.map(({ id }: { id: number }) => id) : status;
    };
    for (const quem of todos) {
      const seus = ids.filter((id) => alcanca(quem, id));
      const lista0 = await lista(quem, '/v1/pedido/pendentes');
      const lista1 = await lista(quem, '/v1/pedido/estado/0');
      if (!QUEM[quem].scopes.has('pedido:listar')) assert.deepEqual([lista0, lista1], [403, 403], quem);
      else assert.deepEqual([lista0, lista1], [seus, seus.length > 0 ? seus.toReversed() : 404], quem);
    }
    await db.updateTable('pedido').set({ estado: 3 }).execute();
    for (const quem of todos.filter((quem) => QUEM[quem].scopes.has('pedido:listar')))
      assert.deepEqual(
        await lista(quem, '/v1/pedido'),
        ids.filter((id) => alcanca(quem, id)),
        quem,
      );
    assert.equal(await lista('um painel', '/v1/pedido'), 403);
  });
});
