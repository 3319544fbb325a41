import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { ajustes } from '../src/db/ajustes.ts';
import { AJUSTES, escolherMeio } from '../src/domain/ajustes.ts';
import { mudarAjustes } from '../src/use-cases/ajustes/mudar-ajustes.ts';
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

  test('os guardados antes de haver meios oferecem Pix, e quem os muda sem dizer de meios os deixa como estão', async (t) => {
    const { db, fazer } = await abrirBanco(t);
    const { meios: _, ...antigos } = { ...AJUSTES, lanchonete: 'Antiga' };
    await db
      .insertInto('ajustes')
      .values({ id: 1, documento: JSON.stringify(antigos), versao: 3 })
      .execute();
    assert.deepEqual((await ajustes(db).get()).ajustes.meios, { pix: true, balcao: false });
    const meios = { pix: false, balcao: true };
    await fazer((tx) => mudarAjustes(tx, { ...antigos, meios }, 3));
    const { ajustes: mudados } = await fazer((tx) => mudarAjustes(tx, { ...antigos, lanchonete: 'Nova' }, 4));
    assert.deepEqual([mudados.meios, mudados.lanchonete], [meios, 'Nova']);
    assert.deepEqual((await ajustes(db).get()).ajustes, mudados);
  });

  for (const [meios, pedido, escolhido] of [
    [{ pix: true, balcao: false }, undefined, 'pix'],
    [{ pix: true, balcao: true }, undefined, 'pix'],
    [{ pix: false, balcao: true }, undefined, 'balcao'],
    [{ pix: true, balcao: true }, 'balcao', 'balcao'],
    [{ pix: true, balcao: true }, 'pix', 'pix'],
    [{ pix: false, balcao: true }, 'pix', null],
    [{ pix: true, balcao: false }, 'balcao', null],
  ] as const)
    test(`com ${JSON.stringify(meios)}, pedir ${pedido ?? 'nenhum meio'} dá ${escolhido ?? 'uma recusa'}`, () => {
      if (escolhido !== null) return assert.equal(escolherMeio(meios, pedido), escolhido);
      assert.throws(
        () => escolherMeio(meios, pedido),
        (error) => error instanceof Refusal && error.kind === 'conflict' && error.codigo === 'meio-indisponivel',
      );
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
