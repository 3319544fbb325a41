import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { setImmediate as turno } from 'node:timers/promises';
import type { EventsOf } from '@foodious/contracts/events.ts';
import type { EstadoPedido } from '@foodious/kernel/estados.ts';
import { CHAMADA_MS, criarChamadas } from '../src/screens/painel/state/chamadas.ts';
import { daPagina, gradePara, PAGINA_MS, paginaEm, quantasPaginas } from '../src/screens/painel/state/paginas.ts';
import {
  antiga,
  destaqueDe,
  esperaEmPalavras,
  lerQuadro,
  novasProntas,
  type Quadro,
} from '../src/screens/painel/state/quadro.ts';
import { posicaoEm } from '../src/screens/painel/state/repouso.ts';

const dia = '2026-05-04';
const em = (s: number) => new Date(s * 1_000).toISOString();
const retrato: EventsOf<'painel'>['retrato'] = {
  prontos: [
    { senha: 3, dia, desde: em(30) },
    { senha: 1, dia, desde: em(10) },
  ],
  emPreparacao: [
    { senha: 4, dia, estado: 'EM_PREPARACAO', desde: em(20) },
    { senha: 5, dia, estado: 'RECEBIDO', desde: em(25) },
  ],
  esperaSegundos: 300,
};
const senha = (senha: number, estado: EstadoPedido, s: number, doDia = dia) => ({
  senha,
  dia: doDia,
  estado,
  desde: em(s),
  esperaSegundos: 240,
});
const senhas = (lista: readonly { senha: number }[] = []) => lista.map(({ senha }) => senha);
const ouvir = (quadro: Quadro | undefined, ...mudancas: ReturnType<typeof senha>[]) =>
  mudancas.reduce((atual, mudanca) => lerQuadro(atual, 'senha', mudanca), quadro);

describe('o quadro do painel', () => {
  const inicial = lerQuadro(undefined, 'retrato', retrato);

  test('a que fica pronta vem à frente das prontas; a que volta, a que sai e a que chega vão ao seu lugar', () => {
    const pronta = ouvir(inicial, senha(4, 'PRONTO', 40));
    assert.deepEqual([senhas(pronta?.prontas), senhas(pronta?.emPreparo)], [[4, 3, 1], [5]]);
    assert.equal(pronta?.esperaSegundos, 240);
    const voltou = ouvir(pronta, senha(3, 'EM_PREPARACAO', 50));
    assert.deepEqual(
      [senhas(voltou?.prontas), senhas(voltou?.emPreparo)],
      [
        [4, 1],
        [5, 3],
      ],
    );
    const saiu = ouvir(voltou, senha(1, 'FINALIZADO', 60), senha(5, 'CANCELADO', 60), senha(6, 'RECEBIDO', 61));
    assert.deepEqual([senhas(saiu?.prontas), senhas(saiu?.emPreparo)], [[4], [3, 6]]);
  });

  test('a que começa a ser feita não sai do lugar em que é olhada', () => {
    const depois = ouvir(inicial, senha(6, 'RECEBIDO', 40), senha(5, 'EM_PREPARACAO', 41));
    assert.deepEqual(senhas(depois?.emPreparo), [4, 5, 6]);
  });

  test('dias seguidos não o fazem crescer', () => {
    let quadro = inicial;
    for (let i = 0; i < 2_000; i += 1)
      quadro = ouvir(
        quadro,
        senha((i % 300) + 10, 'RECEBIDO', i),
        senha((i % 300) + 10, 'PRONTO', i),
        senha((i % 300) + 10, 'FINALIZADO', i),
      );
    assert.deepEqual(
      [senhas(quadro?.prontas), senhas(quadro?.emPreparo)],
      [
        [3, 1],
        [4, 5],
      ],
    );
  });

  test('a de ontem que ninguém retirou e a de hoje, do mesmo número, são duas: uma não tira a outra do quadro', () => {
    const amanha = '2026-05-05';
    const nova = ouvir(inicial, senha(3, 'RECEBIDO', 90_000, amanha));
    assert.deepEqual(
      [senhas(nova?.prontas), senhas(nova?.emPreparo)],
      [
        [3, 1],
        [4, 5, 3],
      ],
    );
    const pronta = ouvir(nova, senha(3, 'PRONTO', 90_100, amanha));
    assert.deepEqual(senhas(pronta?.prontas), [3, 3, 1]);
    assert.deepEqual(novasProntas(nova, pronta, 90_101_000), [3]);
    const retirada = ouvir(pronta, senha(3, 'FINALIZADO', 90_200));
    assert.deepEqual(
      retirada?.prontas.map(({ senha, dia }) => [senha, dia]),
      [
        [3, amanha],
        [1, dia],
      ],
    );
  });

  test('chama o que ficou pronto, na ordem, uma vez; nada do primeiro retrato, nem do que já passou há muito', () => {
    const depois = ouvir(inicial, senha(4, 'PRONTO', 40), senha(5, 'PRONTO', 41));
    assert.deepEqual(novasProntas(undefined, inicial, 42_000), []);
    assert.deepEqual(novasProntas(inicial, depois, 42_000), [4, 5]);
    assert.deepEqual(novasProntas(depois, depois, 42_000), []);
    assert.deepEqual(novasProntas(inicial, depois, 42_000 + 10 * 60_000), []);
    const reconectado = lerQuadro(depois, 'retrato', { ...retrato, prontos: [...(depois?.prontas ?? [])] });
    assert.deepEqual(novasProntas(depois, reconectado, 43_000), []);
    const deNovo = ouvir(depois, senha(4, 'EM_PREPARACAO', 45), senha(4, 'PRONTO', 50));
    assert.deepEqual(novasProntas(depois, deNovo, 51_000), [4]);
  });

  test('chamada de novo pelo balcão, vem à frente e é chamada outra vez; a recolhida sai, e volta se for chamada', () => {
    const chamada = (senha: number, s: number) => ({ senha, dia, em: em(s) });
    const deNovo = lerQuadro(inicial, 'chamada', chamada(1, 60));
    assert.deepEqual(senhas(deNovo?.prontas), [1, 3]);
    assert.deepEqual(novasProntas(inicial, deNovo, 61_000), [1]);
    const outraVez = lerQuadro(deNovo, 'chamada', chamada(1, 65));
    assert.deepEqual(novasProntas(deNovo, outraVez, 66_000), [1]);
    const recolhida = lerQuadro(outraVez, 'recolhida', chamada(3, 70));
    assert.deepEqual(senhas(recolhida?.prontas), [1]);
    const voltou = lerQuadro(recolhida, 'chamada', chamada(3, 80));
    assert.deepEqual([senhas(voltou?.prontas), novasProntas(recolhida, voltou, 81_000)], [[3, 1], [3]]);
  });

  test('muito grande é a chamada, ou a mais nova; nunca uma antiga', () => {
    assert.ok(inicial);
    assert.equal(destaqueDe(inicial, null, 40_000)?.senha, 3);
    assert.equal(destaqueDe(inicial, 1, 40_000)?.senha, 1);
    assert.equal(destaqueDe(inicial, 99, 40_000)?.senha, 3);
    assert.equal(destaqueDe(inicial, null, 30_000 + 10 * 60_000 + 1), undefined);
    assert.equal(antiga({ senha: 1, dia, desde: em(0) }, 10 * 60_000), false);
    assert.equal(antiga({ senha: 1, dia, desde: em(0) }, 10 * 60_000 + 1), true);
  });

  test('a espera é dita em palavras', () => {
    assert.match(esperaEmPalavras(null), /Peça no totem/);
    assert.equal(esperaEmPalavras(20), 'Quem pede agora espera cerca de um minuto');
    assert.equal(esperaEmPalavras(500), 'Quem pede agora espera cerca de 8 minutos');
    assert.equal(esperaEmPalavras(7_000), 'Quem pede agora espera mais de uma hora');
  });
});

describe('as páginas do painel', () => {
  test('cada senha está em uma página, e cada página tem a sua vez', () => {
    const lista = Array.from({ length: 40 }, (_, i) => i);
    const paginas = quantasPaginas(lista.length, 15);
    assert.equal(paginas, 3);
    const vistas = [0, 1, 2].flatMap((vez) => daPagina(lista, paginaEm(vez * PAGINA_MS, paginas), 15));
    assert.deepEqual(vistas, lista);
    assert.equal(paginaEm(3 * PAGINA_MS, paginas), 0);
    assert.equal(quantasPaginas(0, 15), 1);
    assert.equal(quantasPaginas(15, 15), 1);
    assert.equal(quantasPaginas(16, 15), 2);
  });

  test('poucas senhas são maiores; muitas, na maior das grades', () => {
    const grades = [
      [2, 4],
      [3, 5],
    ] as const;
    assert.deepEqual(
      [0, 8, 9, 15, 99].map((total) => gradePara(total, grades)),
      [
        [2, 4],
        [2, 4],
        [3, 5],
        [3, 5],
        [3, 5],
      ],
    );
  });

  test('nada queima a tela: anda a cada minuto, e os lados se trocam a cada quinze', () => {
    const minutos = Array.from({ length: 60 }, (_, m) => posicaoEm(m * 60_000));
    for (const [m, { x, y, trocados }] of minutos.entries()) {
      const antes = minutos[m - 1];
      if (antes) assert.notDeepEqual([x, y], [antes.x, antes.y]);
      assert.ok(Math.hypot(x, y) < 1);
      assert.equal(trocados, m % 30 >= 15);
    }
  });
});

test('as senhas são chamadas uma depois da outra; a que já foi levada não é mais chamada', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const chamadas: number[] = [];
  const levadas = new Set<number>();
  const fila = criarChamadas({
    chamar: async (senha) => void chamadas.push(senha),
    vale: (senha) => !levadas.has(senha),
  });
  const passar = async (ms: number) => {
    mock.timers.tick(ms);
    await turno();
  };
  fila.chamar([1, 2, 3]);
  assert.deepEqual(chamadas, [1]);
  await passar(CHAMADA_MS - 1);
  assert.deepEqual(chamadas, [1]);
  levadas.add(2);
  await passar(1);
  assert.deepEqual(chamadas, [1, 3]);
  fila.chamar([4, 5]);
  fila.parar();
  await passar(CHAMADA_MS * 3);
  assert.deepEqual(chamadas, [1, 3]);
});
