import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { nomeConfere } from '../src/nome.ts';

suite('nomes de pessoas', () => {
  for (const nome of [
    'Ana',
    'Ana-Clara D’Ávila',
    "Joana d'Arc",
    'José da Silva Jr.',
    'J. R. R. Tolkien',
    'J.R.R. Tolkien',
    'Zoë Ağaoğlu',
    'Nguyễn Thị Hà',
    'Nguye\u0302\u0303n', // its accents as marks
    '李小龍',
    'محمد علي',
    'Анна',
    'दीपिका',
    'x'.repeat(255),
  ])
    test(`${nome.slice(0, 40)} é um nome`, () => assert.ok(nomeConfere(nome)));

  for (const nome of [
    '',
    ' ',
    '-',
    "'.'",
    'Ana 2',
    'http://mau.example',
    'mau.example',
    'Ana www.mau.example',
    'ganhe.xn--p1ai',
    'ana@exemplo.com',
    'Ana/Bia',
    'Ana, a primeira',
    'Ana (mãe)',
    'Ana_Souza',
    '<b>Ana</b>',
    'Ana 😀',
    'Ana\nSouza',
    'Ana `Souza`',
  ])
    test(`${JSON.stringify(nome)} não é`, () => assert.ok(!nomeConfere(nome)));
});
