import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { clientes } from '../src/db/clientes.ts';
import { estornos } from '../src/db/estornos.ts';
import { migrations } from '../src/db/migrations.ts';
import { pedidos } from '../src/db/pedidos.ts';
import { confirmarPagamento, type Pedido } from '../src/domain/pedido.ts';
import { saberFeito, saberRecusado } from '../src/use-cases/estornos/acompanhar-estorno.ts';
import { estornarPedido } from '../src/use-cases/estornos/pedir-estorno.ts';
import { alterarPedido } from '../src/use-cases/pedidos/alterar-pedido.ts';
import { decidir } from '../src/use-cases/pedidos/decidir.ts';
import { obterPedido } from '../src/use-cases/pedidos/obter-pedido.ts';
import { AGORA, abrirBanco, emBranco, umEstorno, umItem } from './builders.ts';

const TRANSACAO = randomUUID();
const MOTIVO = 'a Maria achou um cabelo';

async function abrir(t: TestContext) {
  const banco = await abrirBanco(t);
  const { db, fazer } = banco;
  const maria = await clientes(db).insert(
    { nome: 'Maria da Silva', email: 'maria@exemplo.com', cpf: '52998224725' },
    AGORA,
  );
  const mensagens = async (fila?: string) =>
    (await db.selectFrom('outbox').selectAll().orderBy('seq').execute())
      .filter((row) => !fila || row.fila === fila)
      .map(({ corpo }) => JSON.parse(corpo).dados);
  return {
    ...banco,
    maria,
    mensagens,
    pedidas: () => mensagens('estorno-pagamento-req'),
    emails: async () =>
      (await db.selectFrom('email').select(['tipo', 'dados']).orderBy('id').execute()).map(({ tipo, dados }) => [
        tipo,
        JSON.parse(dados),
      ]),
    pago: (parte: Partial<Pedido> = {}) =>
      pedidos(db).insert(
        emBranco({
          clienteId: maria.id,
          estado: 'PRONTO',
          senha: 3,
          totalCentavos: 2020,
          tentativa: 1,
          transacaoId: TRANSACAO,
          transacaoPaga: TRANSACAO,
          itens: [umItem()],
          ...parte,
        }),
        AGORA,
      ),
    devolver: (id: number, centavos?: number) =>
      fazer((tx) =>
        estornarPedido(tx, id, { parte: centavos === undefined ? { tudo: true } : { centavos }, motivo: MOTIVO }),
      ),
    feito: (id: number, estornoId: string | null, totalCentavos: number, inteiro = false, transacaoId = TRANSACAO) =>
      fazer((tx) => saberFeito(tx, id, { transacaoId, totalCentavos, estornoId, inteiro })),
    recusado: (id: number, estornoId: string, totalCentavos: number, motivo: string) =>
      fazer((tx) => saberRecusado(tx, id, { transacaoId: TRANSACAO, estornoId, totalCentavos, motivo })),
    cancelar: (id: number) =>
      fazer(async (tx) => alterarPedido(tx, await obterPedido(tx, id), { estado: 'CANCELADO' })),
  };
}

suite('estorno pela gerência', () => {
  test('fica guardado e é pedido ao pagamento com o seu id; o motivo não sai daqui', async (t) => {
    const { db, pago, devolver, mensagens, pedidas } = await abrir(t);
    const { id } = await pago();
    const estorno = await devolver(id, 500);
    assert.deepEqual(await estornos(db).listByPedido(id), [estorno]);
    assert.deepEqual([estorno.motivo, estorno.por, estorno.estado], [MOTIVO, 'totem', 'PEDIDO']);
    assert.deepEqual(await pedidas(), [
      { transacaoId: TRANSACAO, causa: 'gerencia', estorno: { id: estorno.id, centavos: 500 } },
    ]);
    const [auditada] = await mensagens('auditoria-req');
    assert.deepEqual(
      [auditada.acao, auditada.sobre, auditada.depois],
      ['estorno-pedido', { tipo: 'pedido', id: `${id}` }, { centavos: 500, itens: 0, motivoCaracteres: MOTIVO.length }],
    );
    assert.doesNotMatch(
      JSON.stringify([await mensagens(), await db.selectFrom('trilha').selectAll().execute()]),
      /Maria/,
    );
  });

  test('recusado pelas contas, nada fica', async (t) => {
    const { db, pago, devolver, mensagens } = await abrir(t);
    const { id } = await pago();
    await devolver(id, 1500);
    await assert.rejects(devolver(id, 521), Refusal);
    await assert.rejects(devolver(id + 1), Refusal);
    assert.equal((await estornos(db).listByPedido(id)).length, 1);
    assert.equal((await mensagens()).length, 2);
  });

  test('a cada um que foi feito, um e-mail com o seu valor, e se é uma parte ou tudo; repetido, nenhum', async (t) => {
    const { db, pago, devolver, feito, emails } = await abrir(t);
    const { id } = await pago();
    const [parte, resto] = [await devolver(id, 500), await devolver(id)];
    for (let vez = 0; vez < 2; vez += 1) {
      await feito(id, parte.id, 500);
      await feito(id, resto.id, 1520, true);
    }
    assert.deepEqual(await emails(), [
      ['pagamento-estornado', { totalCentavos: 500, inteiro: false, meio: 'pix' }],
      ['pagamento-estornado', { totalCentavos: 1520, inteiro: true, meio: 'pix' }],
    ]);
    assert.deepEqual(
      (await estornos(db).listByPedido(id)).map(({ estado, feitoEm }) => [estado, feitoEm]),
      Array(2).fill(['FEITO', AGORA.getTime()]),
    );
  });

  test('o que o provedor recusou volta a estar disponível, com o porquê, e ninguém recebe e-mail', async (t) => {
    const { db, pago, devolver, recusado, emails } = await abrir(t);
    const { id } = await pago();
    const estorno = await devolver(id);
    await recusado(id, estorno.id, 2020, 'prazo');
    assert.deepEqual(await estornos(db).get(estorno.id), { ...estorno, estado: 'RECUSADO', erro: 'prazo' });
    assert.deepEqual(await emails(), []);
    assert.equal((await devolver(id)).centavos, 2020);
  });

  test('o pago no balcão é devolvido no balcão, e o e-mail o diz', async (t) => {
    const { pago, devolver, feito, emails } = await abrir(t);
    const { id } = await pago({ meio: 'balcao' });
    await feito(id, (await devolver(id)).id, 2020, true);
    assert.deepEqual((await emails())[0]?.[1].meio, 'balcao');
  });
});

suite('estorno que se deve', () => {
  test('cancelado, volta por si o que resta do que foi pago', async (t) => {
    const { db, pago, devolver, cancelar, pedidas } = await abrir(t);
    const { id } = await pago();
    const antes = await devolver(id, 500);
    await cancelar(id);
    const [, doCancelamento] = await estornos(db).listByPedido(id);
    const resto = (await estornos(db).listByPedido(id)).find((um) => um.id !== antes.id);
    assert.ok(doCancelamento && resto);
    assert.deepEqual([resto.causa, resto.centavos, resto.motivo], ['cancelamento', 1520, null]);
    assert.deepEqual((await pedidas())[1], {
      transacaoId: TRANSACAO,
      causa: 'cancelamento',
      estorno: { id: resto.id, centavos: 1520 },
    });
    await assert.rejects(devolver(id), Refusal);
  });

  test('cancelado o que já voltou inteiro, nada mais se pede', async (t) => {
    const { pago, devolver, cancelar, pedidas } = await abrir(t);
    const { id } = await pago();
    await devolver(id);
    await cancelar(id);
    assert.equal((await pedidas()).length, 1);
  });

  test('cancelado o que ainda se paga, pede-se que não se cobre; o que chegar depois volta inteiro, e fica contado', async (t) => {
    const { db, fazer, pago, cancelar, pedidas, feito, emails } = await abrir(t);
    const { id } = await pago({ estado: 'CHECKOUT', transacaoPaga: null, senha: null });
    await cancelar(id);
    await fazer((tx) => decidir(tx, id, (pedido) => confirmarPagamento(pedido, TRANSACAO), '2026-05-04'));
    assert.deepEqual(await pedidas(), [
      { transacaoId: TRANSACAO, causa: 'cancelamento', estorno: null },
      { transacaoId: TRANSACAO, causa: 'tardio', estorno: null },
    ]);
    const estornoId = randomUUID();
    for (let vez = 0; vez < 2; vez += 1) await feito(id, estornoId, 2020, true);
    const [sabido, ...outros] = await estornos(db).listByPedido(id);
    assert.deepEqual([sabido?.id, sabido?.causa, sabido?.estado, outros], [estornoId, 'tardio', 'FEITO', []]);
    assert.equal((await emails()).filter(([tipo]) => tipo === 'pagamento-estornado').length, 1);
  });

  test('o que voltou sem que se pedisse aqui é contado, e de onde veio', async (t) => {
    const { db, fazer, pago, devolver } = await abrir(t);
    const { id } = await pago();
    const dito = { transacaoId: TRANSACAO, totalCentavos: 500, inteiro: false };
    await fazer((tx) => saberFeito(tx, id, { ...dito, estornoId: randomUUID() }));
    await fazer((tx) => saberFeito(tx, id, { ...dito, estornoId: randomUUID(), causa: 'conciliacao' }));
    assert.deepEqual((await estornos(db).listByPedido(id)).map(({ causa }) => causa).sort(), [
      'conciliacao',
      'provedor',
    ]);
    assert.equal((await devolver(id)).centavos, 1020);
  });

  test('se do que foi cancelado alguém devolveu antes uma parte, o resto é pedido de novo, seja quanto for', async (t) => {
    const { db, pago, cancelar, recusado, pedidas } = await abrir(t);
    const { id } = await pago();
    await cancelar(id);
    const [estorno] = await estornos(db).listByPedido(id);
    for (let vez = 0; vez < 2; vez += 1) await recusado(id, estorno?.id ?? '', 2020, 'valor');
    assert.deepEqual((await pedidas()).slice(1), [{ transacaoId: TRANSACAO, causa: 'cancelamento', estorno: null }]);
  });
});

suite('estornos de antes de serem guardados', () => {
  test('a migração conta o que foi pago e cancelado, e mais nada; de novo, nada muda', async (t) => {
    const { db, pago } = await abrir(t);
    const { id } = await pago({ estado: 'CANCELADO' });
    await pago({ estado: 'CANCELADO', transacaoPaga: null });
    await pago({ estado: 'FINALIZADO', transacaoPaga: randomUUID() });
    for (let vez = 0; vez < 2; vez += 1) await migrations['0173-estornos-de-antes']?.up(db);
    const linhas = await db.selectFrom('estorno').select('pedido_id').execute();
    assert.deepEqual(
      linhas.map((linha) => linha.pedido_id),
      [id],
    );
    assert.deepEqual(await estornos(db).listByPedido(id), [
      umEstorno({
        id: TRANSACAO,
        pedidoId: id,
        transacaoId: TRANSACAO,
        causa: 'cancelamento',
        motivo: null,
        por: null,
        estado: 'FEITO',
      }),
    ]);
  });

  test('o do cancelado conta como devolvido; quando o pagamento o disser, é o mesmo, e o cliente fica sabendo uma vez', async (t) => {
    for (const estornoId of [randomUUID(), null]) {
      const { db, pago, feito, devolver, emails } = await abrir(t);
      const { id } = await pago({ estado: 'CANCELADO' });
      const antigo = umEstorno({
        id: TRANSACAO,
        pedidoId: id,
        transacaoId: TRANSACAO,
        causa: 'cancelamento',
        motivo: null,
        por: null,
        estado: 'FEITO',
      });
      await estornos(db).insert(antigo);
      await assert.rejects(devolver(id), Refusal);
      for (let vez = 0; vez < 2; vez += 1) await feito(id, estornoId, 2020, true);
      const lidos = await estornos(db).listByPedido(id);
      assert.deepEqual(lidos, [{ ...antigo, id: estornoId ?? TRANSACAO, feitoEm: AGORA.getTime() }]);
      assert.equal((await emails()).length, 1);
    }
  });
});
