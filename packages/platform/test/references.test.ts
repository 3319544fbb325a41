import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { z } from 'zod';
import { readSettingsAndSecrets, resolveSecrets } from '../src/references.ts';
import { processSettings, readSettings, SettingsError } from '../src/settings.ts';

const NINGUEM = { AWS_ENDPOINT: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1' };

suite('configuração que diz onde está um segredo', () => {
  test('a que não o diz fica como é, e não se pergunta a ninguém', async () => {
    const dada = { SENHA: 'segredo: nenhum', VAZIA: '', NADA: undefined };
    assert.equal(await resolveSecrets(dada, NINGUEM), dada);
  });

  for (const errada of ['secret:', 'secret:#campo', 'secret:cofre#'])
    test(`${errada} não diz qual, e a opção é nomeada`, async () => {
      await assert.rejects(
        resolveSecrets({ SENHA: errada }, NINGUEM),
        (error) => error instanceof SettingsError && /^SENHA: a secret is named as/.test(error.message),
      );
    });

  test('enquanto o cofre não responde o processo não parte, e não culpa a opção', async () => {
    const shape = { ...processSettings, SENHA: z.string() };
    const dada = { ...NINGUEM, SENHA: 'secret:casa/senha' };
    await assert.rejects(readSettingsAndSecrets(shape, [], dada), Unavailable);
  });

  for (const [codigo, erro] of [
    ['ThrottlingException', Unavailable],
    ['AccessDeniedException', SettingsError],
  ] as const)
    test(`de um cofre que responde ${codigo} se diz ${erro === Unavailable ? 'que não responde' : 'o que recusa'}`, async (t) => {
      const cofre = await umServidor((request, response) => {
        request.resume();
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(`{"__type":"${codigo}"}`);
      });
      t.after(() => cofre.fechar());
      await assert.rejects(
        resolveSecrets({ SENHA: 'secret:casa' }, { ...NINGUEM, AWS_ENDPOINT: cofre.endereco }),
        erro,
      );
    });

  test('quem não nomeia segredo nenhum lê o mesmo de sempre', async () => {
    const shape = {
      ...processSettings,
      FORNO_PORT: z.coerce.number().default(3000).meta({ offset: 0 }),
      FORNO_URL: z.string().default('').meta({ portOf: 'FORNO_PORT' }),
    };
    const argv = ['--forno-port', '7000'];
    assert.deepEqual(await readSettingsAndSecrets(shape, argv, {}), readSettings(shape, argv, {}));
  });

  test('só o que o processo lê se procura', async () => {
    const shape = { ...processSettings, SENHA: z.string() };
    const dada = { ...NINGUEM, SENHA: 'minha', DOUTRO: 'secret:casa/doutro' };
    assert.equal((await readSettingsAndSecrets(shape, [], dada)).SENHA, 'minha');
  });

  test('uma opção que ninguém deu segue a de que depende, também onde segredos se procuram', async () => {
    const shape = {
      ...processSettings,
      PORT_BASE: z.coerce.number(),
      FILA: z.url().default('').meta({ portOf: 'PORTA' }),
    };
    const comPorta = { ...shape, PORTA: z.coerce.number().default(1).meta({ offset: 4 }) };
    const { FILA } = await readSettingsAndSecrets(comPorta, [], { ...NINGUEM, PORT_BASE: '20000' });
    assert.equal(new URL(FILA).port, '20004');
  });
});
