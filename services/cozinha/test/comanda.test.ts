import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EstadoComanda } from '@foodious/kernel/estados.ts';
import { Refusal, type RefusalKind } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import {
  type Acao,
  agir,
  type Comanda,
  convergir,
  type Estado,
  type Feito,
  type ItemComanda,
  marcarItem,
  mover,
  recolher,
  transicoes,
} from '../src/domain/comanda.ts';

const [RECEBIDA, INICIADA, PRONTA, ENTREGUE] = [1_000, 2_000, 3_000, 4_000];
const AGORA = new Date(9_000);
const POR = 'cozinha-1';

const umItem = (parte: Partial<ItemComanda> = {}): ItemComanda => ({
  produtoId: 1,
  nome: 'X-Burguer',
  idCategoriaProduto: 1,
  quantidade: 2,
  observacoes: null,
  feitoEm: null,
  feitoPor: null,
  ...parte,
});

const umaComanda = (parte: Partial<Comanda> = {}): Comanda => {
  const { estado = 'RECEBIDO' } = parte;
  const passou = (marco: Estado) => estado !== 'CANCELADO' && EstadoComanda[estado] >= EstadoComanda[marco];
  return Object.freeze({
    pedidoId: 7,
    senha: 12,
    estado,
    itens: Object.freeze([umItem()]),
    recebidaEm: RECEBIDA,
    iniciadaEm: passou('EM_PREPARACAO') ? INICIADA : null,
    prontaEm: passou('PRONTO') ? PRONTA : null,
    movimentos: 0,
    entregueEm: passou('FINALIZADO') ? ENTREGUE : null,
    recolhidaEm: null,
    consumo: null,
    historico: Object.freeze([]),
    traceparent: '',
    ...parte,
  });
};
/** Moves one after the other, as the ticket remembers them. */
const feitos = (...movimentos: [Acao, number][]): Feito[] => movimentos.map(([acao, em]) => ({ acao, por: POR, em }));

const recusa = (kind: RefusalKind, campo?: string) => (error: unknown) =>
  error instanceof Refusal && error.kind === kind && error.campo === campo;

const acoes = ['iniciar', 'pronto', 'entregar', 'voltar', 'cancelar'] as const satisfies Acao[];
const estados = Object.keys(EstadoComanda) as Estado[];
const preparos = ['EM_PREPARACAO', 'PRONTO', 'FINALIZADO'] as const;

// Columns in the order of `acoes`; "–" is refused.
const tabela: Record<Estado, readonly (Estado | 'fica' | '–')[]> = {
  RECEBIDO: ['EM_PREPARACAO', '–', '–', '–', 'CANCELADO'],
  EM_PREPARACAO: ['fica', 'PRONTO', '–', 'RECEBIDO', 'CANCELADO'],
  PRONTO: ['–', 'fica', 'FINALIZADO', 'EM_PREPARACAO', 'CANCELADO'],
  FINALIZADO: ['–', '–', 'fica', 'PRONTO', 'CANCELADO'],
  CANCELADO: ['–', '–', '–', '–', 'fica'],
};

suite('estados da comanda', () => {
  for (const estado of estados)
    for (const [i, acao] of acoes.entries()) {
      const comanda = umaComanda({ estado });
      const para = tabela[estado][i];
      if (para === '–')
        test(`${estado} não permite ${acao}`, () => {
          assert.throws(() => mover(comanda, acao, AGORA, POR), recusa('conflict'));
        });
      else if (para === 'fica')
        test(`${estado}: ${acao} não muda nada, nem os instantes`, () => {
          // The very same comanda: that is how a repeat is told from a change.
          assert.equal(mover(comanda, acao, AGORA, POR), comanda);
        });
      else test(`${estado}: ${acao} leva a ${para}`, () => assert.equal(mover(comanda, acao, AGORA, POR).estado, para));
    }
});

suite('instantes da comanda', () => {
  test('cada passo marca o seu, uma vez', () => {
    let comanda = umaComanda();
    for (const [i, acao] of (['iniciar', 'iniciar', 'pronto', 'pronto', 'entregar', 'entregar'] as const).entries())
      comanda = mover(comanda, acao, new Date(5_000 + i), POR);
    const historico = feitos(['iniciar', 5_000], ['pronto', 5_002], ['entregar', 5_004]);
    assert.deepEqual(
      comanda,
      umaComanda({ estado: 'FINALIZADO', iniciadaEm: 5_000, prontaEm: 5_002, entregueEm: 5_004, historico }),
    );
  });

  test('voltar desfaz a hora de pronta e guarda a de início; pronta de novo, marca de novo', () => {
    const voltou = mover(umaComanda({ estado: 'PRONTO' }), 'voltar', AGORA, POR);
    assert.deepEqual(voltou, umaComanda({ estado: 'EM_PREPARACAO', historico: feitos(['voltar', 9_000]) }));
    const historico = feitos(['voltar', 9_000], ['pronto', 9_500]);
    assert.deepEqual(
      mover(voltou, 'pronto', new Date(9_500), POR),
      umaComanda({ estado: 'PRONTO', prontaEm: 9_500, historico }),
    );
  });

  test('voltar do entregue desfaz só a hora da entrega; voltar ao começo, só a do início; os itens feitos ficam', () => {
    assert.deepEqual(
      mover(umaComanda({ estado: 'FINALIZADO' }), 'voltar', AGORA, POR),
      umaComanda({ estado: 'PRONTO', historico: feitos(['voltar', 9_000]) }),
    );
    const itens = [umItem({ feitoEm: 2_500, feitoPor: POR })];
    assert.deepEqual(
      mover(umaComanda({ estado: 'EM_PREPARACAO', itens }), 'voltar', AGORA, POR),
      umaComanda({ itens, historico: feitos(['voltar', 9_000]) }),
    );
  });

  test('cancelar não apaga nem inventa instantes', () => {
    const cancelada = mover(umaComanda({ estado: 'EM_PREPARACAO' }), 'cancelar', AGORA, POR);
    const historico = feitos(['cancelar', 9_000]);
    assert.deepEqual(cancelada, umaComanda({ estado: 'CANCELADO', iniciadaEm: INICIADA, historico }));
  });

  test('pulando passos, todos levam o instante do salto', () => {
    const historico = feitos(['iniciar', 9_000], ['pronto', 9_000], ['entregar', 9_000]);
    assert.deepEqual(
      convergir(umaComanda(), 'FINALIZADO', 0, AGORA, POR),
      umaComanda({ estado: 'FINALIZADO', iniciadaEm: 9_000, prontaEm: 9_000, entregueEm: 9_000, historico }),
    );
    assert.deepEqual(
      convergir(umaComanda({ estado: 'EM_PREPARACAO' }), 'FINALIZADO', 0, AGORA, POR),
      umaComanda({ estado: 'FINALIZADO', prontaEm: 9_000, entregueEm: 9_000, historico: historico.slice(1) }),
    );
  });
});

suite('o que o cozinheiro faz, e o que ele via', () => {
  const PRAZOS = { voltarMin: 10, recolherMin: 30 };
  const DEPOIS = new Date(5 * 60_000);

  for (const de of estados)
    for (const [i, acao] of acoes.slice(0, 4).entries()) {
      const celula = tabela[de][i];
      const para = celula === 'fica' ? de : celula;
      if (!para || para === '–') continue;
      test(`${acao} de ${de} chega a ${para}, repetida não muda nada, e de outro lugar é recusada`, () => {
        const ato = { acao, de };
        const feita = agir(umaComanda({ estado: de }), ato, PRAZOS, DEPOIS, POR);
        assert.equal(feita.estado, para);
        assert.equal(agir(feita, ato, PRAZOS, DEPOIS, POR), feita);
        for (const estado of estados)
          if (estado !== de && estado !== para)
            assert.throws(() => agir(umaComanda({ estado }), ato, PRAZOS, DEPOIS, POR), recusa('conflict'));
      });
    }

  test('a ação que o estado visto não permite é recusada, onde quer que a comanda esteja', () => {
    for (const estado of estados)
      assert.throws(
        () => agir(umaComanda({ estado }), { acao: 'entregar', de: 'RECEBIDO' }, PRAZOS, DEPOIS, POR),
        recusa('conflict'),
      );
  });

  for (const [estado, feitaEm] of [
    ['EM_PREPARACAO', INICIADA],
    ['PRONTO', PRONTA],
    ['FINALIZADO', ENTREGUE],
  ] as const)
    test(`de ${estado} volta-se até dez minutos depois, e nem um instante a mais`, () => {
      const voltar = (ms: number) =>
        agir(umaComanda({ estado }), { acao: 'voltar' }, PRAZOS, new Date(feitaEm + 10 * 60_000 + ms), POR);
      assert.notEqual(voltar(0).estado, estado);
      assert.throws(() => voltar(1), /há mais de 10 min/);
    });

  test('a que saiu das telas volta até dez minutos depois de sair', () => {
    const recolhidaEm = 3_600_000;
    const voltar = (ms: number) =>
      agir(umaComanda({ estado: 'PRONTO', recolhidaEm }), { acao: 'voltar' }, PRAZOS, new Date(recolhidaEm + ms), POR);
    const { estado, recolhidaEm: agora } = voltar(10 * 60_000);
    assert.deepEqual([estado, agora], ['EM_PREPARACAO', null]);
    assert.throws(() => voltar(10 * 60_000 + 1), recusa('conflict'));
  });

  test('a que saiu das telas é entregue como outra qualquer', () => {
    const recolhida = umaComanda({ estado: 'PRONTO', recolhidaEm: 8_000 });
    const { estado, recolhidaEm } = agir(recolhida, { acao: 'entregar' }, PRAZOS, new Date(9e9), POR);
    assert.deepEqual([estado, recolhidaEm], ['FINALIZADO', null]);
  });
});

suite('a comanda pronta há muito', () => {
  const PRAZOS = { voltarMin: 10, recolherMin: 30 };
  const em = (minutos: number, ms = 0) => new Date(minutos * 60_000 + ms);

  test('sai das telas passados os minutos, uma vez, e continua pronta', () => {
    const pronta = umaComanda({ estado: 'PRONTO', prontaEm: 0 });
    assert.equal(recolher(pronta, PRAZOS, em(30, -1)), pronta);
    const recolhida = recolher(pronta, PRAZOS, em(30));
    assert.deepEqual(recolhida, { ...pronta, recolhidaEm: em(30).getTime() });
    assert.equal(recolher(recolhida, PRAZOS, em(90)), recolhida);
  });

  test('os minutos contam de quando chegou ali: a entregue por engano não sai assim que volta', () => {
    const entregue = umaComanda({ estado: 'FINALIZADO', prontaEm: 0, entregueEm: em(25).getTime() });
    const voltou = mover(entregue, 'voltar', em(29), POR);
    assert.equal(recolher(voltou, PRAZOS, em(58)), voltou);
    assert.notEqual(recolher(voltou, PRAZOS, em(59)), voltou);
  });

  for (const estado of estados.filter((nome) => nome !== 'PRONTO'))
    test(`em ${estado} não sai por estar ali há muito`, () => {
      const comanda = umaComanda({ estado });
      assert.equal(recolher(comanda, PRAZOS, em(900)), comanda);
    });
});

suite('a comanda acompanha o balcão', () => {
  for (const estado of estados)
    for (const para of preparos) {
      const encerrada = estado === 'FINALIZADO' || estado === 'CANCELADO';
      const fim = encerrada ? estado : para;
      test(`de ${estado} a ${para}: fica em ${fim}`, () => {
        const comanda = umaComanda({ estado });
        const depois = convergir(comanda, para, 3, AGORA, POR);
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

  test('convergir nunca recusa, e os instantes contam a mesma história que o estado', () => {
    fc.assert(
      fc.property(passos, (lista) => {
        let comanda = umaComanda();
        for (const [i, passo] of lista.entries()) {
          const agora = new Date(5_000 + i);
          if ('para' in passo) comanda = convergir(comanda, passo.para, i, agora, POR);
          else
            try {
              comanda = mover(comanda, passo.acao, agora, POR);
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

suite('o que o cozinheiro marca', () => {
  const DUAS = [umItem(), umItem({ produtoId: 2, nome: 'Suco', observacoes: 'sem gelo' })];
  const FEITO = { feitoEm: 2_500, feitoPor: 'cozinha-2' };
  const marcada = (parte: Partial<Comanda> = {}) =>
    umaComanda({ estado: 'EM_PREPARACAO', itens: [umItem(FEITO), ...DUAS.slice(1)], ...parte });

  test('o primeiro item feito começa a preparação, e diz quem e quando', () => {
    assert.deepEqual(
      marcarItem(umaComanda({ itens: DUAS }), 2, true, AGORA, POR),
      umaComanda({
        estado: 'EM_PREPARACAO',
        iniciadaEm: 9_000,
        historico: feitos(['iniciar', 9_000]),
        itens: [umItem(), umItem({ ...DUAS[1], feitoEm: 9_000, feitoPor: POR })],
      }),
    );
  });

  test('de volta ao começo, desmarcar o que se fez não a inicia; marcar, sim', () => {
    const voltou = mover(marcada(), 'voltar', AGORA, POR);
    assert.equal(marcarItem(voltou, 1, false, AGORA, POR).estado, 'RECEBIDO');
    assert.equal(marcarItem(voltou, 2, true, AGORA, POR).estado, 'EM_PREPARACAO');
  });

  test('com a preparação começada, marcar só marca', () => {
    const itens = [umItem(FEITO), umItem({ ...DUAS[1], feitoEm: 9_000, feitoPor: POR })];
    assert.deepEqual(marcarItem(marcada(), 2, true, AGORA, POR), marcada({ itens }));
  });

  test('desmarcar desfaz quem e quando; a preparação continua começada', () => {
    assert.deepEqual(marcarItem(marcada(), 1, false, AGORA, POR), marcada({ itens: DUAS }));
  });

  for (const estado of estados)
    for (const [posicao, feito] of [
      [1, true],
      [2, false],
    ] as const)
      test(`em ${estado}, ${feito ? 'marcar o marcado' : 'desmarcar o que não está'} não muda nada`, () => {
        const comanda = marcada({ estado });
        assert.equal(marcarItem(comanda, posicao, feito, AGORA, POR), comanda);
      });

  for (const estado of ['PRONTO', 'FINALIZADO', 'CANCELADO'] as const)
    test(`em ${estado} os itens não mudam mais`, () => {
      for (const [posicao, feito] of [
        [1, false],
        [2, true],
      ] as const)
        assert.throws(() => marcarItem(marcada({ estado }), posicao, feito, AGORA, POR), recusa('conflict'));
    });

  for (const posicao of [0, 3, 99])
    test(`a posição ${posicao} de dois itens não existe, em estado nenhum`, () => {
      for (const estado of estados)
        assert.throws(() => marcarItem(marcada({ estado }), posicao, true, AGORA, POR), recusa('not-found', 'posicao'));
    });

  const marca = fc.record({ posicao: fc.integer({ min: 1, max: 4 }), feito: fc.boolean() });

  test('fica como se marcou por último, e repetir não muda nada', () => {
    fc.assert(
      fc.property(fc.array(marca, { maxLength: 20 }), (marcas) => {
        let comanda = umaComanda({ itens: [1, 2, 3, 4].map((produtoId) => umItem({ produtoId })) });
        const esperado = [false, false, false, false];
        for (const [i, { posicao, feito }] of marcas.entries()) {
          comanda = Object.freeze(marcarItem(comanda, posicao, feito, new Date(5_000 + i), POR));
          assert.equal(marcarItem(comanda, posicao, feito, AGORA, 'outra'), comanda);
          esperado[posicao - 1] = feito;
        }
        assert.deepEqual(
          comanda.itens.map(({ feitoEm, feitoPor }) => [feitoEm !== null, feitoPor]),
          esperado.map((feito) => [feito, feito ? POR : null]),
        );
        assert.equal(comanda.estado, marcas.some(({ feito }) => feito) ? 'EM_PREPARACAO' : 'RECEBIDO');
        assert.equal(comanda.historico.length, comanda.estado === 'RECEBIDO' ? 0 : 1);
      }),
    );
  });
});

suite('histórico da comanda', () => {
  test('lembra os últimos cinquenta movimentos, do mais antigo ao mais novo, com quem e quando', () => {
    let comanda = mover(umaComanda(), 'iniciar', new Date(0), POR);
    const todos = feitos(['iniciar', 0]);
    for (let n = 1; n <= 120; n += 1) {
      const acao = n % 2 ? 'pronto' : 'voltar';
      const por = `cozinha-${n % 3}`;
      comanda = mover(comanda, acao, new Date(n), por);
      todos.push({ acao, por, em: n });
      assert.deepEqual(comanda.historico, todos.slice(-50));
    }
  });

  test('conta só o que mudou, e leva do primeiro estado ao de agora', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acoes), { maxLength: 40, size: 'max' }), (lista) => {
        let comanda = umaComanda();
        for (const acao of lista)
          try {
            comanda = mover(comanda, acao, AGORA, POR);
          } catch (error) {
            assert.ok(error instanceof Refusal);
          }
        let estado: Estado = 'RECEBIDO';
        for (const { acao } of comanda.historico) {
          const para: Estado | undefined = transicoes[estado][acao];
          assert.ok(para && para !== estado);
          estado = para;
        }
        assert.equal(estado, comanda.estado);
      }),
    );
  });
});
