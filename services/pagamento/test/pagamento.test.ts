import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EstadoPagamento } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Conta, saldos } from '../src/domain/livro.ts';
import {
  acertarTaxa,
  acordarEm,
  adiarEstorno,
  adotarEstorno,
  canceladoAntes,
  completar,
  concluirEstorno,
  confirmar,
  type Estado,
  estornadoDe,
  estornavelDe,
  type Mudanca,
  mexidoEm,
  negarEstorno,
  type Pagamento,
  pedirEstorno,
  recusarEstorno,
  rejeitar,
} from '../src/domain/pagamento.ts';
import { CHECKOUT_EM, umAntigo, umPagamento } from './builders.ts';

const AGORA = new Date('2026-03-10T15:04:05.678Z');
const DEPOIS = new Date('2026-03-11T15:04:05.678Z');

const pendente = Object.freeze(umPagamento({ transacaoId: 't1' }));
const pago = Object.freeze(confirmar(pendente, AGORA).pagamento);
const rejeitado = Object.freeze(rejeitar(pendente, AGORA, 'recusado').pagamento);
const pedido = (pagamento: Pagamento, id: string, centavos: number, causa: 'cancelamento' | 'gerencia' = 'gerencia') =>
  pedirEstorno(pagamento, { id, centavos, causa }, AGORA);
const devolvido = concluirEstorno(pedido(pago, 'e1', 2020), 'e1', AGORA, 'r1').pagamento;
const deCada: Record<Estado, Pagamento> = {
  PENDENTE: pendente,
  CONFIRMADO: pago,
  REJEITADO: rejeitado,
  ESTORNADO: devolvido,
};

const acoes = {
  confirmar: (pagamento: Pagamento): Mudanca => confirmar(pagamento, DEPOIS),
  rejeitar: (pagamento: Pagamento): Mudanca => rejeitar(pagamento, DEPOIS, 'expirado'),
  'pedir estorno': (pagamento: Pagamento): Mudanca => ({ pagamento: pedido(pagamento, 'x', 1), fatos: [] }),
};
type Acao = keyof typeof acoes;

/** Balances that are not zero. */
const saldosDe = (pagamento: Pagamento): Partial<Record<Conta, number>> =>
  Object.fromEntries(Object.entries(saldos(pagamento.livro)).filter(([, saldo]) => saldo !== 0));
const fatosDe = ({ livro }: Pagamento) => livro.map(({ fato, centavos }) => `${fato} ${centavos}`);

/** In this estado, each action leads there; "–" is refused. */
const tabela: Record<Estado, Record<Acao, Estado | '–'>> = {
  PENDENTE: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO', 'pedir estorno': '–' },
  CONFIRMADO: { confirmar: 'CONFIRMADO', rejeitar: '–', 'pedir estorno': 'CONFIRMADO' },
  REJEITADO: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO', 'pedir estorno': '–' },
  ESTORNADO: { confirmar: 'ESTORNADO', rejeitar: '–', 'pedir estorno': '–' },
};

suite('estados do pagamento', () => {
  test('os números são públicos', () => {
    assert.deepEqual(EstadoPagamento, { PENDENTE: 0, CONFIRMADO: 1, REJEITADO: 2, ESTORNADO: 3 });
  });

  for (const [estado, linha] of Object.entries(tabela) as [Estado, Record<Acao, Estado | '–'>][])
    for (const [acao, para] of Object.entries(linha) as [Acao, Estado | '–'][]) {
      const pagamento = deCada[estado];
      const mover = () => acoes[acao](pagamento);
      if (para === '–')
        test(`${estado} não permite ${acao}`, () => {
          // The v1 API answers 400 to a decision that is not allowed, not 409.
          const kind = acao === 'pedir estorno' ? 'conflict' : 'invalid';
          assert.throws(mover, (error) => error instanceof Refusal && error.kind === kind);
        });
      else if (para === estado && acao !== 'pedir estorno')
        test(`${estado}: ${acao} de novo não muda nada nem avisa ninguém`, () => {
          const { pagamento: depois, fatos } = mover();
          assert.equal(depois, pagamento);
          assert.deepEqual(fatos, []);
        });
      else
        test(`${estado}: ${acao} leva a ${para}${acao === 'pedir estorno' ? '' : ', e só isso é avisado'}`, () => {
          const { pagamento: depois, fatos } = mover();
          assert.equal(depois.estado, para);
          const tipo = `pagamento-${para.toLowerCase()}`;
          assert.deepEqual(fatos, acao === 'pedir estorno' ? [] : [{ tipo }]);
        });
    }
});

suite('pagamento', () => {
  test('pedido, deve-se o seu total', () => {
    assert.equal(pendente.criadoEm, CHECKOUT_EM.toISOString());
    assert.deepEqual(saldosDe(pendente), { 'a-receber': 2020, venda: -2020 });
  });

  test('confirmado, guarda o instante em que foi pago, e o dinheiro está com o provedor', () => {
    assert.deepEqual(
      { ...pago, livro: [] },
      { ...pendente, estado: 'CONFIRMADO', pagoEm: AGORA.toISOString(), livro: [] },
    );
    assert.deepEqual(saldosDe(pago), { provedor: 2020, venda: -2020 });
  });

  test('confirmado com a taxa que o provedor fica, o resto está com ele e a venda é inteira', () => {
    const comTaxa = confirmar(pendente, AGORA, { taxaCentavos: 20 }).pagamento;
    assert.deepEqual(saldosDe(comTaxa), { provedor: 2000, taxa: 20, venda: -2020 });
    assert.equal(acertarTaxa(comTaxa, 20, DEPOIS).pagamento, comTaxa);
  });

  test('a taxa que o provedor diz depois, mais ou menos, se acerta com uma linha', () => {
    const mais = acertarTaxa(pago, 20, DEPOIS).pagamento;
    assert.deepEqual(saldosDe(mais), { provedor: 2000, taxa: 20, venda: -2020 });
    const menos = acertarTaxa(mais, 15, DEPOIS).pagamento;
    assert.deepEqual(saldosDe(menos), { provedor: 2005, taxa: 15, venda: -2020 });
    assert.deepEqual(fatosDe(menos).slice(2), ['taxa 20', 'taxa 5']);
  });

  for (const [forma, entregueCentavos, conta, linhas] of [
    ['dinheiro', 5000, 'caixa', ['cobrado 2020', 'recebido 5000', 'troco 2980']],
    ['dinheiro', 2020, 'caixa', ['cobrado 2020', 'recebido 2020']],
    ['dinheiro', null, 'caixa', ['cobrado 2020', 'recebido 2020']],
    ['cartao', null, 'maquininha', ['cobrado 2020', 'recebido 2020']],
  ] as const)
    test(`no balcão, em ${forma}${entregueCentavos ? ` com ${entregueCentavos}` : ''}, o total fica em ${conta}`, () => {
      const recebido = confirmar(umPagamento({ meio: 'balcao' }), AGORA, { forma, entregueCentavos }).pagamento;
      assert.equal(recebido.forma, forma);
      assert.deepEqual(saldosDe(recebido), { [conta]: 2020, venda: -2020 });
      assert.deepEqual(fatosDe(recebido), linhas);
    });

  for (const motivo of ['recusado', 'expirado', 'cancelado'] as const)
    test(`rejeitado, guarda o motivo e nada mais se deve: ${motivo}`, () => {
      const { pagamento } = rejeitar(pendente, AGORA, motivo);
      assert.deepEqual({ ...pagamento, livro: [] }, { ...pendente, estado: 'REJEITADO', motivo, livro: [] });
      assert.deepEqual(saldosDe(pagamento), {});
    });

  test('uma segunda rejeição não troca o motivo da primeira', () => {
    assert.equal(rejeitar(rejeitado, AGORA, 'expirado').pagamento.motivo, 'recusado');
  });

  test('aprovado tarde, depois de rejeitado, está pago, perde o motivo, e o que se baixou se cobra outra vez', () => {
    const { pagamento } = confirmar(rejeitado, DEPOIS);
    assert.deepEqual(
      [pagamento.estado, pagamento.motivo, pagamento.pagoEm],
      ['CONFIRMADO', null, DEPOIS.toISOString()],
    );
    assert.deepEqual(fatosDe(pagamento), ['cobrado 2020', 'baixado 2020', 'cobrado 2020', 'recebido 2020']);
    assert.deepEqual(saldosDe(pagamento), { provedor: 2020, venda: -2020 });
  });

  test('cancelado antes de ser pedido, nasce rejeitado, sem cobrança e sem valor', () => {
    assert.deepEqual(canceladoAntes('t1', 7, 'rastro', AGORA), {
      transacaoId: 't1',
      pedidoId: 7,
      dono: null,
      clienteId: null,
      tentativa: 0,
      estado: 'REJEITADO',
      motivo: 'cancelado',
      totalCentavos: 0,
      meio: 'pix',
      forma: null,
      criadoEm: AGORA.toISOString(),
      cobranca: null,
      adiadoAte: null,
      pagoEm: null,
      estornos: [],
      livro: [],
      traceparent: 'rastro',
    });
  });

  test('cancelado antes de ser pedido, não se confirma: nada foi cobrado', () => {
    assert.throws(() => confirmar(canceladoAntes('t1', 7, 'rastro', AGORA), AGORA), {
      name: 'Refusal',
      kind: 'invalid',
    });
  });

  test('precisa de nós no fim do prazo, e para cada estorno por fazer', () => {
    assert.equal(acordarEm(pendente), Date.parse('2026-03-10T15:10:00.000Z'));
    assert.equal(acordarEm(pago), null);
    const dois = pedido(adiarEstorno(pedido(pago, 'e1', 1000), 'e1', DEPOIS, 'saldo'), 'e2', 20);
    assert.equal(acordarEm(dois), AGORA.getTime());
    assert.equal(acordarEm(concluirEstorno(dois, 'e2', AGORA, null).pagamento), DEPOIS.getTime());
  });
});

suite('estorno', () => {
  test('pedido, é devido ao cliente e já não é venda; o dinheiro ainda está conosco', () => {
    const parte = pedido(pago, 'e1', 520);
    assert.deepEqual(saldosDe(parte), { provedor: 2020, 'a-devolver': -520, venda: -1500 });
    assert.deepEqual([estornadoDe(parte), estornavelDe(parte), parte.estado], [0, 1500, 'CONFIRMADO']);
    assert.equal(parte.estornos[0]?.proximaEm, AGORA.toISOString());
    assert.equal(pedido(parte, 'e1', 520), parte);
  });

  test('de parte, o pagamento segue confirmado e diz o que voltou; o último o deixa estornado', () => {
    const parte = concluirEstorno(pedido(pago, 'e1', 520), 'e1', DEPOIS, 'r1');
    assert.deepEqual(saldosDe(parte.pagamento), { provedor: 1500, venda: -1500 });
    assert.deepEqual([parte.pagamento.estado, estornadoDe(parte.pagamento)], ['CONFIRMADO', 520]);
    const [feito] = parte.pagamento.estornos;
    assert.deepEqual(parte.fatos, [{ tipo: 'pagamento-estornado', estorno: feito, inteiro: false }]);
    assert.deepEqual(
      [feito?.estado, feito?.feitoEm, feito?.noProvedor, feito?.proximaEm],
      ['FEITO', DEPOIS.toISOString(), 'r1', null],
    );
    const resto = concluirEstorno(pedido(parte.pagamento, 'e2', 1500), 'e2', DEPOIS, 'r2');
    assert.deepEqual([resto.pagamento.estado, saldosDe(resto.pagamento)], ['ESTORNADO', {}]);
    assert.equal(resto.fatos[0]?.tipo === 'pagamento-estornado' && resto.fatos[0].inteiro, true);
    assert.equal(resto.pagamento.pagoEm, AGORA.toISOString());
    assert.equal(concluirEstorno(resto.pagamento, 'e2', DEPOIS, 'r2').pagamento, resto.pagamento);
  });

  for (const [nome, pagamento, centavos] of [
    ['mais do que foi pago', pago, 2021],
    ['mais do que sobra do que está a caminho', pedido(pago, 'e1', 1500), 521],
    ['nada', pago, 0],
    ['menos que nada', pago, -1],
    ['o que não é número', pago, Number.NaN],
  ] as const)
    test(`${nome} não se devolve, e quem pediu é avisado`, () => {
      assert.throws(() => pedido(pagamento, 'e2', centavos), { name: 'Refusal', kind: 'conflict' });
      const negado = negarEstorno(pagamento, { id: 'e2', centavos, causa: 'gerencia' }, AGORA);
      assert.equal(negado.fatos[0]?.tipo, 'estorno-recusado');
      assert.deepEqual(negado.pagamento.livro, pagamento.livro);
      assert.equal(acordarEm(negado.pagamento), acordarEm(pagamento));
      assert.equal(negarEstorno(negado.pagamento, { id: 'e2', centavos, causa: 'gerencia' }, AGORA).fatos.length, 0);
    });

  test('recusado de vez, volta a ser venda, e se pode pedir de novo', () => {
    const { pagamento, fatos } = recusarEstorno(pedido(pago, 'e1', 520), 'e1', DEPOIS, 'prazo');
    assert.deepEqual(saldosDe(pagamento), { provedor: 2020, venda: -2020 });
    const [recusado] = pagamento.estornos;
    assert.deepEqual([recusado?.estado, recusado?.erro, recusado?.proximaEm], ['RECUSADO', 'prazo', null]);
    assert.deepEqual(fatos, [{ tipo: 'estorno-recusado', estorno: recusado }]);
    assert.equal(estornavelDe(pagamento), 2020);
    assert.equal(recusarEstorno(pagamento, 'e1', DEPOIS, 'x').pagamento, pagamento);
    assert.equal(concluirEstorno(pagamento, 'e1', DEPOIS, null).pagamento, pagamento);
  });

  test('adiado, conta quantas vezes se pediu e não mexe no livro', () => {
    const um = adiarEstorno(pedido(pago, 'e1', 520), 'e1', DEPOIS, 'saldo');
    const { tentativas, proximaEm, erro } = adiarEstorno(um, 'e1', DEPOIS, 'fora-do-ar').estornos[0] ?? {};
    assert.deepEqual([tentativas, proximaEm, erro], [2, DEPOIS.toISOString(), 'fora-do-ar']);
    assert.equal(mexidoEm(um), AGORA.getTime());
    assert.equal(adiarEstorno(devolvido, 'e1', DEPOIS, 'saldo'), devolvido);
  });

  suite('feito nas páginas do provedor', () => {
    const adotar = (pagamento: Pagamento, centavos: number) => {
      const novos = ['novo-1', 'novo-2', 'novo-3'];
      return adotarEstorno(
        pagamento,
        { centavos, noProvedor: 'r9' },
        DEPOIS,
        () => novos.shift() ?? assert.fail('no more ids'),
      );
    };
    const resumo = ({ estornos }: Pagamento) =>
      estornos.map(({ centavos, causa, estado }) => [centavos, causa, estado]);

    test('é um estorno como os outros', () => {
      const { pagamento, fatos } = adotar(pago, 520);
      assert.deepEqual(resumo(pagamento), [[520, 'provedor', 'FEITO']]);
      assert.deepEqual(saldosDe(pagamento), { provedor: 1500, venda: -1500 });
      assert.deepEqual(
        fatos.map(({ tipo }) => tipo),
        ['pagamento-estornado'],
      );
    });

    test('deixa estar os nossos que ainda cabem', () => {
      const { pagamento } = adotar(pedido(pago, 'e1', 1500), 520);
      assert.deepEqual(resumo(pagamento), [
        [1500, 'gerencia', 'PEDIDO'],
        [520, 'provedor', 'FEITO'],
      ]);
    });

    test('toma o lugar de um da gerência que não cabe mais', () => {
      const { pagamento, fatos } = adotar(pedido(pedido(pago, 'e1', 500), 'e2', 1500), 600);
      assert.deepEqual(resumo(pagamento), [
        [500, 'gerencia', 'PEDIDO'],
        [1500, 'gerencia', 'RECUSADO'],
        [600, 'provedor', 'FEITO'],
      ]);
      assert.deepEqual(
        fatos.map(({ tipo }) => tipo),
        ['estorno-recusado', 'pagamento-estornado'],
      );
    });

    test('do que se devia devolver inteiro, o resto se pede de novo', () => {
      const { pagamento } = adotar(pedido(pago, 'e1', 2020, 'cancelamento'), 520);
      assert.deepEqual(resumo(pagamento), [
        [2020, 'cancelamento', 'RECUSADO'],
        [520, 'provedor', 'FEITO'],
        [1500, 'cancelamento', 'PEDIDO'],
      ]);
      assert.deepEqual(saldosDe(pagamento), { provedor: 1500, 'a-devolver': -1500 });
    });

    test('mais do que ainda está conosco não muda nada', () => {
      assert.equal(adotar(pago, 2021).pagamento, pago);
      assert.equal(adotar(devolvido, 1).pagamento, devolvido);
      assert.equal(adotar(rejeitado, 1).pagamento, rejeitado);
    });
  });
});

suite('um documento de antes de haver livro', () => {
  for (const [estado, parte, linhas, restam] of [
    ['PENDENTE', {}, ['cobrado 2020'], { 'a-receber': 2020, venda: -2020 }],
    ['REJEITADO', { motivo: 'expirado' }, ['cobrado 2020', 'baixado 2020'], {}],
    [
      'CONFIRMADO',
      { pagoEm: AGORA.toISOString() },
      ['cobrado 2020', 'recebido 2020'],
      { provedor: 2020, venda: -2020 },
    ],
    [
      'ESTORNADO',
      { pagoEm: AGORA.toISOString() },
      ['cobrado 2020', 'recebido 2020', 'estorno-pedido 2020', 'estornado 2020'],
      {},
    ],
  ] as const)
    test(`${estado}, recebe o que deve ter havido`, () => {
      const lido = completar(umAntigo({ estado, ...parte }));
      assert.deepEqual(fatosDe(lido), linhas);
      assert.deepEqual(saldosDe(lido), restam);
      assert.deepEqual(
        [lido.estado, lido.motivo, lido.pagoEm, lido.meio],
        [estado, 'motivo' in parte ? parte.motivo : null, 'pagoEm' in parte ? parte.pagoEm : null, 'pix'],
      );
      assert.equal(acordarEm(lido), estado === 'PENDENTE' ? Date.parse('2026-03-10T15:10:00.000Z') : null);
      assert.equal(completar(lido), lido);
    });

  test('cancelado antes de ser pedido, não tem linhas', () => {
    const { livro, estornos, estado } = completar(
      umAntigo({ estado: 'REJEITADO', motivo: 'cancelado', cobranca: null }),
    );
    assert.deepEqual([livro, estornos, estado], [[], [], 'REJEITADO']);
  });

  test('sem dono, sem cliente e sem rastro, lê-se assim', () => {
    const { dono: _, clienteId: __, traceparent: ___, ...semNada } = umAntigo({});
    const { dono, clienteId, traceparent } = completar(semNada);
    assert.deepEqual([dono, clienteId, traceparent], [null, null, '']);
  });
});
