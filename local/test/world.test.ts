import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { bucketOf, queueNames } from '@foodious/contracts/resources.ts';
import { sqsBroker, sqsClient } from '@foodious/messaging/sqs.ts';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import { s3Client, s3Objects } from '@foodious/platform/aws.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { FILA, umaMensagem } from '@foodious/testing/mensagens.ts';
import { freshPlace } from '@foodious/testing/place.ts';
import { worldSettings } from '../src/settings.ts';
import { startWorld, type World } from '../src/world.ts';

/** Settings of a place of its own, and clients of what stands there. */
async function umLugar(t: TestContext, DATA_DIR?: string) {
  const { base, dataDir, remove } = await freshPlace();
  const given = readSettings(worldSettings, [], { PORT_BASE: String(base), DATA_DIR: DATA_DIR ?? dataDir });
  const settings = { ...given, ...(await pixSecrets(given)) };
  const [sqs, s3] = [sqsClient(settings), s3Client(settings)];
  const mundos: World[] = [];
  t.after(async () => {
    for (const client of [sqs, s3]) client.destroy();
    for (const mundo of mundos) await mundo.stop();
    remove();
  });
  return {
    settings,
    dataDir,
    async partir() {
      const world = await startWorld(settings);
      const parar = async () => {
        mundos.splice(mundos.indexOf(world), 1);
        await world.stop();
      };
      mundos.push(world);
      return { ...world, parar };
    },
    broker: sqsBroker(sqs),
    imagens: s3Objects(s3, bucketOf('imagens', given)),
    protocolos: s3Objects(s3, bucketOf('protocolos', given)),
    escrever: (subject: string) =>
      fetch(`${settings.SES_ENDPOINT}/v2/email/outbound-emails`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          FromEmailAddress: 'lanchonete@exemplo.com',
          Destination: { ToAddresses: ['maria@exemplo.com'] },
          Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: 'oi' } } } },
        }),
      }),
    assuntos: async () => {
      const { emails } = (await (await fetch(`${settings.SES_ENDPOINT}/store`)).json()) as {
        emails: { subject: string }[];
      };
      return emails.map(({ subject }) => subject);
    },
  };
}

suite('o mundo lá fora', () => {
  test('parte com todas as filas, DLQs e baldes, e na memória não deixa arquivo', async (t) => {
    const { settings, partir, broker, imagens, protocolos, dataDir } = await umLugar(t, ':memory:');
    await partir();
    await Promise.all(
      queueNames.map(async (queue) => {
        assert.equal((await broker.send(queue, [umaMensagem()])).taken.size, 1);
        const [message] = await broker.receive(queue, 1, AbortSignal.timeout(5_000));
        await broker.bury(queue, message ?? assert.fail(`nothing on ${queue}`));
      }),
    );
    for (const objects of [imagens, protocolos]) {
      await objects.put('um.txt', Buffer.from('um'), 'text/plain');
      assert.equal((await objects.get('um.txt'))?.contentType, 'text/plain');
    }
    assert.equal((await fetch(`${settings.PIX_URL}/health`)).status, 200);
    assert.ok(!existsSync(':memory:'));
    assert.ok(!existsSync(join(dataDir, 'aws')));
  });

  test('filas, objetos e e-mails sobrevivem a parar tudo e partir de novo', async (t) => {
    const { partir, broker, protocolos, escrever, assuntos } = await umLugar(t);
    const antes = await partir();
    const message = umaMensagem();
    await broker.send(FILA, [message]);
    await protocolos.put('um.json', Buffer.from('{"um":1}'), 'application/json');
    await escrever('antes');
    await antes.parar();
    await assert.rejects(broker.send(FILA, [umaMensagem({ pedidoId: 2 })]));

    await partir();
    assert.deepEqual((await broker.send(FILA, [message])).taken, new Set([message.envelope.id])); // known: not there twice
    const chegaram = await broker.receive(FILA, 10, AbortSignal.timeout(5_000));
    assert.deepEqual(
      chegaram.map(({ id }) => id),
      [message.envelope.id],
    );
    assert.equal(String(Buffer.from((await protocolos.get('um.json'))?.bytes ?? [])), '{"um":1}');
    assert.deepEqual(await assuntos(), ['antes']);
  });

  test('uma parte para e volta sem levar as outras', async (t) => {
    const { settings, partir, broker, escrever, assuntos } = await umLugar(t);
    const world = await partir();
    await escrever('antes');
    await world.stop('ses');
    await assert.rejects(escrever('durante'));
    assert.equal((await broker.send(FILA, [umaMensagem()])).taken.size, 1);
    assert.equal((await fetch(`${settings.PIX_URL}/health`)).status, 200);
    await world.start('ses');
    await escrever('depois');
    assert.deepEqual(await assuntos(), ['antes', 'depois']);

    await world.stop('aws');
    await assert.rejects(broker.send(FILA, [umaMensagem({ pedidoId: 2 })]));
    await world.start('aws');
    assert.equal((await broker.receive(FILA, 10, AbortSignal.timeout(5_000))).length, 1);
  });

  for (const porta of ['AWS_PORT', 'PIX_PORT'] as const)
    test(`com a porta ${porta} tomada não parte, diz qual é e solta as outras`, async (t) => {
      const { settings } = await umLugar(t);
      const server = createServer().listen(settings[porta], '127.0.0.1');
      await once(server, 'listening');
      t.after(() => server.close());
      await assert.rejects(startWorld(settings), { code: 'EADDRINUSE', port: settings[porta] });
      for (const outra of ['AWS_PORT', 'SES_PORT', 'PIX_PORT'] as const)
        if (outra !== porta) await assert.rejects(fetch(`http://127.0.0.1:${settings[outra]}/health`));
    });
});
