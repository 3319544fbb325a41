import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal, type RefusalKind } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import {
  concluirEstorno,
  contas,
  devolverOQueResta,
  type Estorno,
  jaContado,
  type Parte,
  pedirEstorno,
  recusarEstorno,
  restantes,
} from '../src/domain/estorno.ts';
import type { Pedido } from '../src/domain/pedido.ts';
import { AGORA, emBranco, umEstorno, umItem } from './builders.ts';

const agora = AGORA.getTime();
const NOVO = { id: 'e1', causa: 'gerencia', motivo: 'veio frio', por: 'pessoa-1' } as const;

/** A paid pedido: two burgers at 10.10, one juice at 7.00; 27.20. */
const pago = (parte: Partial<Pedido> = {}): Pedido =>
  emBranco({
    id: 7,
    estado: 'RECEBIDO',
    transacaoId: 't1',
    transacaoPaga: 't1',
    totalCentavos: 2720,
    itens: [umItem(), umItem({ id: 2, nome: 'Suco', precoCentavos: 700, quantidade: 1 })],
    ...parte,
  });
const pedir = (parte: Parte, estornos: readonly Estorno[] = [], pedido = pago()) =>
  pedirEstorno(pedido, estornos, parte, NOVO, agora);
const recusa = (kind: RefusalKind, campo?: string) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error));
  assert.deepEqual([error.kind, error.campo], [kind, campo]);
  return true;
};

suite('estorno', () => {
  test('inteiro, devolve tudo o que foi pago', () => {
    assert.deepEqual(pedir({ tudo: true }), umEstorno({ id: 'e1', centavos: 2720 }));
  });

  test('de nome desconhecido, por mais do que ainda havia, é o que já se contou com outro nome', () => {
    const inteiro = umEstorno({ id: 'e1', centavos: 2720, estado: 'FEITO', feitoEm: agora });
    const deNovo = { transacaoId: 't1', centavos: 2720 };
    assert.equal(jaContado(pago(), [inteiro], deNovo), true);
    assert.equal(jaContado(pago(), [], deNovo), false);
    assert.equal(jaContado(pago(), [umEstorno({ ...inteiro, centavos: 700 })], { ...deNovo, centavos: 2020 }), false);
    assert.equal(jaContado(pago(), [umEstorno({ ...inteiro, estado: 'RECUSADO' })], deNovo), false);
    assert.equal(jaContado(pago(), [inteiro], { ...deNovo, transacaoId: 't0' }), false, 'a late pagamento is another');
  });

  test('de itens, devolve o preço pelo qual foram pagos, com o nome de então', () => {
    const { centavos, itens } = pedir({
      itens: [
        { itemId: 1, quantidade: 1 },
        { itemId: 2, quantidade: 1 },
      ],
    });
    assert.equal(centavos, 1710);
    assert.deepEqual(itens, [
      { itemId: 1, nome: 'X-Burguer', quantidade: 1 },
      { itemId: 2, nome: 'Suco', quantidade: 1 },
    ]);
  });

  test('o mesmo item em duas linhas conta como um', () => {
    const duas = [1, 1].map((quantidade) => ({ itemId: 1, quantidade }));
    assert.deepEqual(pedir({ itens: duas }).itens, [{ itemId: 1, nome: 'X-Burguer', quantidade: 2 }]);
    assert.throws(() => pedir({ itens: [...duas, { itemId: 1, quantidade: 1 }] }), recusa('conflict', 'itens'));
  });

  test('vale em qualquer estado depois de pago, e em nenhum antes', () => {
    for (const estado of ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO', 'CANCELADO'] as const)
      assert.equal(pedir({ tudo: true }, [], pago({ estado })).centavos, 2720);
    for (const estado of ['PAGAMENTO_PENDENTE', 'CHECKOUT', 'CANCELADO'] as const)
      for (const parte of [{ tudo: true }, { centavos: 1 }, { itens: [{ itemId: 1, quantidade: 1 }] }] as const)
        assert.throws(() => pedir(parte, [], pago({ estado, transacaoPaga: null })), recusa('conflict'));
  });

  const umBurguer = { itens: [{ itemId: 1, nome: 'X-Burguer', quantidade: 1 }], centavos: 1010 };
  for (const [nome, parte, antes, devolve] of [
    ['tudo, do que resta', { tudo: true }, [{ centavos: 720, estado: 'FEITO' }], 2000],
    ['tudo, também do que está a caminho não se devolve', { tudo: true }, [{ centavos: 720 }], 2000],
    [
      'tudo, e o que foi recusado volta a estar disponível',
      { tudo: true },
      [{ centavos: 720, estado: 'RECUSADO' }],
      2720,
    ],
    [
      'tudo, e o que voltou de outro pagamento não conta',
      { tudo: true },
      [{ transacaoId: 't0', estado: 'FEITO' }],
      2720,
    ],
    ['tudo, quando nada resta', { tudo: true }, [{ centavos: 2720, estado: 'FEITO' }], 'conflict'],
    ['um valor, até o que resta', { centavos: 2000 }, [{ centavos: 720 }], 2000],
    ['um valor, um centavo a mais', { centavos: 2001 }, [{ centavos: 720 }], 'conflict'],
    ['valor nenhum', { centavos: 0 }, [], 'invalid'],
    ['um item que ele não tem', { itens: [{ itemId: 9, quantidade: 1 }] }, [], 'invalid'],
    ['mais de um item do que se comprou', { itens: [{ itemId: 2, quantidade: 2 }] }, [], 'conflict'],
    ['o último de um item', { itens: [{ itemId: 1, quantidade: 1 }] }, [umBurguer], 1010],
    ['mais de um item do que ainda não voltou', { itens: [{ itemId: 1, quantidade: 2 }] }, [umBurguer], 'conflict'],
    [
      'o item de um estorno que foi recusado',
      { itens: [{ itemId: 1, quantidade: 2 }] },
      [{ ...umBurguer, estado: 'RECUSADO' }],
      2020,
    ],
    ['itens que valem mais do que resta', { itens: [{ itemId: 1, quantidade: 1 }] }, [{ centavos: 2000 }], 'conflict'],
  ] as [string, Parte, Partial<Estorno>[], number | RefusalKind][])
    test(`${nome}: ${devolve}`, () => {
      const estornos = antes.map((um, i) => umEstorno({ id: `antes-${i}`, ...um }));
      if (typeof devolve === 'number') return assert.equal(pedir(parte, estornos).centavos, devolve);
      assert.throws(
        () => pedir(parte, estornos),
        (error) => error instanceof Refusal && error.kind === devolve,
      );
    });

  test('o que resta de um cancelado volta sozinho, sem palavras de ninguém; nada, quando já voltou', () => {
    const cancelado = pago({ estado: 'CANCELADO' });
    const novo = { id: 'e2', causa: 'cancelamento' } as const;
    const resto = devolverOQueResta(cancelado, [umEstorno({ centavos: 720 })], novo, agora);
    assert.deepEqual([resto?.centavos, resto?.motivo, resto?.por], [2000, null, null]);
    assert.equal(devolverOQueResta(cancelado, [umEstorno({ centavos: 2720 })], novo, agora), undefined);
  });

  test('feito, não se faz de novo nem se recusa; recusado, ainda pode ter sido feito', () => {
    const feito = concluirEstorno(umEstorno(), agora);
    assert.deepEqual(feito, umEstorno({ estado: 'FEITO', feitoEm: agora }));
    assert.equal(concluirEstorno(umEstorno({ estado: 'FEITO', feitoEm: 1 }), agora), undefined);
    assert.equal(recusarEstorno(umEstorno({ estado: 'FEITO', feitoEm: 1 }), 'prazo'), undefined);
    const recusado = recusarEstorno(umEstorno(), 'prazo');
    assert.deepEqual(recusado, umEstorno({ estado: 'RECUSADO', erro: 'prazo' }));
    assert.deepEqual(concluirEstorno(umEstorno({ estado: 'RECUSADO', erro: 'prazo' }), agora), feito);
  });

  test('um de antes, de que ninguém disse que foi feito, ainda é contado quando o for', () => {
    assert.deepEqual(concluirEstorno(umEstorno({ estado: 'FEITO' }), agora)?.feitoEm, agora);
  });
});

suite('estornos de um pedido, pedidos e respondidos em qualquer ordem', () => {
  const umaParte: fc.Arbitrary<Parte> = fc.oneof(
    fc.constant({ tudo: true } as const),
    fc.integer({ min: 1, max: 3000 }).map((centavos) => ({ centavos })),
    fc
      .array(fc.record({ itemId: fc.integer({ min: 1, max: 3 }), quantidade: fc.integer({ min: 1, max: 3 }) }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((itens) => ({ itens })),
  );
  const umPasso = fc.oneof(
    umaParte.map((parte) => ({ parte })),
    fc.record({ responder: fc.nat(9), feito: fc.boolean() }),
  );

  test('nunca se devolve mais do que foi pago, nem de um item mais do que se comprou, e as contas fecham', () => {
    fc.assert(
      fc.property(fc.array(umPasso, { maxLength: 30 }), (passos) => {
        const pedido = pago();
        let estornos: Estorno[] = [];
        for (const [i, passo] of passos.entries()) {
          if ('parte' in passo) {
            try {
              estornos.push(pedirEstorno(pedido, estornos, passo.parte, { ...NOVO, id: `e${i}` }, agora));
            } catch (error) {
              assert.ok(error instanceof Refusal);
            }
          } else {
            const responder = (um: Estorno) =>
              (passo.feito ? concluirEstorno(um, agora) : recusarEstorno(um, 'prazo')) ?? um;
            // A refund that was refused, and is done all the same, is the provider's word: none of ours to ask twice.
            estornos = estornos.map((um, qual) =>
              qual === passo.responder && um.estado === 'PEDIDO' ? responder(um) : um,
            );
          }
          const { pago: total, estornado, aCaminho, disponivel } = contas(pedido, estornos);
          assert.equal(total, 2720);
          assert.equal(estornado + aCaminho + disponivel, total);
          for (const quantos of restantes(pedido, estornos).values()) assert.ok(quantos >= 0);
        }
      }),
    );
  });
});
