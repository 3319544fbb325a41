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
    const { ajustes: lidos } = await ajustes(db).get();
    assert.deepEqual(lidos, { ...AJUSTES, lanchonete: 'Antiga', cozinha: { ...AJUSTES.cozinha, amareloMin: 2 } });
  });

  test('sem nada guardado são os de fábrica; guardados, são os últimos', async (t) => {
    const { db } = await abrirBanco(t);
    assert.deepEqual(await ajustes(db).get(), { ajustes: AJUSTES, versao: 0 });
    for (const [antes, lanchonete] of ['Pit Stop', 'x'.repeat(60)].entries()) {
      assert.equal(await ajustes(db).update({ ...AJUSTES, lanchonete }, antes), true);
      assert.deepEqual(await ajustes(db).get(), { ajustes: { ...AJUSTES, lanchonete }, versao: antes + 1 });
    }
  });

  test('de dois que mudam a mesma versão, um muda; o outro não, e nada se perde', async (t) => {
    const { db } = await abrirBanco(t);
    for (const versao of [0, 1]) {
      const mudancas = await Promise.all(
        ['Um', 'Outro', 'Mais um'].map((lanchonete) => ajustes(db).update({ ...AJUSTES, lanchonete }, versao)),
      );
      assert.equal(mudancas.filter(Boolean).length, 1);
    }
    assert.equal((await ajustes(db).get()).versao, 2);
    assert.equal(await ajustes(db).update(AJUSTES), true, 'whoever names none writes over any');
    assert.deepEqual(await ajustes(db).get(), { ajustes: AJUSTES, versao: 3 });
  });
});
