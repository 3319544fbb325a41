import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { umaAws } from '@foodious/testing/aws.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { awsConfig, createBucket, s3Client, s3Objects } from '../src/aws.ts';
import { sesClient, sesMailer } from '../src/ses.ts';

suite('armazém de objetos', () => {
  let aws: Awaited<ReturnType<typeof umaAws>>;
  before(async () => {
    aws = await umaAws();
  });
  after(() => aws.stop());

  const abrir = async (bucket: string) => {
    const client = s3Client({ AWS_ENDPOINT: aws.endpoint, AWS_REGION: 'us-east-1' });
    await createBucket(client, bucket);
    return { client, objects: s3Objects(client, bucket) };
  };

  test('o que se guarda volta igual, com o seu tipo', async () => {
    const { client, objects } = await abrir('fotos');
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    await objects.put('pasta/uma foto.webp', bytes, 'image/webp');
    const guardado = await objects.get('pasta/uma foto.webp');
    assert.deepEqual([...(guardado?.bytes ?? [])], [...bytes]);
    assert.equal(guardado?.contentType, 'image/webp');
    client.destroy();
  });

  test('o que não foi guardado não está lá', async () => {
    const { client, objects } = await abrir('fotos');
    assert.equal(await objects.get('nada'), undefined);
    client.destroy();
  });

  test('criar o balde de novo não perde nada', async () => {
    const { client, objects } = await abrir('recibos');
    await objects.put('um.json', Buffer.from('{}'), 'application/json');
    await createBucket(client, 'recibos');
    assert.equal((await objects.get('um.json'))?.contentType, 'application/json');
    client.destroy();
  });

  test('com o armazém fora do ar, guardar e ler dizem indisponível', async () => {
    const client = s3Client({ AWS_ENDPOINT: 'http://127.0.0.1:1', AWS_REGION: 'us-east-1' });
    const objects = s3Objects(client, 'fotos');
    const indisponivel = (error: unknown) => error instanceof Unavailable;
    await assert.rejects(objects.put('x', Buffer.from('x'), 'text/plain'), indisponivel);
    await assert.rejects(objects.get('x'), indisponivel);
    await assert.rejects(createBucket(client, 'fotos'));
    client.destroy();
  });

  for (const [quando, comeco] of [
    ['nem começa', []],
    ['para no meio', ['o começo']],
  ] as const)
    test(`um armazém que aceita a ligação e ${quando} a responder é como um que está fora`, async (t) => {
      const mudo = await umServidor((request, response) => {
        request.resume();
        for (const parte of comeco) response.writeHead(200, { 'content-length': '100' }).write(parte);
      });
      t.after(() => mudo.fechar());
      const client = new S3Client({
        ...awsConfig(mudo.endereco, 'us-east-1', 200),
        forcePathStyle: true,
        maxAttempts: 1,
      });
      t.after(() => client.destroy());
      const desiste = setTimeout(() => mudo.fechar(), 10_000);
      const comecou = performance.now();
      await assert.rejects(s3Objects(client, 'fotos').get('x'), Unavailable);
      clearTimeout(desiste);
      assert.ok(performance.now() - comecou < 9_000);
    });

  test('na Amazon o endereço e a credencial são os dela; fora, os que se diz', () => {
    const { requestHandler, ...amazon } = awsConfig('aws', 'sa-east-1');
    assert.deepEqual(amazon, { region: 'sa-east-1' });
    const local = awsConfig('http://127.0.0.1:1', 'sa-east-1');
    assert.ok('endpoint' in local && local.endpoint === 'http://127.0.0.1:1');
    // A long poll of 20 s must outlast neither the client's patience nor its own.
    assert.ok(requestHandler.requestTimeout > 20_000);
  });
});

test('um e-mail sai com o seu id, de quem se diz, e pelo conjunto de configuração quando há um', async (t) => {
  const pedidos: Record<string, unknown>[] = [];
  const ses = await umServidor(async (request, response) => {
    pedidos.push(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"MessageId":"um"}');
  });
  t.after(() => ses.fechar());
  const client = sesClient({ SES_ENDPOINT: ses.endereco, AWS_REGION: 'us-east-1' });
  const carta = { para: 'bia@exemplo.com', tipo: 'codigo', evento: 'e1', subject: 'Oi', text: 'oi', html: '<p>oi</p>' };
  const EMAIL_REMETENTE = 'casa@exemplo.com';
  await sesMailer(client, { EMAIL_REMETENTE })(carta);
  await sesMailer(client, { EMAIL_REMETENTE, SES_CONFIGURATION_SET: 'foodious-dev' })(carta);
  assert.deepEqual(
    pedidos.map(({ FromEmailAddress, ConfigurationSetName, EmailTags }) => [
      FromEmailAddress,
      ConfigurationSetName,
      EmailTags,
    ]),
    [undefined, 'foodious-dev'].map((conjunto) => [
      EMAIL_REMETENTE,
      conjunto,
      [
        { Name: 'evento', Value: 'e1' },
        { Name: 'tipo', Value: 'codigo' },
      ],
    ]),
  );
});
