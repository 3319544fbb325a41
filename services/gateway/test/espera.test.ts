import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { comMaisUma, ESPERA_MS, esperaApos, faltam, LIVRES, MEMORIA_MS } from '../src/domain/espera.ts';

suite('a espera de quem erra', () => {
  test('nada nas quatro primeiras; depois 1 s, o dobro a cada vez, até um minuto', () => {
    const segundos = [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60];
    assert.deepEqual(
      segundos.map((_, vezes) => esperaApos(vezes, LIVRES.pessoa) / 1000),
      segundos,
    );
  });

  test('acabada a espera, pode-se tentar; esquecidas as falhas, recomeça-se', () => {
    const falhas = { vezes: 7, ultimaEm: 100_000 };
    assert.equal(faltam(falhas, LIVRES.pessoa, 100_000), 4_000);
    assert.equal(faltam(falhas, LIVRES.pessoa, 104_000), 0);
    assert.deepEqual(comMaisUma(falhas, 104_000), { vezes: 8, ultimaEm: 104_000 });
    assert.deepEqual(comMaisUma(falhas, 100_000 + MEMORIA_MS), { vezes: 1, ultimaEm: 100_000 + MEMORIA_MS });
  });

  test('nunca mais de um minuto, por mais que se erre, e nunca menos do que antes', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100), (vezes, livres) => {
        const espera = esperaApos(vezes, livres);
        assert.ok(espera >= 0 && espera <= ESPERA_MS && espera <= esperaApos(vezes + 1, livres));
      }),
    );
  });

  test('quem tenta sem parar não passa de umas tentativas por hora', (t) => {
    let falhas = { vezes: 0, ultimaEm: 0 };
    const tentadas = { 'na primeira hora': 0, 'em um ano': 0 };
    const ANO_MS = 365 * 24 * 3_600_000;
    for (let agora = MEMORIA_MS; agora < MEMORIA_MS + ANO_MS; agora += faltam(falhas, LIVRES.pessoa, agora) || 1) {
      falhas = comMaisUma(falhas, agora);
      if (agora < MEMORIA_MS + 3_600_000) tentadas['na primeira hora'] += 1;
      tentadas['em um ano'] += 1;
    }
    t.diagnostic(`de um lugar contra uma pessoa: ${JSON.stringify(tentadas)}`);
    assert.ok(tentadas['na primeira hora'] < 75 && tentadas['em um ano'] < 530_000, JSON.stringify(tentadas));
  });
});
