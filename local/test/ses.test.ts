import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, type TestContext, test } from 'node:test';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { awsConfig } from '@foodious/platform/aws.ts';
import { sesMailer } from '@foodious/platform/ses.ts';
import { freePorts } from '@foodious/testing/place.ts';
import { startSes } from '../src/ses.ts';

const host = '127.0.0.1';
const pasta = mkdtempSync(join(tmpdir(), 'ses-'));
after(() => rmSync(pasta, { recursive: true, force: true })); // when every file in it is closed

async function abrir(t: TestContext, { dataDir = ':memory:', port }: { dataDir?: string; port?: number } = {}) {
  const porta = port ?? (await freePorts());
  const ses = await startSes({ host, port: porta, dataDir });
  let parou: Promise<void> | undefined;
  const parar = () => {
    parou ??= ses.stop();
    return parou;
  };
  const url = `http://${host}:${porta}`;
  const client = new SESv2Client(awsConfig(url, 'us-east-1'));
  t.after(async () => {
    client.destroy();
    await parar();
  });
  return {
    client,
    parar,
    porta,
    url,
    enviar: sesMailer(client, { EMAIL_REMETENTE: 'lanchonete@exemplo.com' }),
    guardados: async () => (await (await fetch(`${url}/store`)).json()) as { templates: unknown; emails: Guardado[] },
    pagina: async () => {
      const answer = await fetch(url);
      return { html: await answer.text(), headers: answer.headers };
    },
  };
}
type Guardado = { messageId: string; at: number; subject: string } & Record<string, unknown>;

const umaCarta = (parte: object = {}) => ({
  para: 'maria@exemplo.com',
  tipo: 'pedido-pronto' as const,
  evento: 'e1',
  subject: 'Seu pedido está pronto: senha 42',
  text: 'Olá, Maria!',
  html: '<p>Olá, Maria!</p>',
  ...parte,
});

suite('SES de mentira', () => {
  test('o e-mail mandado pelo SDK aparece em /store, como foi', async (t) => {
    const { enviar, guardados } = await abrir(t);
    assert.deepEqual(await guardados(), { templates: {}, emails: [] });
    await enviar(umaCarta());
    const { templates, emails } = await guardados();
    assert.deepEqual(templates, {});
    const [{ messageId, at, ...email } = assert.fail('no e-mail'), ...mais] = emails;
    assert.deepEqual(mais, []);
    assert.match(messageId, /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(at - Date.now() / 1000) < 60, `${at} in seconds`);
    assert.deepEqual(email, {
      from: 'lanchonete@exemplo.com',
      destination: { to: ['maria@exemplo.com'], cc: [], bcc: [] },
      subject: 'Seu pedido está pronto: senha 42',
      body: { html: '<p>Olá, Maria!</p>', text: 'Olá, Maria!' },
    });
  });

  test('quem manda recebe o número da mensagem', async (t) => {
    const { client, guardados } = await abrir(t);
    const { MessageId } = await client.send(
      new SendEmailCommand({
        FromEmailAddress: 'a@exemplo.com',
        Destination: { ToAddresses: ['b@exemplo.com', 'c@exemplo.com'], CcAddresses: ['d@exemplo.com'] },
        Content: { Simple: { Subject: { Data: 'Só texto' }, Body: { Text: { Data: 'texto' } } } },
      }),
    );
    const [email] = (await guardados()).emails;
    assert.equal(email?.messageId, MessageId);
    assert.deepEqual(email?.destination, { to: ['b@exemplo.com', 'c@exemplo.com'], cc: ['d@exemplo.com'], bcc: [] });
    assert.deepEqual(email?.body, { text: 'texto' });
  });

  test('o que falta a um e-mail é recusado, e não fica guardado', async (t) => {
    const { client, guardados } = await abrir(t);
    const simples = { Subject: { Data: 'Oi' }, Body: { Text: { Data: 'texto' } } };
    for (const ruim of [
      { Destination: { ToAddresses: ['b@exemplo.com'] }, Content: { Simple: simples } },
      { FromEmailAddress: 'a@exemplo.com', Destination: { ToAddresses: [] }, Content: { Simple: simples } },
      { FromEmailAddress: 'a@exemplo.com', Content: { Simple: simples } },
      { FromEmailAddress: 'a@exemplo.com', Destination: { ToAddresses: ['b@exemplo.com'] }, Content: {} },
    ])
      await assert.rejects(client.send(new SendEmailCommand(ruim)), { name: 'BadRequestException' });
    assert.deepEqual((await guardados()).emails, []);
  });

  test('em /store vêm na ordem em que chegaram; na página, o último primeiro', async (t) => {
    const { enviar, guardados, pagina } = await abrir(t);
    assert.match((await pagina()).html, /Nenhum e-mail ainda/);
    const assuntos = ['primeiro', 'segundo', 'terceiro'];
    for (const subject of assuntos) await enviar(umaCarta({ subject }));
    assert.deepEqual(
      (await guardados()).emails.map(({ subject }) => subject),
      assuntos,
    );
    const { html } = await pagina();
    assert.ok(html.indexOf('terceiro') < html.indexOf('primeiro'));
    assert.ok(html.includes('maria@exemplo.com'));
  });

  test('nada do que vem num e-mail vira página: nem assunto, nem endereço, nem corpo', async (t) => {
    const { enviar, pagina } = await abrir(t);
    const ataque = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&`;
    await enviar(umaCarta({ subject: ataque, para: `${ataque}@exemplo.com`, html: ataque }));
    await enviar(umaCarta({ subject: ataque, html: undefined, text: ataque }));
    const { html, headers } = await pagina();
    const [, nosso = ''] = /(<script>.*?<\/script>)<\/html>$/s.exec(html) ?? [];
    assert.ok(nosso.includes('setInterval') && !/<script|<img/i.test(html.replace(nosso, '')));
    for (const [, srcdoc = ''] of html.matchAll(/srcdoc="([^"]*)"/g))
      assert.equal(
        srcdoc,
        "&lt;base target=&quot;_blank&quot;&gt;&quot;'&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;",
      );
    assert.equal(html.match(/<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" /g)?.length, 2);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none';.* script-src 'sha256-[^ ]+';/);
  });

  test('o que foi mandado sobrevive a parar e partir', async (t) => {
    const dataDir = join(pasta, 'nova');
    const antes = await abrir(t, { dataDir });
    await antes.enviar(umaCarta());
    const guardados = await antes.guardados();
    await antes.parar();
    const depois = await abrir(t, { dataDir, port: antes.porta });
    assert.deepEqual(await depois.guardados(), guardados);
    await depois.enviar(umaCarta({ subject: 'outro' }));
    assert.equal((await depois.guardados()).emails.length, 2);
  });

  test('o recibo de um esquecimento leva consigo os e-mails àquele endereço, dos arquivos também, e ele mesmo não fica neles', async (t) => {
    const dataDir = join(pasta, 'esquecida');
    const { enviar, guardados, parar, porta } = await abrir(t, { dataDir });
    const arquivos = () => readdirSync(dataDir).map((nome) => readFileSync(join(dataDir, nome), 'latin1'));
    await enviar(umaCarta({ subject: 'de outra pessoa', para: 'ana@exemplo.com' }));
    for (let i = 0; i < 20; i += 1) await enviar(umaCarta({ subject: `aviso ${i}`, para: 'Maria@exemplo.com' }));
    assert.ok(arquivos().some((bytes) => bytes.includes('Maria@exemplo.com')));

    await enviar(umaCarta({ tipo: 'lgpd-protocolo', subject: 'recibo' }));
    await enviar(umaCarta({ subject: 'depois', para: 'ana@exemplo.com' }));
    const assuntos = (lista: Guardado[]) => lista.map(({ subject }) => subject);
    assert.deepEqual(assuntos((await guardados()).emails), ['de outra pessoa', 'recibo', 'depois']);
    assert.deepEqual(
      arquivos().map((bytes) => /maria@exemplo/i.test(bytes)),
      arquivos().map(() => false),
    );

    await parar();
    const depois = await abrir(t, { dataDir, port: porta });
    assert.deepEqual(assuntos((await depois.guardados()).emails), ['de outra pessoa', 'depois']);
  });

  test('um código não fica nos arquivos, e o endereço de que alguém desistiu se esquece com o que se lhe escreveu', async (t) => {
    const dataDir = join(pasta, 'codigos');
    const { enviar, guardados } = await abrir(t, { dataDir });
    const arquivos = () => readdirSync(dataDir).map((nome) => readFileSync(join(dataDir, nome), 'latin1'));
    await enviar(umaCarta({ subject: 'aviso', para: 'Maria@exemplo.com' }));
    await enviar(umaCarta({ tipo: 'codigo', subject: 'um código', para: 'Maria@exemplo.com', text: 'é 042137' }));
    await enviar(umaCarta({ tipo: 'codigo-de-entrada', para: 'bia@exemplo.com', text: 'é 042137' }));
    assert.ok(!arquivos().some((bytes) => /042137|bia@exemplo/.test(bytes)));
    const assuntos = async () => (await guardados()).emails.map(({ subject }) => subject);
    assert.deepEqual(await assuntos(), ['aviso', 'um código', umaCarta().subject]);
    await enviar(umaCarta({ tipo: 'email-alterado', subject: 'adeus', para: 'maria@exemplo.com' }));
    assert.deepEqual(await assuntos(), [umaCarta().subject, 'adeus']);
    assert.ok(!arquivos().some((bytes) => /maria@exemplo/i.test(bytes)));
  });

  test('uma porta tomada é dita, com o seu número', async (t) => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as { port: number };
    await assert.rejects(startSes({ host, port, dataDir: ':memory:' }), { code: 'EADDRINUSE', port });
  });
});
