import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { pedidosNoBalcao } from '../src/db/balcao.ts';
import { clientes } from '../src/db/clientes.ts';
import { estornos } from '../src/db/estornos.ts';
import { pedidos } from '../src/db/pedidos.ts';
import type { Pedido } from '../src/domain/pedido.ts';
import { reciboDoPedido } from '../src/use-cases/pedidos/recibo-do-pedido.ts';
import { AGORA, abrirBanco, emBranco, umEstorno, umItem } from './builders.ts';

const agora = AGORA.getTime();

async function abrir(t: TestContext) {
  const { db } = await abrirBanco(t);
  const balcao = pedidosNoBalcao(db);
  return {
    db,
    balcao,
    pedir: (parte: Partial<Pedido> = {}) => pedidos(db).insert(emBranco({ itens: [umItem()], ...parte }), AGORA),
  };
}
const ids = (lista: readonly { id: number }[]) => lista.map(({ id }) => id);

suite('o balcão', () => {
  test('vê os que se pagam nele, o que espera há mais tempo primeiro', async (t) => {
    const { balcao, pedir } = await abrir(t);
    const noBalcao = { estado: 'CHECKOUT', meio: 'balcao' } as const;
    const novo = await pedir({ ...noBalcao, mudouEm: agora });
    const antigo = await pedir({ ...noBalcao, mudouEm: agora - 1 });
    for (const outro of [{ meio: 'pix' }, { estado: 'PAGAMENTO_PENDENTE' }, { ativo: false }] as const)
      await pedir({ ...noBalcao, ...outro });
    assert.deepEqual(ids(await balcao.listAPagar(9)), [antigo.id, novo.id]);
    assert.deepEqual(ids(await balcao.listAPagar(1)), [antigo.id]);
  });

  test('vê os prontos que o painel mostra, o chamado há mais tempo primeiro', async (t) => {
    const { balcao, pedir } = await abrir(t);
    const novo = await pedir({ estado: 'PRONTO', chamadoEm: agora });
    const antigo = await pedir({ estado: 'PRONTO', chamadoEm: agora - 1 });
    for (const outro of [{ recolhidoEm: agora }, { estado: 'FINALIZADO' }, { ativo: false }] as const)
      await pedir({ estado: 'PRONTO', chamadoEm: agora, ...outro });
    assert.deepEqual(ids(await balcao.listProntos(9)), [antigo.id, novo.id]);
  });

  test('acha pela senha de hoje, não pela de ontem, e pelo número, de qualquer dia; cada um uma vez, com o nome de quem pediu', async (t) => {
    const { db, balcao, pedir } = await abrir(t);
    const maria = await clientes(db).insert(
      { nome: 'Maria da Silva', email: 'maria@exemplo.com', cpf: '52998224725' },
      AGORA,
    );
    await pedir({ senha: 3, recebidoEm: agora - 1, estado: 'FINALIZADO' });
    const doNumero = await pedir({ estado: 'FINALIZADO', senha: 99, recebidoEm: agora - 1 });
    const daSenha = await pedir({ senha: doNumero.id, recebidoEm: agora, estado: 'PRONTO', clienteId: maria.id });
    const achados = await balcao.listByNumero(doNumero.id, agora);
    assert.deepEqual(ids(achados), [daSenha.id, doNumero.id]);
    assert.deepEqual(
      achados.map(({ nome, criadoEm }) => [nome, criadoEm]),
      [
        ['Maria da Silva', agora],
        [null, agora],
      ],
    );
    const osDois = await pedir({ senha: daSenha.id + 1, recebidoEm: agora, estado: 'PRONTO' });
    assert.deepEqual(ids(await balcao.listByNumero(osDois.id, agora)), [osDois.id]);
    assert.deepEqual(await balcao.listByNumero(3_000, agora), []);
  });
});

suite('o recibo', () => {
  test('diz o que foi pago e o que voltou; o que está a caminho ainda não voltou', async (t) => {
    const { db, pedir } = await abrir(t);
    const pedido = await pedir({ estado: 'CANCELADO', transacaoPaga: 't1', totalCentavos: 2020, recebidoEm: agora });
    await estornos(db).insert(umEstorno({ id: 'e1', pedidoId: pedido.id, centavos: 500, estado: 'FEITO', feitoEm: 1 }));
    await estornos(db).insert(umEstorno({ id: 'e2', pedidoId: pedido.id, centavos: 1520 }));
    const { pagoCentavos, estornadoCentavos, pagoEm, cliente } = await reciboDoPedido({ db }, pedido);
    assert.deepEqual([pagoCentavos, estornadoCentavos, pagoEm, cliente], [2020, 500, agora, null]);
  });

  test('quem não pagou não tem um', async (t) => {
    const { db, pedir } = await abrir(t);
    await assert.rejects(reciboDoPedido({ db }, await pedir()), (error) => error instanceof Refusal);
  });
});
