import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { conviteQueEspera } from '@foodious/gateway/adapters/convite/guardado.ts';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import { readSettingsAndSecrets, resolveSecrets } from '@foodious/platform/references.ts';
import { openSecretStore } from '@foodious/platform/secret-store.ts';
import { processSettings, SettingsError } from '@foodious/platform/settings.ts';
import { caller } from '@foodious/testing/client.ts';
import { encerrar, freePorts, spawnNode } from '@foodious/testing/place.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { answers } from '@foodious/testing/waiting.ts';
import { z } from 'zod';
import { cofreSuite } from '../../packages/platform/test/cofre.suite.ts';
import { install, ministack } from '../../servers/aws/ministack.ts';

describe('o Secrets Manager', () => {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-segredos-'));
  let nuvem: ReturnType<typeof ministack>;
  let onde: { AWS_ENDPOINT: string; AWS_REGION: string };
  before(async () => {
    await install(() => {});
    nuvem = ministack(dir, await freePorts());
    await nuvem.start();
    onde = { AWS_ENDPOINT: nuvem.endpoint, AWS_REGION: 'us-east-1' };
  });
  after(async () => {
    await nuvem.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A secret somebody else keeps there. */
  async function guardado(texto: string): Promise<string> {
    const nome = randomUUID();
    const cofre = await openSecretStore({ DATA_DIR: ':memory:', SECRETS_STORE: 'dos-outros', ...onde });
    await cofre.create(nome, texto);
    cofre.close();
    return `dos-outros/${nome}`;
  }

  cofreSuite('no Secrets Manager', async (t) => {
    const casa = { DATA_DIR: ':memory:', SECRETS_STORE: `casa/${randomUUID()}`, ...onde };
    const outro = async () => {
      const cofre = await openSecretStore(casa);
      t.after(cofre.close);
      return cofre;
    };
    return { cofre: await outro(), outro };
  });

  describe('diz o que a configuração não diz', () => {
    test('um segredo inteiro, ou um campo do seu JSON', async () => {
      const login = await guardado(JSON.stringify({ username: 'pedido', password: 'p#ss:w', port: 3306 }));
      const inteiro = await guardado('a senha inteira');
      const dada = {
        USUARIO: `secret:${login}#username`,
        SENHA: `secret:${login}#password`,
        PORTA: `secret:${login}#port`,
        CHAVE: `secret:${inteiro}`,
        MINHA: 'minha',
      };
      assert.deepEqual(await resolveSecrets(dada, onde), {
        USUARIO: 'pedido',
        SENHA: 'p#ss:w',
        PORTA: '3306',
        CHAVE: 'a senha inteira',
        MINHA: 'minha',
      });
    });

    test('cada segredo se lê uma vez, ainda que o digam vários', async (t) => {
      const login = await guardado(JSON.stringify({ username: 'pedido', password: 'segredo' }));
      let pedidos = 0;
      const contador = await umServidor(async (req, res) => {
        pedidos += 1;
        const parts: Buffer[] = [];
        for await (const part of req) parts.push(part);
        const { host: _, ...headers } = req.headers as Record<string, string>;
        const answer = await fetch(nuvem.endpoint, { method: 'POST', headers, body: Buffer.concat(parts) });
        res.setHeader('content-type', 'application/x-amz-json-1.1');
        res.end(await answer.text());
      });
      t.after(() => contador.fechar());
      const dada = { USUARIO: `secret:${login}#username`, SENHA: `secret:${login}#password` };
      const lida = await resolveSecrets(dada, { ...onde, AWS_ENDPOINT: contador.endereco });
      assert.deepEqual(lida, { USUARIO: 'pedido', SENHA: 'segredo' });
      assert.equal(pedidos, 1);
    });

    for (const [como, texto, campo, linha] of [
      ['não há', undefined, '', /^SENHA: there is no secret casa\/nenhum in Secrets Manager$/],
      ['não é JSON', 'um segredo', '#senha', /^SENHA: the secret \S+ holds no field senha$/],
      ['não tem o campo', '{"outra":"um segredo"}', '#senha', /^SENHA: the secret \S+ holds no field senha$/],
      ['o tem vazio', '{"senha":"","outra":"um segredo"}', '#senha', /^SENHA: the secret \S+ holds no field senha$/],
      [
        'o tem de outra forma',
        '{"senha":{"a":"um segredo"}}',
        '#senha',
        /^SENHA: the secret \S+ holds no field senha$/,
      ],
      ['não o tem de si', '{"outra":"um segredo"}', '#constructor', /^SENHA: the secret \S+ holds no field constr/],
    ] as const)
      test(`um que ${como} se diz em uma linha, que não mostra o que ele tem`, async () => {
        const nome = texto === undefined ? 'casa/nenhum' : await guardado(texto);
        await assert.rejects(resolveSecrets({ SENHA: `secret:${nome}${campo}` }, onde), (error) => {
          assert.ok(error instanceof SettingsError);
          assert.match(error.message, linha);
          assert.doesNotMatch(error.message, /um segredo/);
          return true;
        });
      });

    test('o que ele diz se confere como o que se escreve, e nunca se mostra', async () => {
      const nome = await guardado('oitenta');
      const shape = { ...processSettings, PORTA: z.coerce.number() };
      const argv = ['--porta', `secret:${nome}`];
      await assert.rejects(
        readSettingsAndSecrets(shape, argv, { ...onde, DATA_DIR: ':memory:' }),
        (error) => error instanceof SettingsError && /^PORTA: .*a value not shown/.test(error.message),
      );
    });

    test('e o processo que o nomeia não começa sem ele', async () => {
      const child = spawnNode('services/pagamento/src/main.ts', {
        PATH: process.env.PATH ?? '',
        ...onde,
        DATA_DIR: ':memory:',
        PROVEDOR_PIX: 'mercado-pago',
        MERCADO_PAGO_EMAIL: 'casa@lanchonete.example',
        MERCADO_PAGO_ACCESS_TOKEN: 'secret:casa/nenhum#accessToken',
      });
      const [code] = await once(child, 'exit');
      assert.deepEqual(
        [code, child.errors()],
        [1, 'Wrong option: MERCADO_PAGO_ACCESS_TOKEN: there is no secret casa/nenhum in Secrets Manager\n'],
      );
    });
  });

  test('os do banco simulado também se guardam lá, os mesmos para quem os lê', async () => {
    const casa = { DATA_DIR: ':memory:', SECRETS_STORE: `casa/${randomUUID()}`, ...onde };
    const sem = { PIX_API_KEY: undefined, PIX_WEBHOOK_SECRET: undefined };
    const segredos = await pixSecrets({ ...casa, ...sem });
    assert.deepEqual(await pixSecrets({ ...casa, ...sem }), segredos);
  });

  test('o gateway que guarda lá os seus nada escreve no disco, e outro deixa entrar quem ele deixou', async (t) => {
    const casa = { DATA_DIR: ':memory:', SECRETS_STORE: `casa/${randomUUID()}`, ...onde };
    const vazia = mkdtempSync(join(tmpdir(), 'foodious-vazia-'));
    t.after(() => rmSync(vazia, { recursive: true }));
    const segredos = await openSecretStore(casa);
    t.after(segredos.close);
    async function umGateway() {
      const port = await freePorts();
      const child = spawnNode('services/gateway/src/main.ts', {
        PATH: process.env.PATH ?? '',
        ...casa,
        PORT: String(port),
        GATEWAY_URL: 'http://gateway.example',
        TMPDIR: vazia,
        HOME: vazia,
        NODE_OPTIONS: '--permission --allow-fs-read=*', // and no write
      });
      t.after(() => encerrar(child, 'SIGKILL'));
      await answers(`http://127.0.0.1:${port}/health`);
      return { child, call: caller(`http://127.0.0.1:${port}`) };
    }
    const um = await umGateway();
    const credenciais = JSON.parse((await segredos.read('credenciais')) ?? '');
    const outro = await umGateway();
    const como = {
      grant_type: 'client_credentials',
      client_id: credenciais.cliente_id,
      client_secret: credenciais.cliente_segredo,
    };
    for (const { call } of [um, outro]) assert.equal((await call('POST', '/oauth2/token', como)).status, 200);
    const [chaves, dasOutras] = await Promise.all([um, outro].map(({ call }) => call('GET', '/.well-known/jwks.json')));
    assert.deepEqual(chaves?.body, dasOutras?.body);

    const convite = await conviteQueEspera(segredos);
    assert.ok(convite);
    const usar = { convite, nome: 'Ana', usuario: 'ana', palavraPasse: 'uma palavra só dela' };
    assert.equal((await outro.call('POST', '/v2/convites/usar', usar)).status, 201);
    assert.equal(await conviteQueEspera(segredos), undefined);
    for (const { child } of [um, outro]) assert.equal(await encerrar(child, 'SIGTERM'), 0, child.errors());
    assert.deepEqual(readdirSync(vazia), []);
  });
});
