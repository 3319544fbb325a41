import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dayIn, diasDepois, hourIn, inicioDe } from '@foodious/kernel/day.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import {
  diasDe,
  FATIA_MS,
  FATIA_PREPARO_MS,
  type FatiaDePreparo,
  PREPARO_MAXIMO_MS,
  relatorio,
} from '../src/domain/relatorio.ts';

const FUSO = 'America/Sao_Paulo';
const calendario = { diaDe: dayIn(FUSO), horaDe: hourIn(FUSO) };
const umDia = { dias: ['2026-05-04'], vendas: [], produtos: [], preparos: [], cancelados: 0 };

const em = (instante: string, pedidos: number, totalCentavos: number) => ({
  inicio: Date.parse(instante),
  pedidos,
  totalCentavos,
});

suite('os dias de um relatório', () => {
  for (const [de, ate, dias] of [
    ['2026-05-04', '2026-05-04', ['2026-05-04']],
    ['2026-12-31', '2027-01-01', ['2026-12-31', '2027-01-01']],
    ['2028-02-28', '2028-03-01', ['2028-02-28', '2028-02-29', '2028-03-01']],
  ] as const)
    test(`de ${de} a ${ate}`, () => assert.deepEqual(diasDe(de, ate), dias));

  test('são no máximo 92', () => assert.equal(diasDe('2026-01-01', '2026-04-02').length, 92));

  for (const [de, ate] of [
    ['2026-05-04', '2026-05-03'],
    ['2026-01-01', '2026-04-03'],
  ] as const)
    test(`de ${de} a ${ate} é recusado em ate`, () =>
      assert.throws(
        () => diasDe(de, ate),
        (error) => error instanceof Refusal && error.kind === 'invalid' && error.campo === 'ate',
      ));
});

suite('quando um dia começa', () => {
  for (const [fuso, dia, inicio] of [
    ['America/Sao_Paulo', '2026-05-04', '2026-05-04T03:00:00Z'],
    ['UTC', '2026-05-04', '2026-05-04T00:00:00Z'],
    ['Asia/Kathmandu', '2026-05-04', '2026-05-03T18:15:00Z'],
    ['Pacific/Kiritimati', '2026-05-04', '2026-05-03T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-05-04', '2026-05-04T11:00:00Z'],
    // Summer time began at midnight: that day has no midnight. It ended at midnight: the day before has two at 23 h.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
    ['America/Sao_Paulo', '2018-11-05', '2018-11-05T02:00:00Z'],
    ['America/Sao_Paulo', '2019-02-17', '2019-02-17T03:00:00Z'],
  ] as const)
    test(`em ${fuso}, ${dia} começa em ${inicio}`, () =>
      assert.equal(new Date(inicioDe(dia, dayIn(fuso))).toISOString(), new Date(inicio).toISOString()));

  test('um instante é do dia que começou antes dele e que ainda não acabou', () => {
    const fusos = [FUSO, 'UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe'];
    const calendarios = fusos.map((fuso) => dayIn(fuso));
    const instante = fc.date({ min: new Date('2015-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...calendarios), instante, (diaDe, quando) => {
        const dia = diaDe(quando);
        assert.ok(inicioDe(dia, diaDe) <= quando.getTime());
        assert.ok(quando.getTime() < inicioDe(diasDepois(dia, 1), diaDe));
      }),
    );
  });
});

suite('vendas', () => {
  test('cada fatia entra no dia e na hora do restaurante', () => {
    const { dias, horas, resumo } = relatorio(
      {
        ...umDia,
        dias: ['2026-05-03', '2026-05-04', '2026-05-05'],
        vendas: [
          em('2026-05-04T02:45:00Z', 1, 100), // still the 3rd, 23 h
          em('2026-05-04T03:00:00Z', 2, 200),
          em('2026-05-04T15:00:00Z', 3, 1000),
          em('2026-05-04T15:45:00Z', 4, 2000),
        ],
        cancelados: 7,
      },
      calendario,
    );
    assert.deepEqual(dias, [
      { dia: '2026-05-03', pedidos: 1, totalCentavos: 100 },
      { dia: '2026-05-04', pedidos: 9, totalCentavos: 3200 },
      { dia: '2026-05-05', pedidos: 0, totalCentavos: 0 },
    ]);
    assert.deepEqual(
      horas.filter(({ pedidos }) => pedidos > 0),
      [
        { hora: 0, pedidos: 2, totalCentavos: 200 },
        { hora: 12, pedidos: 7, totalCentavos: 3000 },
        { hora: 23, pedidos: 1, totalCentavos: 100 },
      ],
    );
    assert.deepEqual(
      horas.map(({ hora }) => hora),
      [...Array(24).keys()],
    );
    assert.deepEqual(resumo, {
      pedidos: 10,
      totalCentavos: 3300,
      ticketMedioCentavos: 330,
      cancelados: 7,
      preparoMedianoS: null,
      preparoP90S: null,
    });
  });

  test('o ticket médio é em centavos inteiros, e nulo sem vendas', () => {
    const ticket = (pedidos: number, total: number) =>
      relatorio({ ...umDia, vendas: [em('2026-05-04T15:00:00Z', pedidos, total)] }, calendario).resumo
        .ticketMedioCentavos;
    assert.equal(ticket(3, 1000), 333);
    assert.equal(ticket(3, 2000), 667);
    assert.equal(relatorio(umDia, calendario).resumo.ticketMedioCentavos, null);
  });

  test('dias e horas somam o mesmo que o resumo', () => {
    const fatia = fc.record({
      inicio: fc.nat({ max: 95 }).map((n) => Date.parse('2026-05-04T03:00:00Z') + n * FATIA_MS),
      pedidos: fc.nat({ max: 50 }),
      totalCentavos: fc.nat({ max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(fatia, { selector: ({ inicio }) => inicio }), (vendas) => {
        const { resumo, dias, horas } = relatorio({ ...umDia, vendas }, calendario);
        for (const partes of [dias, horas])
          for (const o of ['pedidos', 'totalCentavos'] as const)
            assert.equal(
              partes.reduce((soma, parte) => soma + parte[o], 0),
              resumo[o],
            );
      }),
    );
  });

  test('os produtos vêm pelo que renderam; entre iguais, pelo número', () => {
    const produto = (produtoId: number, totalCentavos: number) => ({
      produtoId,
      totalCentavos,
      nome: 'Dog',
      idCategoriaProduto: 1,
      quantidade: 1,
    });
    const produtos = [produto(3, 100), produto(1, 100), produto(2, 900)];
    assert.deepEqual(
      relatorio({ ...umDia, produtos }, calendario).produtos.map(({ produtoId }) => produtoId),
      [2, 1, 3],
    );
  });
});

suite('preparo', () => {
  const fatias = (segundos: readonly number[]): FatiaDePreparo[] =>
    [...Map.groupBy(segundos, (s) => Math.min(s * 1000 - ((s * 1000) % FATIA_PREPARO_MS), PREPARO_MAXIMO_MS))].map(
      ([inicio, iguais]) => ({ inicio, pedidos: iguais.length }),
    );
  const de = (segundos: readonly number[]) => relatorio({ ...umDia, preparos: fatias(segundos) }, calendario);

  test('cada um cai no intervalo em que levou menos que o limite', () => {
    const { preparo } = de([0, 59, 60, 119, 299, 300, 1799, 1800, 9000]);
    assert.deepEqual(
      preparo.filter(({ pedidos }) => pedidos > 0),
      [
        { ateS: 60, pedidos: 2 },
        { ateS: 120, pedidos: 2 },
        { ateS: 300, pedidos: 1 },
        { ateS: 360, pedidos: 1 },
        { ateS: 1800, pedidos: 1 },
        { ateS: null, pedidos: 2 },
      ],
    );
    const limites = preparo.map(({ ateS }) => ateS ?? Number.POSITIVE_INFINITY);
    assert.deepEqual(
      limites,
      limites.toSorted((a, b) => a - b),
    );
  });

  test('nenhum se perde', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10_000 })), (segundos) => {
        assert.equal(
          de(segundos).preparo.reduce((soma, { pedidos }) => soma + pedidos, 0),
          segundos.length,
        );
      }),
    );
  });

  test('a mediana e o nono décimo erram no máximo uma fatia', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 7_000 }), { minLength: 1 }), (segundos) => {
        const ordem = segundos.toSorted((a, b) => a - b);
        const { preparoMedianoS, preparoP90S } = de(segundos).resumo;
        for (const [parte, dito] of [
          [0.5, preparoMedianoS],
          [0.9, preparoP90S],
        ] as const) {
          const certo = ordem[Math.ceil(ordem.length * parte) - 1] ?? 0;
          assert.ok(Math.abs((dito ?? Number.NaN) - certo) <= FATIA_PREPARO_MS / 1000, `${dito} for ${certo}`);
        }
      }),
    );
  });

  test('sem nenhum, não se diz', () => {
    const { preparoMedianoS, preparoP90S } = de([]).resumo;
    assert.deepEqual([preparoMedianoS, preparoP90S], [null, null]);
  });
});
