import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dlq, fifo, queueNames } from '@foodious/contracts/resources.ts';
import { type Call, caller, connect, feito } from '@foodious/testing/client.ts';
import { umCpf, unico } from '@foodious/testing/fixtures.ts';
import { until } from '@foodious/testing/waiting.ts';
import { CompactSign, decodeJwt, decodeProtectedHeader, generateKeyPair } from 'jose';
import { story } from '../../scripts/historia.ts';
import type { Deployed } from '../../servers/aws/deployed.ts';
import { ask, credentials, query, region } from '../../servers/aws/ministack.ts';
import { casaNaNuvem } from './casa.ts';
import { umaNuvem } from './nuvem.ts';

const run = promisify(execFile);
const project = join(import.meta.dirname, '../..');

/** An e-mail as the emulator keeps it. */
type Carta = { To: string[]; Subject: string; Source: string };

describe('a história, pela borda implantada', () => {
  let nuvem: Awaited<ReturnType<typeof umaNuvem>>;
  let casa: Awaited<ReturnType<typeof casaNaNuvem>>;
  let totem: Call;
  let gerente: Call;
  let cozinha: Call;

  before(async () => {
    nuvem = await umaNuvem();
    casa = await casaNaNuvem(nuvem.ambiente);
    const { API_URL, listeners } = nuvem.ambiente;
    totem = await connect(casa.credenciais, API_URL).totem();
    // People sign in at the gateway, as from their screens; then they ask through the API as programs do.
    const entrada = connect(casa.credenciais, listeners[80]);
    const pelaApi = async (quem: Call) => caller(API_URL, async () => (await quem.bearer()) ?? '');
    gerente = await pelaApi(await entrada.gerente());
    cozinha = await pelaApi(await entrada.cozinha());
  });
  after(async () => {
    await casa?.fechar();
    await nuvem?.fechar();
  });

  const cartas = async (address: string): Promise<Carta[]> => {
    const caixa = await (await fetch(`${nuvem.ambiente.endpoint}/_ministack/ses/messages`)).json();
    return Object.values((caixa as { messages: Record<string, Carta[]> }).messages)
      .flat()
      .filter(({ To }) => To.includes(address));
  };
  /** Lines of a log group of the house. */
  const linhas = async (nome: string): Promise<string[]> => {
    const { events } = await ask<{ events: { message: string }[] }>(
      nuvem.ambiente,
      'logs',
      'Logs_20140328.FilterLogEvents',
      {
        logGroupName: `/foodious/dev/${nome}`,
      },
    );
    return events.map(({ message }) => message);
  };
  const balde = (nome: string): string => {
    const um = ({ type, name }: Deployed) => type === 'AWS::S3::Bucket' && name.endsWith(`-${nome}`);
    return nuvem.ambiente.resources.find(um)?.name ?? assert.fail(`no bucket ${nome}`);
  };
  const s3 = () => new S3Client({ endpoint: nuvem.ambiente.endpoint, region, credentials, forcePathStyle: true });
  const funcoes = ['authorizer', 'create-user', 'delete-user'] as const;

  test('do cadastro ao esquecimento: um pedido pago, outro recusado e pago depois', async (t) => {
    const dito: string[] = [];
    const { email, recusado, protocolo } = await story({
      totem,
      gerente,
      cozinha,
      banco: casa.banco,
      emailsPara: async (address) => (await cartas(address)).map(({ Subject }) => ({ subject: Subject })),
      paginas: nuvem.ambiente.API_URL,
      say: (line) => void dito.push(line),
    });
    t.diagnostic(`${dito.length} lines told; pedido ${recusado}`);

    const assuntos = (await cartas(email)).map(({ Subject }) => Subject);
    assert.equal(assuntos.length, 5, String(assuntos));
    for (const { Source } of await cartas(email)) assert.match(Source, /pedidos@fastefoodious\.example/);

    // What functions answered, they answered: the gateway did not.
    for (const funcao of funcoes) assert.ok((await linhas(`funcoes/${funcao}`)).length > 0, funcao);

    const recibo = await until('the archived receipt', async () => {
      const asked = new GetObjectCommand({ Bucket: balde('protocolos'), Key: `${protocolo}.json` });
      const { Body } = await s3().send(asked);
      return Body && JSON.parse(await Body.transformToString());
    });
    assert.equal(recibo.protocolo, protocolo);
  });

  test('as filas implantadas levaram as mensagens, e nada morreu nelas', async () => {
    const url = (nome: string) => `${nuvem.ambiente.endpoint}/000000000000/${nome}`;
    for (const nome of queueNames)
      for (const QueueUrl of [url(fifo(nome)), url(dlq(nome))]) {
        const { Attributes } = await ask<{ Attributes: Record<string, string> }>(
          nuvem.ambiente,
          'sqs',
          'AmazonSQS.GetQueueAttributes',
          { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] },
        );
        assert.equal(Attributes.ApproximateNumberOfMessages, '0', QueueUrl);
      }
    const existentes = (await ask<{ QueueUrls: string[] }>(nuvem.ambiente, 'sqs', 'AmazonSQS.ListQueues', {}))
      .QueueUrls;
    const implantadas = nuvem.ambiente.resources.filter(({ type }) => type === 'AWS::SQS::Queue').length;
    assert.equal(existentes.length, implantadas); // none that CDK did not make
  });

  test('o token de um programa traz os seus scopes e a sua audiência, assinado pelo pool', async () => {
    const token = (await totem.bearer()) ?? '';
    const { aud, iss, papel } = decodeJwt(token);
    assert.deepEqual(
      { aud, iss, papel },
      {
        aud: nuvem.settings.TOKEN_AUDIENCE,
        iss: nuvem.settings.TOKEN_ISSUER,
        papel: 'programa',
      },
    );
  });

  describe('a porta da API', () => {
    const quem = async (status: number, token: string | undefined, metodo = 'GET', path = '/v2/gerencia/filas') =>
      assert.equal((await caller(nuvem.ambiente.API_URL, token)(metodo, path)).status, status, `${metodo} ${path}`);

    test('com o scope deixa passar; sem ele, 403; sem token, 401; rota que não há, 404', async () => {
      await quem(200, await gerente.bearer());
      await quem(403, await totem.bearer());
      await quem(403, await cozinha.bearer(), 'DELETE', '/v2/cliente?cpf=1');
      await quem(401, undefined);
      await quem(401, undefined, 'POST', '/v2/cliente');
      await quem(404, await gerente.bearer(), 'GET', '/nada');
      await quem(404, await gerente.bearer(), 'GET', '/totem');
      await quem(200, undefined, 'GET', '/health');
    });

    test('um token forjado, vencido, de outra audiência ou de outro emissor não vale nada', async () => {
      const bom = (await gerente.bearer()) ?? '';
      const [cabeca = '', corpo = '', assinatura = ''] = bom.split('.');
      const { privateKey } = await generateKeyPair('RS256');
      const { kid = '' } = decodeProtectedHeader(bom);
      const assinar = (mudado: object) =>
        new CompactSign(new TextEncoder().encode(JSON.stringify({ ...decodeJwt(bom), ...mudado })))
          .setProtectedHeader({ alg: 'RS256', kid })
          .sign(privateKey);
      const inverso = assinatura.startsWith('A') ? `B${assinatura.slice(1)}` : `A${assinatura.slice(1)}`;
      const semAssinatura = Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url');
      for (const ruim of [
        'lixo',
        `${cabeca}.${corpo}.${inverso}`,
        `${semAssinatura}.${corpo}.`,
        await assinar({}),
        await assinar({ exp: 1 }),
      ])
        await quem(401, ruim);
      await quem(200, bom);
    });
  });

  test('os logs de um pedido acham-se pelo id dele, nos grupos implantados', async () => {
    const { id } = await feito(totem, 'POST', '/v1/pedido', {});
    const ditas = await until('the lines of the pedido', async () => {
      const lines = await feito(gerente, 'GET', `/v2/gerencia/pedidos/${id}/logs`);
      return lines.length > 0 && lines;
    });
    for (const { pedidoId } of ditas) assert.equal(pedidoId, id);
    const noGrupo = (await linhas('pedido')).filter((line) => JSON.parse(line).pedidoId === id);
    assert.ok(noGrupo.length > 0);
  });

  test('cada processo escreve as suas medidas, que os filtros implantados leem', async () => {
    await until('measures', async () => (await linhas('pedido')).some((line) => JSON.parse(line).msg === 'medidas'));
  });

  test('quem se cadastra duas vezes é recusado pela função, e ninguém fica pela metade', async () => {
    const pessoa = { nome: 'Bia Reis', email: `${unico()}@exemplo.com`, cpf: umCpf() };
    await feito(totem, 'POST', '/v2/cliente', pessoa);
    assert.equal((await totem('POST', '/v2/cliente', pessoa)).status, 400);
    await feito(gerente, 'DELETE', `/v2/cliente?cpf=${pessoa.cpf}`);
    assert.equal((await gerente('DELETE', `/v2/cliente?cpf=${pessoa.cpf}`)).status, 404);
  });

  test('a coleção do Postman, passo a passo, pela borda implantada', async (t) => {
    const CREDENCIAIS = join(nuvem.dir, 'credenciais.json');
    writeFileSync(CREDENCIAIS, JSON.stringify(casa.credenciais), { mode: 0o600 });
    const { API_URL: GATEWAY_URL, listeners } = nuvem.ambiente;
    await run(process.execPath, [join(project, 'scripts/tools.mjs'), 'postman']);
    const env = { ...process.env, GATEWAY_URL, TELAS_URL: listeners[80], CREDENCIAIS };
    const { stdout } = await run(process.execPath, [join(project, 'tests/postman/main.ts')], { env });
    for (const [dito = ''] of stdout.matchAll(/^\d+ requests, .*$/gm)) t.diagnostic(dito);
    assert.match(stdout, /^4\d requests, \d{3} assertions, 0 failed$/m);
  });

  test('o CloudFront serve as telas do seu bucket, para sempre, e o resto do gateway', async () => {
    const Body = 'export const tela = 1;';
    const Key = 'telas/prova-1a2b.js';
    await s3().send(new PutObjectCommand({ Bucket: balde('telas'), Key, Body, ContentType: 'text/javascript' }));
    const xml = await query(nuvem.ambiente, 'cloudformation', 'DescribeStacks', { StackName: 'foodious-dev-cdn' });
    const [host = ''] = /[a-z0-9]+\.cloudfront\.net/.exec(xml) ?? [];
    const pedir = async (path: string, more: Record<string, string> = { 'x-forwarded-proto': 'https' }) => {
      const asked = get(`${nuvem.ambiente.endpoint}${path}`, { headers: { host, ...more } }); // fetch says no other Host
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return { status: answer.statusCode, headers: answer.headers, text: await text(answer) };
    };

    assert.equal((await pedir(`/${Key}`, {})).headers.location, `https://${host}/${Key}`);
    const tela = await pedir(`/${Key}`);
    assert.equal(tela.text, Body);
    assert.match(tela.headers['cache-control'] ?? '', /immutable/);
    assert.equal((await pedir('/telas/nenhuma.js')).status, 403); // what is not there cannot be told from what may not be seen
    const authorization = `Bearer ${await totem.bearer()}`;
    const menu = await pedir('/v1/categoria', { 'x-forwarded-proto': 'https', authorization });
    assert.equal(menu.status, 200, menu.text);
    assert.match(menu.headers['strict-transport-security'] ?? '', /max-age/);
  });
});
