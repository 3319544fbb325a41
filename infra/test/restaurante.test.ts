import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { novaApp, restaurante } from '../restaurante.ts';

for (const ambiente of Object.values(ambientes))
  test(`${ambiente.nome} is synthesised without asking an account anything`, () => {
    const app = novaApp();
    restaurante(app, { ambiente, casa: casaDoAmbiente({}) });
    assert.deepEqual(app.synth().manifest.missing ?? [], []);
  });
