import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { atMost } from '../src/http/limite.ts';

/** A limit in a window that does not end while the test runs, and how many of so many tries of an address it lets through. */
function abrir(most: number) {
  const pode = atMost(most, Number.MAX_SAFE_INTEGER);
  return (tentativas: number, endereco: (i: number) => string) =>
    Array.from({ length: tentativas }, (_, i) => pode(endereco(i))).filter(Boolean).length;
}

suite('o limite por endereço', () => {
  test('conta um /64 de IPv6 como um endereço, e cada um de IPv4', () => {
    const vezes = abrir(10);
    assert.equal(
      vezes(100, (i) => `2001:db8:1:2::${i.toString(16)}`),
      10,
    );
    assert.equal(
      vezes(100, () => '2001:db8:1:3::1'),
      10,
    );
    assert.equal(
      vezes(100, (i) => `::ffff:10.0.0.${i}`),
      100,
    );
    assert.equal(
      vezes(11, () => '10.0.0.1'),
      9,
    );
  });

  test('uma multidão não toma mais memória: os primeiros se esquecem', () => {
    const vezes = abrir(1);
    const um = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
    assert.equal(vezes(20_000, um), 20_000);
    assert.equal(
      vezes(1, () => um(19_999)),
      0,
    );
    assert.equal(vezes(1, um), 1);
  });
});
