import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { openMysql } from '@foodious/platform/mysql.ts';
import { SettingsError } from '@foodious/platform/settings.ts';
import { ping } from '@foodious/platform/sql.ts';
import { encerrar, freePorts, spawnNode } from '@foodious/testing/place.ts';
import { answers } from '@foodious/testing/waiting.ts';
import { createConnection } from 'mysql2/promise';
import { mariadb } from '../../../servers/mariadb.ts';
import { umaAutoridade } from './autoridade.ts';

const MESTRE = { user: 'mestre', password: 'a-senha-do-mestre' };
const SERVICOS = ['produto', 'pedido', 'cozinha', 'gateway'] as const;
const senhaDe = (servico: string) => `a-senha-de-${servico}`;

describe('um MariaDB que só fala por TLS', () => {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-tls-'));
  const nossa = umaAutoridade(dir, 'nossa');
  const outra = umaAutoridade(dir, 'outra');
  const { cert, key } = nossa.certificado('localhost');
  let port: number;
  let banco: ReturnType<typeof mariadb>;
  const url = (mais: string) => `mysql://localhost:${port}/loja${mais}`;
  const comTls = () => url(`?tls=${nossa.ca}`);
  const entrar = (login: { user: string; password: string }, database?: string) =>
    createConnection({
      ...{ host: 'localhost', port, ssl: { ca: readFileSync(nossa.ca) } },
      ...login,
      ...(database && { database }),
    });
  const mandar = async (...ordens: string[]) => {
    const mestre = await entrar(MESTRE);
    for (const ordem of ordens) await mestre.query(ordem);
    await mestre.end();
  };

  before(async () => {
    port = await freePorts();
    const place = { dir: join(dir, 'mariadb'), port, detached: false };
    banco = mariadb(place, {
      options: [`--ssl-cert=${cert}`, `--ssl-key=${key}`, '--require-secure-transport=ON'],
      sql: `create user if not exists ${MESTRE.user}@'127.0.0.1' identified by '${MESTRE.password}';
grant all privileges on *.* to ${MESTRE.user}@'127.0.0.1' with grant option;\n`,
      ca: nossa.ca,
    });
    await banco.start();
    await mandar('create database loja_x');
  });
  after(async () => {
    await banco.kill();
    rmSync(dir, { recursive: true });
  });

  /** What becomes of a connection by this address. */
  async function tentar(MYSQL_URL: string) {
    const { db } = await openMysql({ MYSQL_URL, MYSQL_USER: MESTRE.user, MYSQL_PASSWORD: MESTRE.password }, 'x');
    try {
      return await ping(db);
    } finally {
      await db.destroy();
    }
  }

  describe('deixa entrar', () => {
    test('quem conhece a autoridade do seu certificado', async () => {
      await tentar(comTls());
    });

    test('não quem só conhece outra, a Amazon ou as do sistema', async () => {
      for (const tls of [outra.ca, 'rds', 'true'])
        await assert.rejects(
          tentar(url(`?tls=${tls}`)),
          (error) => error instanceof Unavailable && /^no TLS .*(certificate|self-signed)/.test(error.message),
          tls,
        );
    });

    test('não quem vem sem TLS', async () => {
      for (const sem of ['', '?tls=false']) await assert.rejects(tentar(url(sem)), Unavailable);
    });

    test('e não se crê nele quando mostra um certificado de outro nome', async () => {
      nossa.certificado('banco.example');
      await mandar('flush ssl');
      try {
        await assert.rejects(tentar(comTls()), /^Unavailable: no TLS .*altnames/);
      } finally {
        nossa.certificado('localhost');
        const semNome = await createConnection({
          ...{ host: 'localhost', port, ssl: { ca: readFileSync(nossa.ca), verifyIdentity: false } },
          ...MESTRE,
        });
        await semNome.query('flush ssl');
        await semNome.end();
      }
      await tentar(comTls());
    });

    test('e de um arquivo de autoridades que não há se diz qual', async () => {
      await assert.rejects(
        tentar(url('?tls=/nao/ha.pem')),
        (error) => error instanceof SettingsError && /^MYSQL_URL: .*\/nao\/ha\.pem/.test(error.message),
      );
    });
  });

  /** What every process of ours is told here. */
  const ambiente = (mais: Record<string, string>) => ({
    PATH: process.env.PATH ?? '',
    DATA_DIR: ':memory:',
    MYSQL_URL: comTls(),
    ...mais,
  });
  const administrador = {
    MYSQL_ADMIN_USER: MESTRE.user,
    MYSQL_ADMIN_PASSWORD: MESTRE.password,
    ...Object.fromEntries(
      SERVICOS.flatMap((servico) => [
        [`${servico.toUpperCase()}_DB_USER`, servico],
        [`${servico.toUpperCase()}_DB_PASSWORD`, senhaDe(servico)],
      ]),
    ),
  };
  /** `npm run prepare:stores`. @returns what it said of its failure */
  async function preparar(mais: Record<string, string> = {}) {
    const child = spawnNode('local/src/preparar-main.ts', ambiente({ ...administrador, ...mais }));
    const [code] = await once(child, 'exit');
    return { code, erros: child.errors() };
  }

  describe('preparado para os serviços', () => {
    before(async () => {
      assert.deepEqual(await preparar(), { code: 0, erros: '' });
    });

    test('cada um entra no seu banco, por TLS, e em nenhum outro', async () => {
      for (const user of SERVICOS)
        for (const outro of SERVICOS) {
          const entrando = entrar({ user, password: senhaDe(user) }, `loja_${outro}`);
          if (user !== outro)
            await assert.rejects(entrando, { code: 'ER_DBACCESS_DENIED_ERROR' }, `${user} in ${outro}`);
          else await (await entrando).end();
        }
    });

    test('nem entraria sem TLS se o servidor deixasse', async () => {
      const mestre = await entrar(MESTRE);
      const [direitos] = await mestre.query("show grants for pedido@'%'");
      await mestre.end();
      assert.match(JSON.stringify(direitos), /REQUIRE SSL/);
    });

    test('ninguém tem direito a bancos que se pareçam com o seu', async () => {
      const produto = await entrar({ user: 'produto', password: senhaDe('produto') });
      for (const sql of ['create database lojaXproduto', 'create database nova', "create user outro@'%'"])
        await assert.rejects(produto.query(sql), /denied/, sql);
      await produto.end();
    });

    test('outra vez não muda nada', async () => {
      const tudo = async () => {
        const mestre = await entrar(MESTRE);
        const [tabelas] = await mestre.query(
          "select table_schema, table_name, create_time from information_schema.tables where table_schema like 'loja%' order by 1, 2",
        );
        const [migracoes] = await mestre.query('select * from loja_pedido.kysely_migration order by name');
        const [direitos] = await mestre.query("show grants for pedido@'%'");
        await mestre.end();
        return { tabelas, migracoes, direitos };
      };
      const antes = await tudo();
      assert.deepEqual(await preparar(), { code: 0, erros: '' });
      assert.deepEqual(await tudo(), antes);
      assert.ok((antes.tabelas as unknown[]).length > 20);
    });

    for (const [falta, mais, linha] of [
      [
        'a senha de um serviço',
        { COZINHA_DB_PASSWORD: '' },
        /^Wrong option: COZINHA_DB_USER, COZINHA_DB_PASSWORD: missing/,
      ],
      [
        'um usuário só seu',
        { COZINHA_DB_USER: 'pedido' },
        /^Wrong option: …_DB_USER: each party has a user of its own/,
      ],
      ['o servidor', { MYSQL_URL: '' }, /^Wrong option: MYSQL_URL: missing/],
      ['a senha certa do mestre', { MYSQL_ADMIN_PASSWORD: 'outra' }, /^Cannot start: the database refuses our user/],
    ] as const)
      test(`sem ${falta} diz o que falta em uma linha, e nenhuma senha`, async () => {
        const { code, erros } = await preparar(mais);
        assert.equal(code, 1);
        assert.match(erros.trimEnd(), linha);
        assert.doesNotMatch(erros, /a-senha-de|\n./);
      });
  });

  describe('que troca a senha de um serviço', () => {
    const nova = 'a-senha-nova-de-cozinha';
    const servico = (porta: number, senha: string) =>
      spawnNode(
        'services/cozinha/src/main.ts',
        ambiente({
          DATA_DIR: join(dir, 'dados'),
          COZINHA_PORT: String(porta),
          AWS_ENDPOINT: 'http://127.0.0.1:9',
          MYSQL_USER: 'cozinha',
          MYSQL_PASSWORD: senha,
        }),
      );

    test('o faz acabar com 1 quando já não entra, e outro entra com a nova', async (t) => {
      const porta = await freePorts();
      const vivo = `http://127.0.0.1:${porta}/health`;
      const antes = servico(porta, senhaDe('cozinha'));
      t.after(() => encerrar(antes, 'SIGKILL'));
      await answers(vivo);
      const acabou = once(antes, 'exit', { signal: AbortSignal.timeout(60_000) });
      await mandar(`alter user cozinha@'%' identified by '${nova}'`);
      await mandar('kill user cozinha');
      assert.deepEqual(await acabou, [1, null]);
      const linhas = readFileSync(join(dir, 'dados/logs/cozinha.log'), 'utf8').split('\n');
      const fatais = linhas.filter((linha) => linha.includes('"fatal"'));
      assert.equal(fatais.length, 1);
      assert.match(fatais[0] ?? '', /the database refuses our user, or our password"}$/);

      const depois = servico(porta, nova);
      t.after(() => encerrar(depois, 'SIGKILL'));
      await answers(vivo);
      assert.equal(await encerrar(depois, 'SIGTERM'), 0);
    });

    test('não começa com a velha, e o diz em uma linha', async () => {
      const child = servico(await freePorts(), senhaDe('cozinha'));
      const [code] = await once(child, 'exit');
      assert.equal(code, 1);
      assert.equal(child.errors(), 'Cannot start: the database refuses our user, or our password\n');
    });
  });
});
