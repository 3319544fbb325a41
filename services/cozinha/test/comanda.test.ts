import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import { type Acao, acompanhar, type Comanda, type Estado, EstadoComanda, mover } from '../src/domain/comanda.ts';

const [RECEBIDA, INICIADA, PRONTA, ENTREGUE] = [1_000, 2_000, 3_000, 4_000];
const AGORA = new Date(9_000);

const umaComanda = (parte: Partial<Comanda> = {}): Comanda => {
  const { estado = 'RECEBIDO' } = parte;
  const passou = (marco: Estado) => estado !== 'CANCELADO' && EstadoComanda[estado] >= EstadoComanda[marco];
  return Object.freeze({
    pedidoId: 7,
    senha: 12,
    estado,
    itens: Object.freeze([{ produtoId: 1, nome: 'X-Burguer', idCategoriaProduto: 1, quantidade: 2 }]),
    recebidaEm: RECEBIDA,
    iniciadaEm: passou('EM_PREPARACAO') ? INICIADA : null,
    prontaEm: passou('PRONTO') ? PRONTA : null,
    movimentos: 0,
    entregueEm: passou('FINALIZADO') ? ENTREGUE : null,
    ...parte,
  });
};

const acoes = ['iniciar', 'pronto', 'entregar', 'voltar', 'cancelar'] as const satisfies Acao[];
const estados = Object.keys(EstadoComanda) as Estado[];
const preparos = ['EM_PREPARACAO', 'PRONTO', 'FINALIZADO'] as const;

// Columns in the order of `acoes`; "–" is refused.
const tabela: Record<Estado, readonly (Estado | 'fica' | '–')[]> = {
  RECEBIDO: ['EM_PREPARACAO', '–', '–', '–', 'CANCELADO'],
  EM_PREPARACAO: ['fica', 'PRONTO', '–', 'fica', 'CANCELADO'],
  PRONTO: ['–', 'fica', 'FINALIZADO', 'EM_PREPARACAO', 'CANCELADO'],
  FINALIZADO: ['–', '–', 'fica', '–', 'fica'],
  CANCELADO: ['–', '–', '–', '–', 'fica'],
};

suite('estados da comanda', () => {
  for (const estado of estados)
    for (const [i, acao] of acoes.entries()) {
      const comanda = umaComanda({ estado });
      const para = tabela[estado][i];
      if (para === '–')
        test(`${estado} não permite ${acao}`, () => {
          assert.throws(
            () => mover(comanda, acao, AGORA),
            (error) => error instanceof Refusal && error.kind === 'conflict',
          );
        });
      else if (para === 'fica')
        test(`${estado}: ${acao} não muda nada, nem os instantes`, () => {
          // The very same comanda: that is how a repeat is told from a change.
          assert.equal(mover(comanda, acao, AGORA), comanda);
        });
      else test(`${estado}: ${acao} leva a ${para}`, () => assert.equal(mover(comanda, acao, AGORA).estado, para));
    }
});

suite('instantes da comanda', () => {
  test('cada passo marca o seu, uma vez', () => {
    let comanda = umaComanda();
    for (const [i, acao] of (['iniciar', 'iniciar', 'pronto', 'pronto', 'entregar', 'entregar'] as const).entries())
      comanda = mover(comanda, acao, new Date(5_000 + i));
    assert.deepEqual(
      comanda,
      umaComanda({ estado: 'FINALIZADO', iniciadaEm: 5_000, prontaEm: 5_002, entregueEm: 5_004 }),
    );
  });

  test('voltar desfaz a hora de pronta e guarda a de início; pronta de novo, marca de novo', () => {
    const voltou = mover(umaComanda({ estado: 'PRONTO' }), 'voltar', AGORA);
    assert.deepEqual(voltou, umaComanda({ estado: 'EM_PREPARACAO' }));
    assert.deepEqual(mover(voltou, 'pronto', AGORA), umaComanda({ estado: 'PRONTO', prontaEm: 9_000 }));
  });

  test('cancelar não apaga nem inventa instantes', () => {
    const cancelada = mover(umaComanda({ estado: 'EM_PREPARACAO' }), 'cancelar', AGORA);
    assert.deepEqual(cancelada, umaComanda({ estado: 'CANCELADO', iniciadaEm: INICIADA }));
  });

  test('pulando passos, todos levam o instante do salto', () => {
    assert.deepEqual(
      acompanhar(umaComanda(), 'FINALIZADO', 0, AGORA),
      umaComanda({ estado: 'FINALIZADO', iniciadaEm: 9_000, prontaEm: 9_000, entregueEm: 9_000 }),
    );
    assert.deepEqual(
      acompanhar(umaComanda({ estado: 'EM_PREPARACAO' }), 'FINALIZADO', 0, AGORA),
      umaComanda({ estado: 'FINALIZADO', prontaEm: 9_000, entregueEm: 9_000 }),
    );
  });
});

suite('a comanda acompanha o balcão', () => {
  for (const estado of estados)
    for (const para of preparos) {
      const encerrada = estado === 'FINALIZADO' || estado === 'CANCELADO';
      const fim = encerrada ? estado : para;
      test(`de ${estado} a ${para}: fica em ${fim}`, () => {
        const comanda = umaComanda({ estado });
        const depois = acompanhar(comanda, para, 3, AGORA);
        assert.equal(depois.estado, fim);
        assert.equal(depois.movimentos, 3);
        if (fim === estado) assert.deepEqual(depois, { ...comanda, movimentos: 3 });
      });
    }

  const passos = fc.array(
    fc.oneof(
      fc.record({ acao: fc.constantFrom(...acoes) }),
      fc.record({ acao: fc.constantFrom(...acoes.slice(0, 4)) }),
      fc.record({ para: fc.constantFrom(...preparos) }),
    ),
    { maxLength: 20 },
  );

  test('acompanhar nunca recusa, e os instantes contam a mesma história que o estado', () => {
    fc.assert(
      fc.property(passos, (lista) => {
        let comanda = umaComanda();
        for (const [i, passo] of lista.entries()) {
          const agora = new Date(5_000 + i);
          if ('para' in passo) comanda = acompanhar(comanda, passo.para, i, agora);
          else
            try {
              comanda = mover(comanda, passo.acao, agora);
            } catch (error) {
              assert.ok(error instanceof Refusal);
            }
          Object.freeze(comanda);
          const { estado, recebidaEm, iniciadaEm, prontaEm, entregueEm } = comanda;
          const marcados = [recebidaEm, iniciadaEm, prontaEm, entregueEm].filter((instante) => instante !== null);
          assert.deepEqual(
            marcados,
            marcados.toSorted((a, b) => a - b),
          );
          if (estado !== 'CANCELADO') assert.equal(marcados.length, EstadoComanda[estado]);
        }
      }),
    );
  });
});
