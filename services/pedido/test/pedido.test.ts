import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CAMINHO_DO_PREPARO, EstadoPedido, type EtapaDoPreparo } from '@foodious/kernel/estados.ts';
import { Refusal, type RefusalKind } from '@foodious/kernel/refusal.ts';
import {
  type Acao,
  abrirItens,
  cancelar,
  chamar,
  confirmarPagamento,
  convergirPreparo,
  destino,
  type Estado,
  fazerCheckout,
  type Item,
  type ItemPedido,
  type Mudanca,
  marcar,
  montar,
  moverPreparo,
  type Pedido,
  type ProdutoAtual,
  recolher,
  rejeitarPagamento,
  somar,
} from '../src/domain/pedido.ts';
import { emBranco, umItem as itemDeUmPedido, umProduto } from './builders.ts';

const estados = Object.keys(EstadoPedido) as Estado[];
const PAGOS: readonly Estado[] = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'];

const umItem = (parte: Partial<Item> = {}): Item => Object.freeze(itemDeUmPedido(parte));

/** A pedido that checked out once, as `t1`; frozen, so that a decision that writes on it fails. */
const umPedido = (parte: Partial<Pedido> = {}): Pedido => {
  const pago = PAGOS.includes(parte.estado ?? 'PAGAMENTO_PENDENTE');
  return Object.freeze(
    emBranco({
      id: 7,
      itens: Object.freeze([umItem()]),
      totalCentavos: 2020,
      senha: pago ? 12 : null,
      tentativa: 1,
      transacaoId: 't1',
      transacaoPaga: pago ? 't1' : null,
      ...parte,
    }),
  );
};
const umPedidoNovo = (parte: Partial<Pedido> = {}): Pedido =>
  umPedido({ totalCentavos: null, tentativa: 0, transacaoId: null, ...parte });

const cardapio = (...produtos: ProdutoAtual[]) => new Map(produtos.map((produto) => [produto.id, produto]));

const recusa = (kind: RefusalKind) => (error: unknown) => error instanceof Refusal && error.kind === kind;
const nadaMuda = ({ pedido, fatos }: Mudanca, antes: Pedido) => {
  assert.equal(pedido, antes);
  assert.deepEqual(fatos, []);
};

const acoes: Record<Acao, (pedido: Pedido) => Mudanca> = {
  fazerCheckout: (pedido) => fazerCheckout(pedido, cardapio(umProduto()), 't2', 'pix'),
  confirmarPagamento: (pedido) => confirmarPagamento(pedido, 't1'),
  rejeitarPagamento: (pedido) => rejeitarPagamento(pedido, 't1'),
  iniciarPreparacao: (pedido) => moverPreparo(pedido, 'EM_PREPARACAO'),
  marcarPronto: (pedido) => moverPreparo(pedido, 'PRONTO'),
  finalizar: (pedido) => moverPreparo(pedido, 'FINALIZADO'),
  cancelar,
  // Only the comanda goes back: the pedido follows it.
  voltar: (pedido) => convergirPreparo(pedido, destino(pedido, 'voltar') as EtapaDoPreparo, 0),
};

// Columns in the order of `acoes`; "–" is refused.
const tabela: Record<Estado, readonly (Estado | 'fica' | '–')[]> = {
  PAGAMENTO_PENDENTE: ['CHECKOUT', 'RECEBIDO', 'fica', '–', '–', '–', 'CANCELADO', '–'],
  CHECKOUT: ['fica', 'RECEBIDO', 'PAGAMENTO_PENDENTE', '–', '–', '–', 'CANCELADO', '–'],
  RECEBIDO: ['–', 'fica', '–', 'EM_PREPARACAO', '–', '–', 'CANCELADO', '–'],
  EM_PREPARACAO: ['–', 'fica', '–', 'fica', 'PRONTO', '–', 'CANCELADO', 'RECEBIDO'],
  PRONTO: ['–', 'fica', '–', 'EM_PREPARACAO', 'fica', 'FINALIZADO', 'CANCELADO', 'EM_PREPARACAO'],
  FINALIZADO: ['–', 'fica', '–', '–', '–', 'fica', '–', 'PRONTO'],
  CANCELADO: ['–', 'fica', 'fica', '–', '–', '–', 'fica', '–'],
};

suite('estados do pedido', () => {
  test('os números são públicos', () => {
    assert.deepEqual(EstadoPedido, {
      PAGAMENTO_PENDENTE: 0,
      RECEBIDO: 1,
      EM_PREPARACAO: 2,
      PRONTO: 3,
      FINALIZADO: 4,
      CHECKOUT: 5,
      CANCELADO: 6,
    });
  });

  for (const estado of estados)
    for (const [i, [acao, agir]] of (Object.entries(acoes) as [Acao, (pedido: Pedido) => Mudanca][]).entries()) {
      const pedido = umPedido({ estado });
      const para = tabela[estado][i];
      if (para === '–')
        test(`${estado} não permite ${acao}`, () => {
          assert.throws(() => destino(pedido, acao), recusa('conflict'));
          // What a message says has nobody to be refused to: there, not allowed means ignored.
          if (acao === 'rejeitarPagamento') nadaMuda(agir(pedido), pedido);
          else assert.throws(() => agir(pedido), recusa('conflict'));
        });
      else if (para === 'fica')
        test(`${estado}: ${acao} não tira o pedido do lugar`, () => {
          assert.equal(destino(pedido, acao), estado);
          const { pedido: depois, fatos } = agir(pedido);
          assert.equal(depois, pedido);
          const devolve = estado === 'CANCELADO' && acao === 'confirmarPagamento';
          assert.deepEqual(fatos, devolve ? [{ tipo: 'estorno-solicitado', transacaoId: 't1', causa: 'tardio' }] : []);
        });
      else
        test(`${estado}: ${acao} leva a ${para}`, () => {
          assert.equal(destino(pedido, acao), para);
          const { pedido: depois, fatos } = agir(pedido);
          assert.equal(depois.estado, para);
          // Of what the comanda did the cozinha knows; a cliente is told when it is ready for the first time.
          if (acao !== 'voltar') assert.notDeepEqual(fatos, [], 'a change nobody hears of');
        });
    }
});

suite('checkout', () => {
  test('congela o total e pede o pagamento', () => {
    const { pedido, fatos, alteracoes } = fazerCheckout(umPedidoNovo(), cardapio(umProduto()), 't1', 'pix');
    assert.deepEqual(pedido, umPedido({ estado: 'CHECKOUT' }));
    assert.deepEqual(fatos, [
      { tipo: 'pagamento-solicitado', transacaoId: 't1', tentativa: 1, totalCentavos: 2020, meio: 'pix' },
    ]);
    assert.deepEqual(alteracoes, []);
  });

  test('depois de uma rejeição é uma nova tentativa, com o seu próprio pagamento, talvez por outro meio', () => {
    const { pedido, fatos } = fazerCheckout(umPedido(), cardapio(umProduto()), 't2', 'balcao');
    assert.deepEqual(pedido, umPedido({ estado: 'CHECKOUT', tentativa: 2, transacaoId: 't2', meio: 'balcao' }));
    assert.deepEqual(fatos, [
      { tipo: 'pagamento-solicitado', transacaoId: 't2', tentativa: 2, totalCentavos: 2020, meio: 'balcao' },
    ]);
  });

  test('repetido em CHECKOUT, vale o mesmo pagamento, ainda que o cardápio tenha mudado', () => {
    const pedido = umPedido({ estado: 'CHECKOUT' });
    for (const hoje of [
      cardapio(umProduto({ precoCentavos: 9999 })),
      cardapio(umProduto({ ativo: false })),
      cardapio(),
    ]) {
      const repetido = fazerCheckout(pedido, hoje, 't2', 'balcao');
      nadaMuda(repetido, pedido);
      assert.deepEqual(repetido.alteracoes, []);
    }
  });

  test('um preço que mudou é cobrado pelo de hoje, e dito', () => {
    const antes = umPedidoNovo();
    const { pedido, fatos, alteracoes } = fazerCheckout(
      antes,
      cardapio(umProduto({ precoCentavos: 1200 })),
      't1',
      'pix',
    );
    assert.deepEqual(pedido.itens, [umItem({ precoCentavos: 1200 })]);
    assert.equal(pedido.totalCentavos, 2400);
    assert.deepEqual(fatos, [
      { tipo: 'pagamento-solicitado', transacaoId: 't1', tentativa: 1, totalCentavos: 2400, meio: 'pix' },
    ]);
    assert.deepEqual(alteracoes, [
      { itemId: 1, produtoId: 1, nome: 'X-Burguer', motivo: 'preco', de: 1010, para: 1200 },
    ]);
  });

  test('um nome que mudou é o de hoje, e dito', () => {
    const { pedido, alteracoes } = fazerCheckout(
      umPedidoNovo(),
      cardapio(umProduto({ nome: 'X-Salada' })),
      't1',
      'pix',
    );
    assert.deepEqual(pedido.itens, [umItem({ nome: 'X-Salada' })]);
    assert.equal(pedido.totalCentavos, 2020);
    assert.deepEqual(alteracoes, [
      { itemId: 1, produtoId: 1, nome: 'X-Burguer', motivo: 'nome', de: 1010, para: 1010 },
    ]);
  });

  test('o mesmo produto em duas linhas muda nas duas', () => {
    const itens = [umItem(), umItem({ id: 2, quantidade: 1 })];
    const hoje = cardapio(umProduto({ precoCentavos: 1 }));
    const { pedido, alteracoes } = fazerCheckout(umPedidoNovo({ itens }), hoje, 't1', 'pix');
    assert.equal(pedido.totalCentavos, 3);
    assert.deepEqual(
      alteracoes.map(({ itemId }) => itemId),
      [1, 2],
    );
  });

  for (const [nome, hoje] of [
    ['saiu do cardápio', cardapio(umProduto({ ativo: false }), umProduto({ id: 2, precoCentavos: 600 }))],
    ['está esgotado', cardapio(umProduto({ disponivel: false }), umProduto({ id: 2, precoCentavos: 600 }))],
    ['não existe mais', cardapio(umProduto({ id: 2, precoCentavos: 600 }))],
  ] as const)
    test(`um produto que ${nome} impede o checkout, que diz tudo o que mudou`, () => {
      const itens = [umItem(), umItem({ id: 2, produtoId: 2, precoCentavos: 500 })];
      assert.throws(
        () => fazerCheckout(umPedidoNovo({ itens }), hoje, 't1', 'pix'),
        (error) => {
          assert.ok(error instanceof Refusal);
          assert.equal(error.kind, 'invalid');
          assert.match(error.message, /X-Burguer/);
          const alteracoes = error.extra.alteracoes as { itemId: number; motivo: string }[];
          assert.deepEqual(
            alteracoes.map(({ itemId, motivo }) => [itemId, motivo]),
            [
              [1, 'indisponivel'],
              [2, 'preco'],
            ],
          );
          return true;
        },
      );
    });

  test('sem itens não há checkout', () => {
    assert.throws(
      () => fazerCheckout(umPedidoNovo({ itens: [] }), cardapio(umProduto()), 't1', 'pix'),
      recusa('invalid'),
    );
  });

  test('com mais itens do que um pedido pode ter, como alguns antigos têm, não há checkout', () => {
    const itens = (quantos: number) => Array.from({ length: quantos }, (_, i) => umItem({ id: i + 1 }));
    const fechar = (quantos: number) =>
      fazerCheckout(umPedidoNovo({ itens: itens(quantos) }), cardapio(umProduto()), 't1', 'pix');
    assert.equal(fechar(50).pedido.estado, 'CHECKOUT');
    assert.throws(() => fechar(51), recusa('invalid'));
  });

  test('fora de hora, a recusa é do estado, e não dos itens', () => {
    assert.throws(
      () => fazerCheckout(umPedido({ estado: 'PRONTO', itens: [] }), cardapio(), 't2', 'pix'),
      recusa('conflict'),
    );
  });

  for (const [itens, total] of [
    [
      [
        [10, 1],
        [20, 1],
      ],
      30,
    ],
    [[[10, 3]], 30],
    [[[2020, 1]], 2020],
    [
      [
        [1999, 3],
        [1, 99],
      ],
      6096,
    ],
    [[[9_999_999, 99]], 989_999_901],
    [[], 0],
  ] as const)
    test(`o total de ${JSON.stringify(itens)} (centavos, quantidade) é ${total}`, () => {
      const linhas = itens.map(([precoCentavos, quantidade]) => ({ precoCentavos, quantidade }));
      assert.equal(somar(linhas), total);
    });
});

suite('montar um pedido inteiro', () => {
  const linha = (produtoId: number, parte: Partial<ItemPedido> = {}): ItemPedido => ({
    produtoId,
    quantidade: 1,
    observacoes: null,
    ...parte,
  });
  const SUCO = umProduto({ id: 2, nome: 'Suco', idCategoriaProduto: 3, precoCentavos: 700 });
  /** What `montar` refuses, with what it says to it. */
  const recusada = (linhas: readonly ItemPedido[], ...produtos: ProdutoAtual[]): Refusal => {
    try {
      montar(linhas, cardapio(...produtos));
    } catch (error) {
      assert.ok(error instanceof Refusal);
      return error;
    }
    return assert.fail('not refused');
  };

  test('os itens vêm na ordem pedida, com o nome e o preço de hoje e o que se pediu ao cozinheiro', () => {
    const linhas = [linha(2, { observacoes: 'sem gelo' }), linha(1, { quantidade: 99 })];
    assert.deepEqual(montar(linhas, cardapio(umProduto(), SUCO)), [
      umItem({
        id: 0,
        produtoId: 2,
        nome: 'Suco',
        idCategoriaProduto: 3,
        precoCentavos: 700,
        quantidade: 1,
        observacoes: 'sem gelo',
      }),
      umItem({ id: 0, quantidade: 99 }),
    ]);
  });

  test('o mesmo produto duas vezes fica em duas linhas, cada uma com o seu', () => {
    const itens = montar([linha(1, { observacoes: 'sem cebola' }), linha(1, { quantidade: 2 })], cardapio(umProduto()));
    assert.deepEqual(
      itens.map(({ produtoId, quantidade, observacoes }) => [produtoId, quantidade, observacoes]),
      [
        [1, 1, 'sem cebola'],
        [1, 2, null],
      ],
    );
    assert.equal(somar(itens), 3030);
  });

  test('o que não existe é dito pelo nome do campo, ainda que outro item esteja esgotado', () => {
    for (const produto of [umProduto(), umProduto({ disponivel: false })]) {
      const { kind, campo, message } = recusada([linha(1), linha(9)], produto);
      assert.deepEqual({ kind, campo }, { kind: 'invalid', campo: 'itens' });
      assert.match(message, /9/);
    }
  });

  test('o que está esgotado ou saiu do cardápio é dito de uma vez, cada produto uma vez', () => {
    const pao = umProduto({ id: 3, nome: 'Pão', ativo: false });
    const { kind, campo, message, extra } = recusada(
      [linha(2), linha(1), linha(3), linha(2)],
      { ...SUCO, disponivel: false },
      umProduto(),
      pao,
    );
    assert.deepEqual({ kind, campo }, { kind: 'conflict', campo: 'itens' });
    assert.deepEqual(extra.indisponiveis, [
      { id: 2, nome: 'Suco' },
      { id: 3, nome: 'Pão' },
    ]);
    assert.match(message, /Suco, Pão/);
  });

  test('o que está esgotado e ninguém pediu não impede nada', () => {
    assert.equal(montar([linha(1)], cardapio(umProduto(), { ...SUCO, disponivel: false })).length, 1);
  });
});

suite('desde quando o pedido está onde está', () => {
  const antes = { mudouEm: 1, recebidoEm: 2, iniciadoEm: 3, prontoEm: 4, chamadoEm: 4, recolhidoEm: 5 };

  for (const [de, para, sem, depois] of [
    ['CHECKOUT', 'RECEBIDO', ['recebidoEm', 'iniciadoEm', 'prontoEm'], { recebidoEm: 9 }],
    ['PAGAMENTO_PENDENTE', 'CHECKOUT', [], {}],
    ['CHECKOUT', 'PAGAMENTO_PENDENTE', [], {}],
    ['RECEBIDO', 'EM_PREPARACAO', ['iniciadoEm', 'prontoEm'], { iniciadoEm: 9 }],
    ['EM_PREPARACAO', 'PRONTO', ['prontoEm'], { prontoEm: 9, chamadoEm: 9 }],
    ['PRONTO', 'FINALIZADO', [], {}],
    ['RECEBIDO', 'CANCELADO', [], {}],
    [null, 'CHECKOUT', [], {}],
    // One step back takes back one instant, and the senha of what was handed out is called again.
    ['FINALIZADO', 'PRONTO', [], { chamadoEm: 9 }],
    ['PRONTO', 'EM_PREPARACAO', [], { prontoEm: null }],
    ['EM_PREPARACAO', 'RECEBIDO', ['prontoEm'], { iniciadoEm: null }],
  ] as const)
    test(`de ${de ?? 'nada'} a ${para}`, () => {
      const faltam = Object.fromEntries(sem.map((nome) => [nome, null]));
      const pedido = umPedido({ estado: para, ...antes, ...faltam });
      assert.deepEqual(marcar(de, pedido, 9), { ...pedido, mudouEm: 9, recolhidoEm: null, ...depois });
    });

  for (const estado of estados)
    test(`quem já estava em ${estado} não muda`, () => {
      const pedido = umPedido({ estado, ...antes });
      assert.equal(marcar(estado, pedido, 9), pedido);
    });
});

suite('itens', () => {
  test('abrir os itens desfaz o total prometido', () => {
    assert.deepEqual(abrirItens(umPedido()), umPedido({ totalCentavos: null }));
  });

  for (const estado of estados.filter((nome) => nome !== 'PAGAMENTO_PENDENTE'))
    test(`em ${estado} os itens não mudam mais`, () => {
      assert.throws(() => abrirItens(umPedido({ estado })), recusa('conflict'));
    });
});

suite('pagamento confirmado', () => {
  for (const estado of ['CHECKOUT', 'PAGAMENTO_PENDENTE'] as const)
    test(`o do último checkout paga o pedido em ${estado}: a cozinha e o cliente ficam sabendo`, () => {
      const { pedido, fatos } = confirmarPagamento(umPedido({ estado }), 't1');
      assert.deepEqual(pedido, umPedido({ estado: 'RECEBIDO', senha: null }));
      assert.deepEqual(fatos, [{ tipo: 'preparacao-solicitada' }, { tipo: 'avisar', aviso: 'pagamento-confirmado' }]);
    });

  for (const [nome, pedido] of [
    ['com os itens mudados desde o checkout', umPedido({ totalCentavos: null })],
    [
      'de uma tentativa anterior, com outra em curso',
      umPedido({ estado: 'CHECKOUT', tentativa: 2, transacaoId: 't2' }),
    ],
    ['de uma tentativa anterior, com a última rejeitada', umPedido({ tentativa: 2, transacaoId: 't2' })],
    ['de um pedido que nunca fez checkout', umPedidoNovo()],
    ['de um pedido cancelado', umPedido({ estado: 'CANCELADO' })],
    ...PAGOS.map(
      (estado) =>
        [
          `de uma tentativa anterior, com o pedido já pago em ${estado}`,
          umPedido({ estado, tentativa: 2, transacaoId: 't2', transacaoPaga: 't2' }),
        ] as const,
    ),
  ] as const)
    test(`um pagamento ${nome} é devolvido, e o pedido fica como está`, () => {
      const mudanca = confirmarPagamento(pedido, 't1');
      assert.equal(mudanca.pedido, pedido);
      assert.deepEqual(mudanca.fatos, [{ tipo: 'estorno-solicitado', transacaoId: 't1', causa: 'tardio' }]);
    });

  for (const estado of [...PAGOS, 'CANCELADO'] as const)
    test(`repetido em ${estado}, o que já pagou não muda nada nem é devolvido de novo`, () => {
      const pedido = umPedido({ estado, transacaoPaga: 't1' });
      nadaMuda(confirmarPagamento(pedido, 't1'), pedido);
    });
});

suite('pagamento rejeitado', () => {
  test('o do checkout em curso reabre o pedido, com o total ainda valendo, e o cliente fica sabendo', () => {
    const { pedido, fatos } = rejeitarPagamento(umPedido({ estado: 'CHECKOUT' }), 't1');
    assert.deepEqual(pedido, umPedido());
    assert.deepEqual(fatos, [{ tipo: 'avisar', aviso: 'pagamento-rejeitado' }]);
  });

  test('o de uma tentativa anterior não derruba o checkout em curso', () => {
    const pedido = umPedido({ estado: 'CHECKOUT', tentativa: 2, transacaoId: 't2' });
    nadaMuda(rejeitarPagamento(pedido, 't1'), pedido);
  });

  for (const estado of estados.filter((nome) => nome !== 'CHECKOUT'))
    test(`em ${estado} é notícia velha`, () => {
      const pedido = umPedido({ estado });
      for (const transacaoId of ['t1', 't9']) nadaMuda(rejeitarPagamento(pedido, transacaoId), pedido);
    });
});

suite('cancelamento', () => {
  const AVISO = { tipo: 'avisar', aviso: 'pedido-cancelado' };
  const ESTORNO = { tipo: 'estorno-solicitado', transacaoId: 't1', causa: 'cancelamento' };

  for (const [nome, pedido, fatos] of [
    ['que nunca fez checkout', umPedidoNovo(), [AVISO]],
    ['de pagamento rejeitado', umPedido(), [AVISO]],
    ['em CHECKOUT, que cancela também o pagamento,', umPedido({ estado: 'CHECKOUT' }), [AVISO, ESTORNO]],
    [
      'RECEBIDO, que devolve o dinheiro e avisa a cozinha,',
      umPedido({ estado: 'RECEBIDO' }),
      [AVISO, ESTORNO, { tipo: 'preparacao-cancelada' }],
    ],
    [
      'EM_PREPARACAO, que devolve o dinheiro e manda a cozinha parar,',
      umPedido({ estado: 'EM_PREPARACAO' }),
      [AVISO, ESTORNO, { tipo: 'preparacao-cancelada' }],
    ],
    [
      'PRONTO, que devolve o dinheiro e avisa a cozinha,',
      umPedido({ estado: 'PRONTO' }),
      [AVISO, ESTORNO, { tipo: 'preparacao-cancelada' }],
    ],
  ] as const)
    test(`um pedido ${nome} é cancelado`, () => {
      const mudanca = cancelar(pedido);
      assert.deepEqual(mudanca.pedido, { ...pedido, estado: 'CANCELADO' });
      assert.deepEqual(mudanca.fatos, fatos);
    });

  test('o que for pago depois do cancelamento volta', () => {
    for (const pedido of [umPedido(), umPedido({ estado: 'CHECKOUT' })]) {
      const { pedido: cancelado } = cancelar(pedido);
      assert.deepEqual(confirmarPagamento(cancelado, 't1'), {
        pedido: cancelado,
        fatos: [{ ...ESTORNO, causa: 'tardio' }],
      });
    }
  });
});

suite('preparo', () => {
  test('o que o balcão muda a cozinha fica sabendo, e o cliente quando está pronto', () => {
    for (const [estado, para, fatos] of [
      ['RECEBIDO', 'EM_PREPARACAO', []],
      ['EM_PREPARACAO', 'PRONTO', [{ tipo: 'avisar', aviso: 'pedido-pronto' }]],
      ['PRONTO', 'EM_PREPARACAO', []],
      ['PRONTO', 'FINALIZADO', []],
    ] as const)
      assert.deepEqual(moverPreparo(umPedido({ estado }), para), {
        pedido: umPedido({ estado: para, movimentos: 1 }),
        fatos: [{ tipo: 'preparacao-alterada', estado: para, movimentos: 1 }, ...fatos],
      });
  });

  // The pedido follows the comanda, through the moves it may have missed, or back; what is not in the kitchen does not move.
  const FORA: readonly Estado[] = ['PAGAMENTO_PENDENTE', 'CHECKOUT', 'CANCELADO'];
  for (const estado of estados)
    for (const para of CAMINHO_DO_PREPARO) {
      const fim = FORA.includes(estado) ? estado : para;
      test(`de ${estado}, com a comanda em ${para}, o pedido ${fim === estado ? 'fica' : `vai a ${fim}`}`, () => {
        const pedido = umPedido({ estado });
        const mudanca = convergirPreparo(pedido, para, 0);
        if (fim === estado) return nadaMuda(mudanca, pedido);
        assert.deepEqual(mudanca.pedido, { ...pedido, estado: fim });
        // The cozinha is never told back what it has just said.
        assert.deepEqual(mudanca.fatos, fim === 'PRONTO' ? [{ tipo: 'avisar', aviso: 'pedido-pronto' }] : []);
      });
    }

  test('quem já foi chamado uma vez não ouve de novo, por e-mail, que está pronto', () => {
    for (const estado of ['EM_PREPARACAO', 'FINALIZADO'] as const) {
      const pedido = umPedido({ estado, chamadoEm: 4 });
      assert.deepEqual(convergirPreparo(pedido, 'PRONTO', 0), { pedido: { ...pedido, estado: 'PRONTO' }, fatos: [] });
    }
    const { fatos } = moverPreparo(umPedido({ estado: 'EM_PREPARACAO', chamadoEm: 4 }), 'PRONTO');
    assert.deepEqual(fatos, [{ tipo: 'preparacao-alterada', estado: 'PRONTO', movimentos: 1 }]);
  });

  test('a notícia de antes do último movimento do balcão não desfaz o movimento', () => {
    const pedido = umPedido({ estado: 'PRONTO', movimentos: 2 });
    nadaMuda(convergirPreparo(pedido, 'EM_PREPARACAO', 1), pedido);
    assert.equal(convergirPreparo(pedido, 'EM_PREPARACAO', 2).pedido.estado, 'EM_PREPARACAO');
  });
});

suite('a senha no painel', () => {
  const pronto = umPedido({ estado: 'PRONTO', chamadoEm: 0 });
  const MIN = 60_000;

  test('o pronto é chamado de novo, também o que já saiu do painel, que volta a ele', () => {
    for (const pedido of [pronto, umPedido({ ...pronto, recolhidoEm: 5 })])
      assert.deepEqual(chamar(pedido, 9), { ...pronto, chamadoEm: 9, recolhidoEm: null });
  });

  for (const estado of estados.filter((nome) => nome !== 'PRONTO'))
    test(`em ${estado} não há quem chamar`, () => {
      assert.throws(() => chamar(umPedido({ estado }), 9), recusa('conflict'));
    });

  test('o inativo não está no painel, e não é chamado', () => {
    assert.throws(() => chamar(umPedido({ ...pronto, ativo: false }), 9), recusa('conflict'));
  });

  test('sai do painel passados os minutos, uma vez, contados da última chamada; e continua pronto', () => {
    assert.equal(recolher(pronto, 5, 5 * MIN - 1), pronto);
    const recolhido = recolher(pronto, 5, 5 * MIN);
    assert.deepEqual(recolhido, { ...pronto, recolhidoEm: 5 * MIN });
    assert.equal(recolher(recolhido, 5, 90 * MIN), recolhido);
    const chamado = chamar(recolhido, 10 * MIN);
    assert.equal(recolher(chamado, 5, 15 * MIN - 1), chamado);
    assert.equal(recolher(chamado, 5, 15 * MIN).recolhidoEm, 15 * MIN);
  });

  for (const estado of estados.filter((nome) => nome !== 'PRONTO'))
    test(`em ${estado} não sai do painel por estar ali há muito`, () => {
      const pedido = umPedido({ estado, chamadoEm: 0 });
      assert.equal(recolher(pedido, 5, 90 * MIN), pedido);
    });
});
