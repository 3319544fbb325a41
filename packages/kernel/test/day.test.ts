import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dayIn, hourIn } from '../src/day.ts';

const dia = dayIn('America/Sao_Paulo');

suite('o dia do restaurante', () => {
  for (const [instante, esperado] of [
    ['2026-03-10T12:00:00Z', '2026-03-10'],
    ['2026-03-09T23:59:59.999Z', '2026-03-09'],
    ['2026-03-10T00:00:00Z', '2026-03-09'],
    ['2026-03-10T02:59:59.999Z', '2026-03-09'],
    ['2026-03-10T03:00:00Z', '2026-03-10'],
    ['2026-01-01T02:59:59Z', '2025-12-31'],
    ['2026-01-01T03:00:00Z', '2026-01-01'],
    ['2028-03-01T01:00:00Z', '2028-02-29'],
    // Summer time, while there was one: two hours behind UTC.
    ['2018-12-10T01:59:59Z', '2018-12-09'],
    ['2018-12-10T02:00:00Z', '2018-12-10'],
  ] as const)
    test(`em São Paulo, ${instante} é do dia ${esperado}`, () => assert.equal(dia(new Date(instante)), esperado));

  test('cada fuso tem o seu dia', () => {
    const instante = new Date('2026-03-10T23:30:00Z');
    assert.equal(dayIn('UTC')(instante), '2026-03-10');
    assert.equal(dayIn('Asia/Tokyo')(instante), '2026-03-11');
  });

  test('um fuso desconhecido é recusado logo, e não no primeiro pedido', () => {
    assert.throws(() => dayIn('America/Lugar_Nenhum'), RangeError);
  });
});

suite('a hora do restaurante', () => {
  const hora = hourIn('America/Sao_Paulo');
  for (const [instante, esperada] of [
    ['2026-03-10T02:59:59.999Z', 23],
    ['2026-03-10T03:00:00Z', 0],
    ['2026-03-10T15:30:00Z', 12],
    ['2018-12-10T15:30:00Z', 13],
  ] as const)
    test(`em São Paulo, ${instante} é às ${esperada}`, () => assert.equal(hora(new Date(instante)), esperada));

  test('em fusos de meia hora também', () => {
    assert.equal(hourIn('Asia/Kolkata')(new Date('2026-03-10T18:29:59Z')), 23);
    assert.equal(hourIn('Asia/Kolkata')(new Date('2026-03-10T18:30:00Z')), 0);
  });

  test('um fuso desconhecido é recusado logo', () => {
    assert.throws(() => hourIn('America/Lugar_Nenhum'), RangeError);
  });
});
