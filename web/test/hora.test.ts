import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { criarHora } from '../src/api/hora.ts';

const T0 = 1_800_000_000_000;
/** A device whose clock is `erradoMs` off, and what it believes. `passou` lets time go by; `acertar` hears the server. */
function aparelho(erradoMs: number) {
  let real = T0;
  let medida = 5_000;
  let errado = erradoMs;
  const hora = criarHora(
    () => medida,
    () => real + errado,
  );
  return {
    hora,
    erro: () => hora.agora() - real,
    passou(ms: number, { dormindo = false } = {}) {
      real += ms;
      if (!dormindo) medida += ms;
    },
    relogioSalta: (ms: number) => {
      errado += ms;
    },
    /** An answer that took so long there and back; it carries the second it was made in. */
    resposta(idaMs: number, voltaMs: number) {
      const pedidaEm = medida;
      real += idaMs;
      medida += idaMs;
      const dita = Math.floor(real / 1_000) * 1_000;
      real += voltaMs;
      medida += voltaMs;
      hora.acertar(dita, pedidaEm, 1_000);
    },
  };
}

suite('a hora do servidor', () => {
  for (const min of [15, -15])
    test(`com o relógio do aparelho ${min} minutos fora, a primeira resposta a acerta, e outras ao milésimo`, () => {
      const { erro, resposta, passou } = aparelho(min * 60_000);
      assert.equal(erro(), min * 60_000);
      resposta(20, 30);
      assert.ok(Math.abs(erro()) <= 550, `${erro()}`);
      for (let i = 0; i < 40; i += 1) {
        passou(3_333);
        resposta(5, 5);
      }
      assert.ok(Math.abs(erro()) <= 50, `${erro()}`);
    });

  test('um salto do relógio do aparelho não a move; o aparelho que dormiu a reencontra', () => {
    const { hora, erro, resposta, passou, relogioSalta } = aparelho(0);
    resposta(10, 10);
    const antes = erro();
    relogioSalta(-3_600_000);
    passou(1_000);
    assert.equal(erro(), antes);
    passou(8 * 3_600_000, { dormindo: true });
    let mudou = 0;
    hora.assinar(() => {
      mudou += 1;
    });
    resposta(10, 10);
    assert.ok(Math.abs(erro()) <= 520, `${erro()}`);
    resposta(10, 10);
    assert.equal(mudou, 1, 'who shows it hears of the jump, and of nothing smaller');
  });

  test('uma resposta que demorou não estraga o que as rápidas disseram', () => {
    const { erro, resposta, passou } = aparelho(0);
    for (let i = 0; i < 40; i += 1) {
      passou(3_333);
      resposta(5, 5);
    }
    resposta(0, 9_000);
    resposta(9_000, 0);
    assert.ok(Math.abs(erro()) <= 50, `${erro()}`);
  });
});
