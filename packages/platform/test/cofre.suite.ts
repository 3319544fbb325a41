import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { z } from 'zod';
import { houseSecret, type SecretStore } from '../src/secret-store.ts';
import { randomSecret } from '../src/secrets.ts';
import { SettingsError } from '../src/settings.ts';

const Quem = z.object({ quem: z.string() });

/**
 * What holds wherever the house keeps its secrets.
 * @param abrir an empty place, each time; `outro` opens it again, as another process would
 */
export const cofreSuite = (
  onde: string,
  abrir: (t: TestContext) => Promise<{ cofre: SecretStore; outro(): Promise<SecretStore> }>,
) =>
  suite(`os segredos da casa: ${onde}`, () => {
    test('um se faz uma vez, e todos os processos leem o mesmo', async (t) => {
      const { cofre, outro } = await abrir(t);
      const segredo = await houseSecret(cofre, 'um', z.string(), randomSecret);
      assert.equal(await houseSecret(cofre, 'um', z.string(), randomSecret), segredo);
      assert.equal(await houseSecret(await outro(), 'um', z.string(), randomSecret), segredo);
      assert.notEqual(await houseSecret(cofre, 'dois', z.string(), randomSecret), segredo);
    });

    test('de processos que partem juntos o primeiro a terminar vale para todos', async (t) => {
      const { cofre, outro } = await abrir(t);
      const cofres = [cofre, ...(await Promise.all([...Array(7)].map(outro)))];
      const lidos = await Promise.all(cofres.map((um, i) => houseSecret(um, 'um', Quem, () => ({ quem: `o ${i}º` }))));
      for (const lido of lidos) assert.deepEqual(lido, lidos[0]);
      assert.deepEqual(await houseSecret(cofre, 'um', Quem, () => ({ quem: 'outro' })), lidos[0]);
    });

    test('o que se fez não toma o lugar do que já há', async (t) => {
      const { cofre, outro } = await abrir(t);
      await cofre.create('um', '"primeiro"');
      await (await outro()).create('um', '"segundo"');
      assert.equal(JSON.parse((await cofre.read('um')) ?? ''), 'primeiro');
    });

    test('um que se troca, haja ou não, é o novo; o que se tira não há mais, e pode vir outro', async (t) => {
      const { cofre, outro } = await abrir(t);
      const lido = async () => JSON.parse((await (await outro()).read('um')) ?? 'null');
      assert.equal(await lido(), null);
      for (const vez of ['primeiro', 'segundo']) {
        await cofre.replace('um', JSON.stringify(vez));
        assert.equal(await lido(), vez);
      }
      await cofre.remove('um');
      assert.equal(await lido(), null);
      await cofre.replace('um', '"terceiro"');
      assert.equal(await lido(), 'terceiro');
    });

    test('um estragado não é trocado por outro em silêncio, e se diz onde está, nunca o que tem', async (t) => {
      const { cofre } = await abrir(t);
      for (const estragado of ['{', '"segredo"', '{"quem":"segredo"', '{"outro":"segredo"}']) {
        await cofre.replace('um', estragado);
        await assert.rejects(
          houseSecret(cofre, 'um', Quem, () => ({ quem: 'outro' })),
          (error) =>
            error instanceof SettingsError &&
            error.message.includes(cofre.where('um')) &&
            !error.message.includes('segredo"'),
        );
        assert.equal((await cofre.read('um'))?.trim(), estragado);
      }
    });
  });
