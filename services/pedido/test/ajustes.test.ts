import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ajustes } from '../src/db/ajustes.ts';
import { AJUSTES } from '../src/domain/ajustes.ts';
import { abrirBanco } from './builders.ts';

suite('ajustes', () => {
  test('sem nada guardado são os de fábrica; guardados, são os últimos', async (t) => {
    const { db } = await abrirBanco(t);
    assert.deepEqual(await ajustes(db).get(), AJUSTES);
    for (const lanchonete of ['Pit Stop', 'x'.repeat(60)]) {
      await ajustes(db).update({ ...AJUSTES, lanchonete });
      assert.deepEqual(await ajustes(db).get(), { ...AJUSTES, lanchonete });
    }
  });
});
