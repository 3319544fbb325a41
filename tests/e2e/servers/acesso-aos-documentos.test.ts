import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { openStore } from '@foodious/pagamento/store/open.ts';
import { SettingsError } from '@foodious/platform/settings.ts';
import { encerrar, freePorts, spawnNode } from '@foodious/testing/place.ts';
import { answers } from '@foodious/testing/waiting.ts';
import { MongoClient } from 'mongodb';
import { type TemporaryServers, temporaryServers } from '../../../servers/temporary.ts';
import { umaAutoridade } from './autoridade.ts';
import { portaria } from './portaria.ts';

const MESTRE = 'a-senha-do-mestre';
const SENHA = 'a-senha-de-pagamento';

describe('um servidor de documentos que só fala por TLS, com um usuário para pagamento', () => {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-documentos-'));
  const nossa = umaAutoridade(dir, 'nossa');
  const outra = umaAutoridade(dir, 'outra');
  let servidores: TemporaryServers;
  let porta: Awaited<ReturnType<typeof portaria>>;
  const url = (mais: string) => `mongodb://localhost:${porta.port}/loja${mais}`;
  const comTls = () => url(`?tls=${nossa.ca}&directConnection=true`);
  const ambiente = (mais: Record<string, string>) => ({
    PATH: process.env.PATH ?? '',
    DATA_DIR: ':memory:',
    MONGO_URL: comTls(),
    ...mais,
  });

  before(async () => {
    servidores = await temporaryServers(['mongo']);
    const { port } = new URL(servidores.mongo.url);
    porta = await portaria(Number(port), nossa.certificado('localhost'), MESTRE);
  });
  after(async () => {
    await porta?.fechar();
    await servidores?.remove();
    rmSync(dir, { recursive: true });
  });

  /** `npm run prepare:stores`. @returns what it said of its failure */
  async function preparar(mais: Record<string, string> = {}) {
    const child = spawnNode(
      'local/src/preparar-main.ts',
      ambiente({
        MONGO_ADMIN_USER: 'mestre',
        MONGO_ADMIN_PASSWORD: MESTRE,
        PAGAMENTO_DB_USER: 'pagamento',
        PAGAMENTO_DB_PASSWORD: SENHA,
        ...mais,
      }),
    );
    const [code] = await once(child, 'exit');
    return { code, erros: child.errors() };
  }
  /** What becomes of pagamento's store by this address. */
  async function tentar(MONGO_URL: string, MONGO_PASSWORD = SENHA) {
    const store = await openStore({ DATA_DIR: ':memory:', MONGO_URL, MONGO_USER: 'pagamento', MONGO_PASSWORD });
    try {
      await store.migrate();
    } finally {
      await store.close();
    }
  }

  test('prepara-se o usuário, e outra vez não muda nada', async () => {
    await assert.rejects(tentar(comTls()), Unavailable);
    assert.deepEqual(await preparar(), { code: 0, erros: '' });
    await tentar(comTls());
    assert.deepEqual(await preparar(), { code: 0, erros: '' });
    await tentar(comTls());
  });

  test('quem prepara sem a senha do mestre ouve que o servidor o recusa, e nenhuma senha', async () => {
    const { code, erros } = await preparar({ MONGO_ADMIN_PASSWORD: 'outra' });
    assert.deepEqual([code, erros], [1, 'Cannot start: the database refuses our user, or our password\n']);
  });

  test('o usuário de pagamento não entra noutro banco', async (t) => {
    const client = new MongoClient(url('?tls=true&authSource=admin&directConnection=true'), {
      tlsCAFile: nossa.ca,
      auth: { username: 'pagamento', password: SENHA },
    });
    t.after(() => client.close());
    await client.db('loja').collection('pagamento').findOne();
    await assert.rejects(client.db('outra').collection('pagamento').findOne(), { codeName: 'Unauthorized' });
  });

  test('só entra quem conhece a autoridade do certificado', async () => {
    for (const tls of [outra.ca, 'rds', 'true'])
      await assert.rejects(
        tentar(url(`?tls=${tls}`)),
        (error) => error instanceof Unavailable && /^no TLS .*certificate/.test(error.message),
        tls,
      );
  });

  test('sem TLS não se entra', async () => {
    await assert.rejects(tentar(url('')), Unavailable);
  });

  test('nem se crê num certificado de outro nome', async (t) => {
    porta.mostrar(nossa.certificado('documentos.example'));
    t.after(() => porta.mostrar(nossa.certificado('localhost')));
    await assert.rejects(tentar(comTls()), (error) => error instanceof Unavailable && /altnames/.test(error.message));
  });

  test('e ninguém deixa de conferir', async () => {
    for (const sem of ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'])
      await assert.rejects(
        tentar(url(`?tls=true&${sem}=true`)),
        (error) => error instanceof SettingsError && error.message.includes(sem),
      );
  });

  test('trocada a senha, o serviço acaba com 1 quando já não entra, e outro entra com a nova', async (t) => {
    const nova = 'a-senha-nova-de-pagamento';
    const port = await freePorts();
    const vivo = `http://127.0.0.1:${port}/health`;
    const servico = (MONGO_PASSWORD: string) => {
      const child = spawnNode(
        'services/pagamento/src/main.ts',
        ambiente({
          DATA_DIR: join(dir, 'dados'),
          PAGAMENTO_PORT: String(port),
          AWS_ENDPOINT: 'http://127.0.0.1:9',
          MONGO_USER: 'pagamento',
          MONGO_PASSWORD,
        }),
      );
      t.after(() => encerrar(child, 'SIGKILL'));
      return child;
    };
    const antes = servico(SENHA);
    await answers(vivo);
    const acabou = once(antes, 'exit', { signal: AbortSignal.timeout(60_000) });
    porta.trocarSenha('pagamento', nova);
    porta.cortar();
    assert.deepEqual(await acabou, [1, null]);
    const linhas = readFileSync(join(dir, 'dados/logs/pagamento.log'), 'utf8').split('\n');
    assert.match(linhas.find((linha) => linha.includes('"fatal"')) ?? '', /the database refuses our user/);

    const depois = servico(nova);
    await answers(vivo);
    assert.equal(await encerrar(depois, 'SIGTERM'), 0);
  });
});
