import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import { novaPalavraPasse, novoPin, pinComum } from '../src/domain/palavra-passe.ts';

const recusada = (texto: string, usuario = 'ana.souza') =>
  assert.throws(() => novaPalavraPasse(texto, usuario, 'nova'), { kind: 'invalid', campo: 'nova' }, texto);

suite('a palavra-passe', () => {
  test('uma frase, com ou sem acentos, serve', () => {
    for (const texto of [
      'três pratos de trigo',
      'correct horse battery',
      'Xk9#mQ2$vL',
      'pão de queijo quentinho',
      '🍔🍟🥤🍦🍔🍕🌭🍿🥗🍩',
    ])
      assert.equal(novaPalavraPasse(texto, 'ana.souza', 'nova'), texto.normalize('NFKC'));
  });

  test('curta ou comprida demais não serve: contam-se os caracteres, não os bytes', () => {
    for (const texto of ['', 'nove cara', '🍔🍟🥤🍦🍔🍕🌭🍿🥗', `${'ab c'.repeat(32)}d`]) recusada(texto);
    assert.equal(novaPalavraPasse('três dúzia', 'ana', 'nova'), 'três dúzia');
  });

  test('das mais usadas não serve, nem enfeitada', () => {
    for (const texto of [
      'password123',
      'Password123!',
      'QWERTYUIOP',
      '1q2w3e4r5t',
      'corinthians',
      'Corinthians2024',
      'flamengo@1981',
      '!!!flamengo!!!',
      'l.a.n.c.h.o.n.e.t.e',
      'Gerência 123',
      '123gerencia123',
      '1234567890',
      '0987654321',
      'abcdefghijkl',
      'aaaaaaaaaaaa',
      'abcabcabcabc',
      '20242024202',
      '%%%%%%%%%%%%',
    ])
      recusada(texto);
  });

  test('o nome de usuário nela não serve, em maiúsculas ou com acentos', () => {
    for (const texto of ['ana.souza é boa', 'sou a ANA.SOUZA', 'Aná.Souzá mesmo']) recusada(texto);
    assert.ok(novaPalavraPasse('ana.souza é boa', 'bia', 'nova'));
  });

  test('escrita de outro jeito do Unicode, é a mesma', () => {
    const composta = 'maçã do amor é boa';
    assert.equal(novaPalavraPasse(composta.normalize('NFD'), 'bia', 'nova'), novaPalavraPasse(composta, 'bia', 'nova'));
  });

  test('o que for, ou é aceito como está, ou recusado com uma explicação', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ minLength: 3 }), (texto, usuario) => {
        try {
          assert.equal(novaPalavraPasse(texto, usuario, 'nova'), texto.normalize('NFKC'));
        } catch (error) {
          assert.ok(error instanceof Refusal && error.kind === 'invalid');
        }
      }),
    );
  });
});

suite('o PIN', () => {
  test('são de 4 a 6 algarismos', () => {
    for (const pin of ['', '123', '1234567', '12a4', '٤٧٢٩', ' 4729', '4729\n'])
      assert.throws(() => novoPin(pin), { kind: 'invalid', campo: 'pin' }, pin);
    for (const pin of ['4729', '47290', '472901']) assert.equal(novoPin(pin), pin);
  });

  test('um que qualquer um tentaria não serve', () => {
    for (const pin of [
      '0000',
      '1234',
      '4321',
      '9012',
      '1212',
      '1122',
      '1221',
      '1987',
      '2012',
      '2580',
      '123123',
      '654321',
    ])
      assert.throws(() => novoPin(pin), { kind: 'invalid' }, pin);
  });

  test('sobram PINs: adivinhar um em cinco tentativas é improvável', (t) => {
    for (const [algarismos, ao] of [
      [4, 0.0006],
      [5, 0.00006],
      [6, 0.000006],
    ] as const) {
      const todos = Array.from({ length: 10 ** algarismos }, (_, n) => String(n).padStart(algarismos, '0'));
      const sobram = todos.filter((pin) => !pinComum(pin)).length;
      const chance = 5 / sobram;
      t.diagnostic(`PIN de ${algarismos}: ${sobram} possíveis; 5 tentativas: 1 em ${Math.round(1 / chance)}`);
      assert.ok(chance < ao, String(chance));
    }
  });
});
