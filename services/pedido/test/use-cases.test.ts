import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { Refusal, type RefusalKind } from '@foodious/kernel/refusal.ts';
import { ajustes } from '../src/db/ajustes.ts';
import { clientes } from '../src/db/clientes.ts';
import { pedidos } from '../src/db/pedidos.ts';
import { AJUSTES } from '../src/domain/ajustes.ts';
import {
  confirmarPagamento,
  convergirPreparo,
  type Mudanca,
  type Pedido,
  rejeitarPagamento,
} from '../src/domain/pedido.ts';
import { adicionarItem } from '../src/use-cases/pedidos/adicionar-item.ts';
import { alterarItem } from '../src/use-cases/pedidos/alterar-item.ts';
import { checkout } from '../src/use-cases/pedidos/checkout.ts';
import { criarPedido } from '../src/use-cases/pedidos/criar-pedido.ts';
import { decidir } from '../src/use-cases/pedidos/decidir.ts';
import { fazerPedido, type PedidoInteiro } from '../src/use-cases/pedidos/fazer-pedido.ts';
import { obterPedido } from '../src/use-cases/pedidos/obter-pedido.ts';
import { AGORA, abrirBanco, emBranco, HISTORIA, umItem, umProduto } from './builders.ts';

const SUCO = umProduto({ id: 2, nome: 'Suco', idCategoriaProduto: 3, precoCentavos: 700 });
const BOLO = umProduto({ id: 3, nome: 'Bolo', idCategoriaProduto: 4, disponivel: false });

const umInteiro = (parte: Partial<PedidoInteiro> = {}): PedidoInteiro => ({
  clienteId: null,
  dono: 'sessao-1',
  dataInicio: '2026-05-04',
  consumo: 'viagem',
  codigo: null,
  itens: [
    { produtoId: 1, quantidade: 2, observacoes: 'sem cebola' },
    { produtoId: 2, quantidade: 1, observacoes: null },
  ],
  checkout: true,
  totalEsperado: undefined,
  ...parte,
});

const recusa = (kind: RefusalKind, campo?: string) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error));
  assert.deepEqual([error.kind, error.campo], [kind, campo]);
  return true;
};

/** A database with a menu, and what is in it. */
async function abrir(t: TestContext) {
  const banco = await abrirBanco(t);
  await banco.vender(umProduto(), SUCO, BOLO);
  const { db, fazer } = banco;
  return {
    ...banco,
    inteiro: (parte?: Partial<PedidoInteiro>) => fazer((tx) => fazerPedido(tx, umInteiro(parte))),
    mensagens: async () =>
      (await db.selectFrom('outbox').selectAll().orderBy('seq').execute()).map((row) => ({
        ...row,
        dados: JSON.parse(row.corpo).dados,
      })),
    quantos: async () => {
      const contar = (tabela: 'pedido' | 'item' | 'outbox' | 'trilha') =>
        db
          .selectFrom(tabela)
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow();
      const [pedido, item, outbox, trilha] = await Promise.all(
        (['pedido', 'item', 'outbox', 'trilha'] as const).map(contar),
      );
      return { pedido: pedido?.n, item: item?.n, outbox: outbox?.n, trilha: trilha?.n };
    },
    estadosNaTrilha: async (id: number) =>
      (await banco.trilhaDe(id)).filter(({ tipo }) => tipo === 'estado').map(({ dados }) => [dados.de, dados.para]),
  };
}

suite('meio de pagamento', () => {
  const oferecer = (db: Awaited<ReturnType<typeof abrir>>['db'], meios: { pix: boolean; balcao: boolean }) =>
    ajustes(db).update({ ...AJUSTES, meios });

  test('o escolhido vai com o pedido e com o pedido de pagamento; depois de uma rejeição pode ser outro', async (t) => {
    const { db, fazer, inteiro, mensagens } = await abrir(t);
    await oferecer(db, { pix: true, balcao: true });
    const { id, transacaoId } = await inteiro({ meio: 'balcao' });
    await fazer((tx) => decidir(tx, id, (pedido) => rejeitarPagamento(pedido, transacaoId ?? ''), '2026-05-04'));
    await fazer(async (tx) => checkout(tx, await obterPedido(tx, id), { meio: 'pix' }));
    assert.deepEqual(
      (await mensagens()).map(({ dados }) => [dados.tentativa, dados.meio]),
      [
        [1, 'balcao'],
        [2, 'pix'],
      ],
    );
    assert.equal((await obterPedido({ db }, id)).meio, 'pix');
  });

  test('o que não é oferecido é recusado, e nada fica; quem não diz nenhum paga pelo que há', async (t) => {
    const { db, fazer, inteiro, quantos } = await abrir(t);
    await oferecer(db, { pix: false, balcao: true });
    await assert.rejects(inteiro({ meio: 'pix' }), recusa('conflict', 'meio'));
    assert.equal((await quantos()).pedido, 0);
    const { id, meio } = await inteiro({ checkout: false });
    assert.equal(meio, 'balcao');
    await oferecer(db, { pix: true, balcao: false });
    const { pedido } = await fazer(async (tx) => checkout(tx, await obterPedido(tx, id)));
    assert.equal(pedido.meio, 'pix');
  });

  test('repetir o checkout enquanto se espera o pagamento vale o mesmo, ainda que o seu meio já não seja oferecido', async (t) => {
    const { db, fazer, inteiro, quantos } = await abrir(t);
    const { id, transacaoId } = await inteiro();
    await oferecer(db, { pix: false, balcao: true });
    const { pedido } = await fazer(async (tx) => checkout(tx, await obterPedido(tx, id), { meio: 'balcao' }));
    assert.deepEqual([pedido.meio, pedido.transacaoId], ['pix', transacaoId]);
    assert.equal((await quantos()).outbox, 1);
  });

  test('por um total que o cliente não viu, nada se cobra', async (t) => {
    const { db, fazer, inteiro, quantos } = await abrir(t);
    const { id } = await inteiro({ checkout: false });
    await db.updateTable('cardapio').set({ preco_centavos: 800 }).where('produto_id', '=', 2).execute();
    const deNovo = (totalEsperado: number) =>
      fazer(async (tx) => checkout(tx, await obterPedido(tx, id), { totalEsperado }));
    await assert.rejects(deNovo(2720), recusa('conflict', 'totalEsperado'));
    assert.equal((await obterPedido({ db }, id)).estado, 'PAGAMENTO_PENDENTE');
    assert.equal((await quantos()).outbox, 0);
    assert.equal((await deNovo(2820)).pedido.totalCentavos, 2820);
  });
});

suite('pedido inteiro', () => {
  test('com checkout: um pedido, os seus itens, um pedido de pagamento e uma linha na trilha', async (t) => {
    const { db, inteiro, mensagens, quantos, trilhaDe } = await abrir(t);
    const { id, transacaoId } = await inteiro();
    assert.deepEqual(await quantos(), { pedido: 1, item: 2, outbox: 1, trilha: 1 });

    const pedido = await obterPedido({ db }, id);
    const [dog, suco] = pedido.itens;
    assert.deepEqual(
      pedido,
      emBranco({
        id,
        dono: 'sessao-1',
        transacaoId,
        estado: 'CHECKOUT',
        consumo: 'viagem',
        totalCentavos: 2720,
        tentativa: 1,
        itens: [
          umItem({ id: dog?.id ?? 0, observacoes: 'sem cebola' }),
          umItem({
            id: suco?.id ?? 0,
            produtoId: 2,
            nome: 'Suco',
            idCategoriaProduto: 3,
            precoCentavos: 700,
            quantidade: 1,
          }),
        ],
      }),
    );

    const [mensagem] = await mensagens();
    assert.equal(mensagem?.fila, 'solicitar-pagamento-req');
    assert.deepEqual(mensagem.dados, {
      transacaoId,
      tentativa: 1,
      totalCentavos: 2720,
      dono: 'sessao-1',
      clienteId: null,
      meio: 'pix',
    });
    assert.deepEqual([mensagem.grupo, mensagem.causa], [`${id}`, HISTORIA]);

    const [linha] = await trilhaDe(id);
    assert.deepEqual(
      [linha?.tipo, linha?.em, linha?.por, linha?.correlacao],
      ['estado', AGORA.getTime(), 'totem', HISTORIA],
    );
    assert.deepEqual([linha?.dados.de, linha?.dados.para, linha?.dados.tentativa], [null, 'CHECKOUT', 1]);
  });

  test('sem checkout: o pedido espera, e ninguém é avisado', async (t) => {
    const { db, inteiro, quantos, estadosNaTrilha } = await abrir(t);
    const { id } = await inteiro({ checkout: false, totalEsperado: 2720 });
    assert.deepEqual(await quantos(), { pedido: 1, item: 2, outbox: 0, trilha: 1 });
    assert.deepEqual(await estadosNaTrilha(id), [[null, 'PAGAMENTO_PENDENTE']]);
    const { estado, totalCentavos, transacaoId, tentativa } = await obterPedido({ db }, id);
    assert.deepEqual(
      { estado, totalCentavos, transacaoId, tentativa },
      { estado: 'PAGAMENTO_PENDENTE', totalCentavos: null, transacaoId: null, tentativa: 0 },
    );
  });

  test('feito de uma vez ou aos poucos, é o mesmo pedido', async (t) => {
    const { db, fazer, inteiro, estadosNaTrilha } = await abrir(t);
    const aosPoucos = await fazer(async (tx) => {
      const { id } = await criarPedido(tx, {
        clienteId: null,
        dono: 'sessao-1',
        dataInicio: '2026-05-04',
        ativo: true,
        codigo: null,
      });
      for (const [produtoId, quantidade] of [
        [1, 2],
        [2, 1],
      ] as const)
        await adicionarItem(tx, await obterPedido(tx, id), produtoId, quantidade);
      return (await checkout(tx, await obterPedido(tx, id))).pedido;
    });
    const deUmaVez = await inteiro({
      consumo: null,
      itens: umInteiro().itens.map((item) => ({ ...item, observacoes: null })),
    });
    const comum = async ({ id }: Pedido) => {
      const { itens, ...pedido } = await obterPedido({ db }, id);
      return { ...pedido, id: 0, transacaoId: '', itens: itens.map((item) => ({ ...item, id: 0 })) };
    };
    assert.deepEqual(await comum(deUmaVez), await comum(aosPoucos));
    assert.deepEqual(await estadosNaTrilha(aosPoucos.id), [
      [null, 'PAGAMENTO_PENDENTE'],
      ['PAGAMENTO_PENDENTE', 'CHECKOUT'],
    ]);
  });

  for (const [nome, parte, kind, campo] of [
    ['um total que não é o mostrado', { totalEsperado: 2719 }, 'conflict', 'totalEsperado'],
    ['um total que não é o mostrado, sem checkout', { totalEsperado: 1, checkout: false }, 'conflict', 'totalEsperado'],
    ['um cliente que não existe', { clienteId: 404 }, 'invalid', 'clienteId'],
    ['um produto que não existe', { itens: [{ produtoId: 9, quantidade: 1, observacoes: null }] }, 'invalid', 'itens'],
    [
      'um produto esgotado',
      { itens: [...umInteiro().itens, { produtoId: 3, quantidade: 1, observacoes: null }] },
      'conflict',
      'itens',
    ],
  ] as const)
    test(`${nome} é recusado, e nada é guardado`, async (t) => {
      const { inteiro, quantos } = await abrir(t);
      await assert.rejects(inteiro(parte), recusa(kind, campo));
      assert.deepEqual(await quantos(), { pedido: 0, item: 0, outbox: 0, trilha: 0 });
    });

  test('a recusa do total diz qual é o de hoje, em reais', async (t) => {
    const { inteiro } = await abrir(t);
    await assert.rejects(inteiro({ totalEsperado: 2000 }), (error) => {
      assert.ok(error instanceof Refusal);
      assert.match(error.message, /R\$ 27,20/);
      assert.equal(error.extra.total, 27.2);
      return true;
    });
  });

  test('de um cliente cadastrado, o pedido é dele', async (t) => {
    const { db, inteiro } = await abrir(t);
    const maria = await clientes(db).insert({ nome: 'Maria', email: 'm@exemplo.com', cpf: '52998224725' }, AGORA);
    const { id } = await inteiro({ clienteId: maria.id });
    assert.equal((await obterPedido({ db }, id)).clienteId, maria.id);
  });
});

suite('pedido aos poucos', () => {
  test('nasce vazio, à espera do pagamento', async (t) => {
    const { db, fazer } = await abrir(t);
    const novo = { clienteId: null, dono: 'sessao-1', dataInicio: '2026-05-04', ativo: false, codigo: null };
    const pedido = await fazer((tx) => criarPedido(tx, novo));
    assert.deepEqual(pedido, emBranco({ id: pedido.id, dono: 'sessao-1', ativo: false }));
    assert.deepEqual(await obterPedido({ db }, pedido.id), pedido);
  });

  test('um produto esgotado não entra, nem no lugar de outro; quando volta, entra', async (t) => {
    const { db, fazer } = await abrir(t);
    const { id } = await fazer((tx) =>
      criarPedido(tx, { clienteId: null, dono: 'sessao-1', dataInicio: '2026-05-04', ativo: true, codigo: null }),
    );
    const adicionar = (produtoId: number) =>
      fazer(async (tx) => adicionarItem(tx, await obterPedido(tx, id), produtoId, 1));
    const dog = await adicionar(1);
    await assert.rejects(adicionar(3), recusa('invalid', 'produtoId'));
    await assert.rejects(
      fazer(async (tx) => alterarItem(tx, await obterPedido(tx, id), dog, { produtoId: 3, quantidade: 1 })),
      recusa('invalid', 'produtoId'),
    );
    assert.deepEqual((await obterPedido({ db }, id)).itens, [dog]);
    await db.updateTable('cardapio').set({ disponivel: 1 }).where('produto_id', '=', 3).execute();
    assert.equal((await adicionar(3)).produtoId, 3);
  });

  test('o que esgotou depois de entrar impede o checkout', async (t) => {
    const { db, fazer, inteiro, quantos } = await abrir(t);
    const { id } = await inteiro({ checkout: false });
    await db.updateTable('cardapio').set({ disponivel: 0 }).where('produto_id', '=', 2).execute();
    const antes = await quantos();
    await assert.rejects(
      fazer(async (tx) => checkout(tx, await obterPedido(tx, id))),
      recusa('invalid', 'itensPedido'),
    );
    assert.deepEqual(await quantos(), antes);
    assert.equal((await obterPedido({ db }, id)).estado, 'PAGAMENTO_PENDENTE');
  });
});

suite('o caminho de um pedido na trilha', () => {
  const instante = (minutos: number) => new Date(AGORA.getTime() + minutos * 60_000);

  test('cada mudança de estado é uma linha, com quem, quando e os instantes do pedido', async (t) => {
    const { db, fazer, inteiro, trilhaDe } = await abrir(t);
    const { id, transacaoId } = await inteiro();
    const mudar = (minuto: number, decisao: (pedido: Pedido) => Mudanca) =>
      fazer((tx) => decidir(tx, id, decisao, '2026-05-04'), instante(minuto));
    const pagar = (pedido: Pedido) => confirmarPagamento(pedido, transacaoId ?? '');
    await mudar(1, pagar);
    await mudar(2, pagar); // a repeat changes nothing, and is not told again
    for (const [i, estado] of (['EM_PREPARACAO', 'PRONTO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'] as const).entries())
      await mudar(3 + i, (pedido) => convergirPreparo(pedido, estado, 0));

    const [recebidoEm, iniciadoEm] = [instante(1).getTime(), instante(3).getTime()];
    const linhas = (await trilhaDe(id)).filter(({ tipo }) => tipo === 'estado');
    assert.deepEqual(
      linhas.map(({ em, dados }) => [(em - AGORA.getTime()) / 60_000, dados.para, dados.recebidoEm, dados.iniciadoEm]),
      [
        [0, 'CHECKOUT', null, null],
        [1, 'RECEBIDO', recebidoEm, null],
        [3, 'EM_PREPARACAO', recebidoEm, iniciadoEm],
        [4, 'PRONTO', recebidoEm, iniciadoEm],
        [5, 'EM_PREPARACAO', recebidoEm, iniciadoEm],
        [6, 'PRONTO', recebidoEm, iniciadoEm],
        [7, 'FINALIZADO', recebidoEm, iniciadoEm],
      ],
    );
    assert.ok(linhas.slice(1).every(({ dados }) => dados.senha === 1));
    const { mudouEm, prontoEm } = await obterPedido({ db }, id);
    assert.deepEqual([mudouEm, prontoEm], [instante(7).getTime(), instante(6).getTime()]);
  });

  test('à cozinha chega o que se pediu ao cozinheiro e onde se come; nunca o preço', async (t) => {
    const { fazer, inteiro, mensagens } = await abrir(t);
    const { id, transacaoId } = await inteiro();
    await fazer((tx) => decidir(tx, id, (pedido) => confirmarPagamento(pedido, transacaoId ?? ''), '2026-05-04'));
    const comanda = (await mensagens()).find(({ fila }) => fila === 'preparacao-pedido-req');
    assert.deepEqual(comanda?.dados, {
      senha: 1,
      consumo: 'viagem',
      itens: [
        { produtoId: 1, idCategoriaProduto: 1, nome: 'X-Burguer', quantidade: 2, observacoes: 'sem cebola' },
        { produtoId: 2, idCategoriaProduto: 3, nome: 'Suco', quantidade: 1, observacoes: null },
      ],
    });
  });

  test('se o trabalho falha, nem o pedido nem a linha ficam', async (t) => {
    const { fazer, quantos } = await abrir(t);
    await assert.rejects(
      fazer(async (tx) => {
        await fazerPedido(tx, umInteiro());
        throw new Error('caiu a luz');
      }),
      /caiu a luz/,
    );
    assert.deepEqual(await quantos(), { pedido: 0, item: 0, outbox: 0, trilha: 0 });
  });

  test('um pedido que não existe não ouve mensagem nenhuma', async (t) => {
    const { db, fazer } = await abrir(t);
    await assert.rejects(
      fazer((tx) => decidir(tx, 404, (pedido) => confirmarPagamento(pedido, 't1'), '2026-05-04')),
      recusa('not-found'),
    );
    assert.equal(await pedidos(db).get(404), undefined);
  });
});
