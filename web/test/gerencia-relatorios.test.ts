import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { csv } from '../src/screens/gerencia/state/relatorios/csv.ts';
import { escala, rotulosQueCabem } from '../src/screens/gerencia/state/relatorios/escala.ts';
import { periodoDe, qualPronto, ultimos } from '../src/screens/gerencia/state/relatorios/periodo.ts';
import { dinheiro } from '../src/ui/format.ts';

describe('o CSV', () => {
  test('abre no Excel em português: marca UTF-8, ponto e vírgula, vírgula decimal, CRLF', () => {
    assert.equal(
      csv(['Dia', 'Vendas (R$)'], [['2026-11-25', 1779.4]]),
      '\uFEFFDia;Vendas (R$)\r\n2026-11-25;1779,4\r\n',
    );
  });

  test('guarda ponto e vírgula, aspas e quebras dentro de um campo', () => {
    assert.equal(csv(['a'], [['X; "Y"\nZ']]), '\uFEFFa\r\n"X; ""Y""\nZ"\r\n');
  });

  for (const comeco of ['=', '+', '-', '@', '\t', '\r'])
    test(`um texto que começa com ${JSON.stringify(comeco)} não vira fórmula`, () => {
      const [, linha] = csv(['a'], [[`${comeco}HYPERLINK("x")`]]).split('\r\n', 2);
      assert.match(linha ?? '', /^"?'/);
    });

  test('um número negativo continua número, e o que falta é vazio', () => {
    assert.equal(csv(['a', 'b'], [[-1.5, null]]), '\uFEFFa;b\r\n-1,5;\r\n');
  });
});

describe('o eixo', () => {
  for (const [maior, marcas] of [
    [1779.4, [0, 500, 1000, 1500, 2000]],
    [0.9, [0, 0.25, 0.5, 0.75, 1]],
    [100, [0, 25, 50, 75, 100]],
    [99.99, [0, 25, 50, 75, 100]],
  ] as const)
    test(`até ${maior} vai de passo redondo em passo redondo`, () => {
      assert.deepEqual(escala(maior).marcas, marcas);
    });

  test('do que se conta não tem meios, e há um eixo onde nada houve', () => {
    for (let maior = 0; maior < 300; maior += 1) {
      const { marcas, topo } = escala(maior, { inteira: true });
      assert.ok(marcas.every(Number.isInteger), `${maior}: ${marcas}`);
      assert.ok(topo >= Math.max(1, maior) && marcas.length <= 5, `${maior}: ${marcas}`);
    }
  });

  test('onde nada se vendeu só o zero está escrito, e nenhum valor duas vezes, por pouco que seja', () => {
    assert.deepEqual(escala(0).marcas, [0]);
    assert.deepEqual(escala(0, { inteira: true }).marcas, [0]);
    for (let maior = 0; maior < 2; maior += 0.01) {
      const escritas = escala(maior).marcas.map(dinheiro);
      assert.equal(new Set(escritas).size, escritas.length, `${maior}: ${escritas}`);
    }
  });

  test('mostra só os rótulos que cabem, sempre com o último', () => {
    const mostrados = (quantos: number, cabem: number) =>
      Array.from({ length: quantos }, (_, i) => i).filter(rotulosQueCabem(quantos, cabem));
    assert.deepEqual(mostrados(7, 10), [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(mostrados(30, 10), [2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
    assert.deepEqual(mostrados(3, 0), [2]);
  });
});

test('o período é o do endereço, ou os últimos sete dias', () => {
  const hoje = '2026-03-02';
  assert.deepEqual(ultimos(7, hoje), { de: '2026-02-24', ate: hoje });
  assert.deepEqual(periodoDe(new URLSearchParams('de=2026-01-01&ate=2026-01-31'), hoje), {
    de: '2026-01-01',
    ate: '2026-01-31',
  });
  assert.deepEqual(periodoDe(new URLSearchParams('de=ontem&ate=2026-01-31'), hoje), ultimos(7, hoje));
  assert.equal(qualPronto(ultimos(30, hoje), hoje), 30);
  assert.equal(qualPronto({ de: '2026-01-01', ate: '2026-01-31' }, hoje), undefined);
});
