import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { httpCozinha } from '../src/adapters/cozinha/http.ts';
import { httpPagamento } from '../src/adapters/pagamento/http.ts';
import { pedidos } from '../src/db/pedidos.ts';
import { type Sabido, type TipoDeParado, tipoDeParado } from '../src/domain/parado.ts';
import type { Pedido } from '../src/domain/pedido.ts';
import { listarParados } from '../src/use-cases/gerencia/listar-parados.ts';
import { AGORA, abrirBanco, emBranco, umItem } from './builders.ts';

const agora = AGORA.getTime();
const S = 1_000;
const MIN = MINUTO_MS;
const PRAZOS = { validadeMs: { pix: 10 * MIN, balcao: 30 * MIN }, prontoMs: 30 * MIN };

suite('o que há com um pedido parado', () => {
  for (const [estado, ha, sabido, tipo, meio = 'pix'] of [
    ['CHECKOUT', 61 * S, { temPagamento: false }, 'sem-pagamento'],
    ['CHECKOUT', 60 * S, { temPagamento: false }, null],
    ['CHECKOUT', 61 * S, { temPagamento: true }, null],
    ['CHECKOUT', 61 * S, {}, null],
    ['CHECKOUT', 60 * MIN, { temPagamento: false }, 'sem-pagamento'],
    ['CHECKOUT', 15 * MIN, { temPagamento: true }, null],
    ['CHECKOUT', 15 * MIN + S, { temPagamento: true }, 'vencido'],
    ['CHECKOUT', 15 * MIN + S, {}, 'vencido'],
    ['CHECKOUT', 35 * MIN, { temPagamento: true }, null, 'balcao'],
    ['CHECKOUT', 35 * MIN + S, { temPagamento: true }, 'vencido', 'balcao'],
    ['RECEBIDO', 2 * MIN + S, { temComanda: false }, 'fora-da-cozinha'],
    ['RECEBIDO', 2 * MIN, { temComanda: false }, null],
    ['RECEBIDO', 60 * MIN, { temComanda: true }, null],
    ['RECEBIDO', 60 * MIN, {}, null],
    ['PRONTO', 30 * MIN, {}, null],
    ['PRONTO', 30 * MIN + S, {}, 'pronto-ha-muito'],
    ['PRONTO', 24 * 60 * MIN, {}, null],
    ['EM_PREPARACAO', 600 * MIN, { temComanda: false }, null],
    ['PAGAMENTO_PENDENTE', 600 * MIN, { temPagamento: false }, null],
  ] as [Pedido['estado'], number, Sabido, TipoDeParado | null, Pedido['meio']?][])
    test(`${estado} (${meio}) há ${ha / S} s, ${JSON.stringify(sabido)}: ${tipo ?? 'nada'}`, () => {
      assert.equal(tipoDeParado({ estado, mudouEm: agora - ha, meio }, sabido, PRAZOS, agora), tipo);
    });
});

async function abrir(t: TestContext) {
  const { db } = await abrirBanco(t);
  const perguntados: string[] = [];
  const mundo = { pagamentos: new Set<string>(), comandas: new Set<number>(), fora: new Set<string>() };
  const listar = listarParados({
    db,
    async temPagamento({ transacaoId }, authorization) {
      assert.equal(authorization, 'Bearer x');
      if (mundo.fora.has('pagamento')) throw new Unavailable('pagamento does not answer');
      perguntados.push(transacaoId);
      return mundo.pagamentos.has(transacaoId);
    },
    async listComandas() {
      if (mundo.fora.has('cozinha')) throw new Unavailable('cozinha does not answer');
      perguntados.push('cozinha');
      return mundo.comandas;
    },
    validadeMs: PRAZOS.validadeMs,
  });
  return {
    db,
    mundo,
    perguntados,
    pedir: (estado: Pedido['estado'], haMs: number, parte: Partial<Pedido> = {}) =>
      pedidos(db).insert(emBranco({ estado, mudouEm: agora - haMs, itens: [umItem()], ...parte }), AGORA),
    parados: async () => {
      const { parados, naoResponderam } = await listar('Bearer x', agora);
      return { parados: parados.map(({ pedido, tipo }) => [pedido.id, tipo]), naoResponderam };
    },
  };
}

suite('lista de pedidos parados', () => {
  test('vem com o de cada tipo, o parado há mais tempo primeiro; os inativos e os que andam, não', async (t) => {
    const { mundo, pedir, parados } = await abrir(t);
    const pronto = await pedir('PRONTO', 40 * MIN);
    const semPagamento = await pedir('CHECKOUT', 2 * MIN, { transacaoId: 't1' });
    const vencido = await pedir('CHECKOUT', 20 * MIN, { transacaoId: 't2' });
    const fora = await pedir('RECEBIDO', 3 * MIN);
    const naCozinha = await pedir('RECEBIDO', 4 * MIN);
    await pedir('CHECKOUT', 2 * MIN, { transacaoId: 't3' });
    await pedir('CHECKOUT', 2 * MIN, { transacaoId: 't4', ativo: false });
    await pedir('RECEBIDO', MIN);
    for (const transacaoId of ['t2', 't3']) mundo.pagamentos.add(transacaoId);
    mundo.comandas.add(naCozinha.id);
    assert.deepEqual(await parados(), {
      parados: [
        [pronto.id, 'pronto-ha-muito'],
        [vencido.id, 'vencido'],
        [fora.id, 'fora-da-cozinha'],
        [semPagamento.id, 'sem-pagamento'],
      ],
      naoResponderam: [],
    });
  });

  test('por um pagamento que já existe não se pergunta de novo; pela cozinha, só quando há por quem', async (t) => {
    const { mundo, perguntados, pedir, parados } = await abrir(t);
    await pedir('CHECKOUT', 2 * MIN, { transacaoId: 't1' });
    await parados();
    mundo.pagamentos.add('t1');
    for (let vez = 0; vez < 3; vez += 1) await parados();
    assert.deepEqual(perguntados, ['t1', 't1']);
    await pedir('RECEBIDO', 3 * MIN);
    await parados();
    assert.deepEqual(perguntados, ['t1', 't1', 'cozinha']);
  });

  test('de quem não responde se diz, e o que se sabe sem ele vem assim mesmo', async (t) => {
    const { mundo, pedir, parados } = await abrir(t);
    await pedir('CHECKOUT', 2 * MIN, { transacaoId: 't1' });
    const vencido = await pedir('CHECKOUT', 20 * MIN, { transacaoId: 't2' });
    await pedir('RECEBIDO', 3 * MIN);
    mundo.fora.add('pagamento').add('cozinha');
    assert.deepEqual(await parados(), {
      parados: [[vencido.id, 'vencido']],
      naoResponderam: ['pagamento', 'cozinha'],
    });
  });
});

suite('os outros serviços, perguntados', () => {
  async function servico(t: TestContext, status: number, corpo: unknown) {
    const servidor = await umServidor((req, res) => {
      assert.equal(req.headers.authorization, 'Bearer x');
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(corpo));
    });
    t.after(servidor.fechar);
    return servidor.endereco;
  }
  const pagamento = async (t: TestContext, status: number, corpo: unknown = {}) =>
    httpPagamento(await servico(t, status, corpo))({ pedidoId: 7, transacaoId: 't1' }, 'Bearer x');
  const cozinha = async (t: TestContext, status: number, corpo: unknown = {}) =>
    httpCozinha(await servico(t, status, corpo))('Bearer x');

  test('o pagamento existe ou não', async (t) => {
    assert.equal(await pagamento(t, 200, { pagamento: { transacaoId: 't1' }, qrCode: null }), true);
    assert.equal(await pagamento(t, 404), false);
  });

  test('a cozinha diz de que pedidos tem comanda', async (t) => {
    assert.deepEqual(await cozinha(t, 200, [{ pedidoId: 7, senha: 1 }, { pedidoId: 9 }]), new Set([7, 9]));
    assert.deepEqual(await cozinha(t, 200, []), new Set());
  });

  test('fora do ar não é o mesmo que não ter, e um token que não pode é de quem pergunta', async (t) => {
    for (const perguntar of [pagamento, cozinha]) {
      await assert.rejects(perguntar(t, 503), { name: 'Unavailable' });
      await assert.rejects(perguntar(t, 200, { outra: 'coisa' }), { name: 'BadAnswer' });
      await assert.rejects(perguntar(t, 403), (error) => error instanceof Refusal && error.kind === 'forbidden');
    }
    await assert.rejects(cozinha(t, 404), { name: 'BadAnswer' });
    await assert.rejects(httpCozinha('http://127.0.0.1:1')('Bearer x'), { name: 'Unavailable' });
  });
});
