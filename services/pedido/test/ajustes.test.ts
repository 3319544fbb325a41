import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ajustes } from '../src/db/ajustes.ts';
import { AJUSTES } from '../src/domain/ajustes.ts';
import { abrirBanco } from './builders.ts';

suite('ajustes', () => {
  test('os guardados antes de haver prazos do preparo têm os de fábrica', async (t) => {
    const { db } = await abrirBanco(t);
    const { voltarMin: _, recolherMin: __, ...cozinha } = AJUSTES.cozinha;
    const documento = JSON.stringify({ ...AJUSTES, lanchonete: 'Antiga', cozinha: { ...cozinha, amareloMin: 2 } });
    await db.insertInto('ajustes').values({ id: 1, documento, versao: 0 }).execute();
    assert.deepEqual(await ajustes(db).get(), {
      ...AJUSTES,
      lanchonete: 'Antiga',
      cozinha: { ...AJUSTES.cozinha, amareloMin: 2 },
    });
  });

  test('sem nada guardado são os de fábrica; guardados, são os últimos', async (t) => {
    const { db } = await abrirBanco(t);
    assert.deepEqual(await ajustes(db).get(), AJUSTES);
    for (const lanchonete of ['Pit Stop', 'x'.repeat(60)]) {
      await ajustes(db).update({ ...AJUSTES, lanchonete });
      assert.deepEqual(await ajustes(db).get(), { ...AJUSTES, lanchonete });
    }
  });
});
