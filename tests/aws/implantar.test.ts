import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT } from '../../servers/aws/cdk.ts';
import { credentials, ministack, region } from '../../servers/aws/ministack.ts';
import { umaNuvem } from './nuvem.ts';

const raiz = join(import.meta.dirname, '../..');

/** The command, as `npm run deploy` starts it once its tools and the screens are there. */
describe('npm run deploy', () => {
  let nuvem: Awaited<ReturnType<typeof umaNuvem>>;
  let s3: S3Client;
  let montagem: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    nuvem = await umaNuvem();
    const { endpoint } = nuvem.ambiente;
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    montagem = join(nuvem.dir, 'cdk.out');
    const { environment } = ministack(nuvem.dir, Number(new URL(endpoint).port));
    env = { PATH: process.env.PATH, HOME: process.env.HOME, CDK_DEFAULT_ACCOUNT: ACCOUNT, ...environment };
  });
  after(() => nuvem?.fechar());

  async function deploy(args: readonly string[], mais: NodeJS.ProcessEnv = {}) {
    const filho = spawn(process.execPath, [join(raiz, 'infra/implantar.ts'), ...args], { env: { ...env, ...mais } });
    let dito = '';
    for (const fluxo of [filho.stdout, filho.stderr])
      fluxo.setEncoding('utf8').on('data', (texto: string) => {
        dito += texto;
      });
    const [codigo] = await once(filho, 'close');
    return { codigo, dito };
  }

  /** Deploys; preparar, which nothing runs here and so never ends, has ended when it is asked for, as Fargate would tell. */
  async function comPreparar(exitCode: number) {
    const ecs = createServer(async (pedido, resposta) => {
      const body = await text(pedido);
      const headers = Object.entries(pedido.headers).filter(([nome]) =>
        /^(authorization|content-type|x-amz-)/.test(nome),
      );
      const dita = await fetch(nuvem.ambiente.endpoint, {
        method: 'POST',
        headers: headers.map(([nome, valor]) => [nome, String(valor)] as [string, string]),
        body,
      });
      const json = (await dita.json()) as { tasks?: object[] };
      for (const tarefa of String(pedido.headers['x-amz-target']).endsWith('.DescribeTasks') ? (json.tasks ?? []) : [])
        Object.assign(tarefa, { lastStatus: 'STOPPED', containers: [{ name: 'preparar', exitCode }] });
      resposta.writeHead(dita.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
    }).listen(0, '127.0.0.1');
    await once(ecs, 'listening');
    const { port } = ecs.address() as AddressInfo;
    try {
      return await deploy(['dev', '--image', 'emulado', '--app', montagem], {
        AWS_ENDPOINT_URL_ECS: `http://127.0.0.1:${port}`,
      });
    } finally {
      ecs.close();
      ecs.closeAllConnections();
    }
  }

  const passosDe = (dito: string) => [...dito.matchAll(/^\[\d\/\d\] (.*)$/gm)].map(([, passo]) => passo);

  const telas = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: `foodious-dev-${ACCOUNT}-telas` }));
    return Contents.map(({ Key = '' }) => Key);
  };

  test('numa conta que não é a que se disse, nada faz', async () => {
    const { codigo, dito } = await deploy(['dev', '--image', 'emulado', '--app', montagem], {
      CDK_DEFAULT_ACCOUNT: '111111111111',
    });
    assert.equal(codigo, 1);
    assert.match(dito, /CDK_DEFAULT_ACCOUNT is 111111111111, and the session is one of 000000000000/);
    assert.deepEqual(passosDe(dito), ['conferir']);
  });

  test('quando preparar falha, diz onde ele escreveu, e nem telas nem serviços mudam', async () => {
    const { codigo, dito } = await comPreparar(3);
    assert.equal(codigo, 1);
    assert.match(dito, /preparar ended with 3 .*\/foodious\/dev\/preparar/);
    assert.equal(passosDe(dito).at(-1), 'preparar');
    assert.deepEqual(await telas(), []);
  });

  test('pilhas, preparar, telas e serviços, nesta ordem; por fim os endereços', async () => {
    const { codigo, dito } = await comPreparar(0);
    assert.equal(codigo, 0, dito.slice(-1_000));
    assert.deepEqual(passosDe(dito), [
      'conferir',
      'implantar rede dados mensagens imagens identidade cdn',
      'implantar preparo',
      'preparar',
      'telas',
      'implantar servicos borda observacao',
      'enderecos cdn borda identidade mensagens',
    ]);
    assert.match(dito, /Where people go\): https:/);
    const arquivos = readdirSync(join(raiz, 'web/dist/telas')).filter((um) => !/\.(br|gz)$/.test(um));
    assert.deepEqual((await telas()).sort(), arquivos.map((um) => `telas/${um}`).sort());
    const [Key = ''] = (await telas()).filter((um) => um.endsWith('.js'));
    const posta = await s3.send(new GetObjectCommand({ Bucket: `foodious-dev-${ACCOUNT}-telas`, Key }));
    assert.equal(posta.ContentType, 'text/javascript; charset=utf-8');
    assert.equal(posta.CacheControl, 'public, max-age=31536000, immutable');
  });

  test('destroy leva tudo, o que está nos baldes também', async () => {
    const { codigo, dito } = await deploy(['dev', 'destroy', '--yes', '--app', montagem]);
    assert.equal(codigo, 0, dito.slice(-1_000));
    assert.match(dito, /-telas is empty: [1-9]\d* versions went/);
    await assert.rejects(telas(), { name: 'NoSuchBucket' });
  });
});
