import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { confereV1 } from '@foodious/pix/assinatura.ts';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import { qrPng, qrSvg } from '@foodious/pix/qr.ts';
import { type Cobranca, ciclo, openBanco } from '../src/pix/banco.ts';
import { type PixOptions, startPix } from '../src/pix/server.ts';

const SEGREDO = 'segredo-do-aviso';
const CHAVE = 'chave-da-api';

type Aviso = { path: string; headers: IncomingHttpHeaders; body: unknown; at: number };

/** The restaurant's end: keeps what arrives and answers each with `reply`'s status, 200 unless told. */
async function recebedor(t: TestContext, reply: (aviso: Aviso, index: number) => number | Promise<number> = () => 200) {
  const avisos: Aviso[] = [];
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const part of req) text += part;
    const aviso = { path: req.url ?? '', headers: req.headers, body: JSON.parse(text), at: Date.now() };
    res.statusCode = await reply(aviso, avisos.push(aviso) - 1);
    res.setHeader('location', '/elsewhere').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const chegaram = async (count: number) => {
    await until(() => avisos.length >= count, `${count} avisos`);
    return avisos;
  };
  return { webhookUrl: `http://127.0.0.1:${port}/v1/pagamento`, avisos, chegaram };
}

async function until(done: () => boolean | Promise<boolean>, what: string) {
  for (const limit = Date.now() + 3000; !(await done()); await sleep(5))
    assert.ok(Date.now() < limit, `esperava ${what}`);
}

/** Nobody listens there. */
const FORA_DO_AR = 'http://127.0.0.1:9/v1/pagamento';

async function abrir(t: TestContext, options: Partial<PixOptions> = {}) {
  const defaults = { host: '127.0.0.1', port: 0, dataDir: ':memory:', apiKey: CHAVE, webhookSecret: SEGREDO };
  const { url, stop } = await startPix({ ...defaults, webhookUrl: FORA_DO_AR, ...options });
  t.after(stop);
  return { ...cliente(url), url, stop };
}

const umaNova = (part: object = {}) => ({
  referencia: randomUUID() as string,
  valorCentavos: 2020,
  expiraEm: new Date(Date.now() + 60_000).toISOString(),
  ...part,
});

function cliente(url: string) {
  const json = { authorization: `Bearer ${CHAVE}`, accept: 'application/json' };
  const api = async (method: string, path: string, body?: object, headers: object = {}) => {
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const res = await fetch(url + path, { method, ...init, headers: { ...json, ...init?.headers, ...headers } });
    return { status: res.status, body: (await res.json()) as Cobranca & { error: string; message: string } };
  };
  const post = (nova: object, chave: string = randomUUID()) =>
    api('POST', '/cobrancas', nova, { 'idempotency-key': chave });
  return {
    api,
    post,
    criar: async (part: object = {}) => (await post(umaNova(part))).body,
    mover: async (id: string, acao: string) => (await api('POST', `/cobrancas/${id}/${acao}`)).body,
    estado: async (id: string) => (await api('GET', `/cobrancas/${id}`)).body.estado,
  };
}

function pasta(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'pix-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

suite('banco Pix de mentira', { concurrency: 4 }, () => {
  test('a cobrança nasce pendente, com um copia e cola do seu valor', async (t) => {
    const { post, api } = await abrir(t);
    const nova = umaNova({ valorCentavos: 123456 });
    const { status, body } = await post(nova);
    assert.equal(status, 201);
    assert.match(body.id, /^[0-9a-f-]{36}$/);
    assert.deepEqual({ referencia: body.referencia, valorCentavos: body.valorCentavos, expiraEm: body.expiraEm }, nova);
    assert.equal(body.estado, 'pendente');
    assert.equal(body.motivo, null);
    assert.ok(Math.abs(Date.parse(body.criadaEm) - Date.now()) < 2000);
    const pix = parseBrCode(body.pixCopiaECola);
    assert.equal(pix.valorCentavos, 123456);
    assert.equal(pix.txid, body.id.replaceAll('-', '').slice(0, 25));
    assert.deepEqual((await api('GET', `/cobrancas/${body.id}`)).body, body);
  });

  test('a mesma Idempotency-Key devolve a mesma cobrança, e outro corpo com ela é conflito', async (t) => {
    const { post, mover } = await abrir(t);
    const nova = umaNova();
    const { body } = await post(nova, 'k1');
    assert.deepEqual(await post(nova, 'k1'), { status: 201, body });
    for (const part of [{ valorCentavos: 1 }, { referencia: randomUUID() }, { expiraEm: '2040-01-01T00:00:00Z' }])
      assert.equal((await post({ ...nova, ...part }, 'k1')).status, 409);
    assert.notEqual((await post(nova, 'k2')).body.id, body.id);
    await mover(body.id, 'aprovar');
    assert.equal((await post(nova, 'k1')).body.estado, 'aprovada');
  });

  test('aprovar avisa na hora, com assinatura que confere', async (t) => {
    const { webhookUrl, chegaram } = await recebedor(t);
    const { criar, mover } = await abrir(t, { webhookUrl });
    const { id, referencia } = await criar();
    await mover(id, 'aprovar');
    const [aviso] = await chegaram(1); // within 3 s: asleep, the bank looks once a minute
    assert.ok(aviso);
    assert.equal(aviso.path, `/v1/pagamento/${referencia}/1`);
    assert.deepEqual(aviso.body, {});
    const requestId = String(aviso.headers['x-request-id']);
    const header = aviso.headers['x-signature'] as string;
    const dito = { transacaoId: referencia, estado: 1, requestId } as const;
    assert.ok(confereV1(SEGREDO, header, dito, Date.now(), 5000));
    assert.ok(!confereV1('outro', header, dito, Date.now()));
  });

  test('a recusa avisa o motivo, coberto pela assinatura', async (t) => {
    const { webhookUrl, chegaram } = await recebedor(t);
    const { criar, mover } = await abrir(t, { webhookUrl });
    const { id, referencia } = await criar();
    assert.equal((await mover(id, 'recusar')).motivo, 'recusado');
    const [aviso] = await chegaram(1);
    assert.equal(aviso?.path, `/v1/pagamento/${referencia}/2`);
    assert.deepEqual(aviso.body, { motivo: 'recusado' });
    const requestId = String(aviso.headers['x-request-id']);
    const dito = { transacaoId: referencia, estado: 2, motivo: 'recusado', requestId } as const;
    assert.ok(confereV1(SEGREDO, aviso.headers['x-signature'] as string, dito, Date.now()));
  });

  test('nem repetir a decisão nem estornar avisa de novo', async (t) => {
    const { webhookUrl, avisos, chegaram } = await recebedor(t);
    const { criar, mover } = await abrir(t, { webhookUrl });
    const { id } = await criar();
    for (let i = 0; i < 3; i += 1) assert.equal((await mover(id, 'aprovar')).estado, 'aprovada');
    assert.equal((await mover(id, 'estornos')).estado, 'estornada');
    await chegaram(1);
    await sleep(100);
    assert.equal(avisos.length, 1);
  });

  test('sem um 2xx o aviso é repetido, o mesmo, com espera que cresce', async (t) => {
    const { webhookUrl, avisos, chegaram } = await recebedor(t, (_aviso, i) => [503, 404][i] ?? 204);
    const { criar, mover } = await abrir(t, { webhookUrl });
    await mover((await criar()).id, 'aprovar');
    const [first, second, third] = await chegaram(3);
    assert.ok(first && second && third);
    assert.ok(second.at - first.at >= 245 && third.at - second.at >= 495, 'waits 250 ms, then 500 ms');
    assert.equal(third.headers['x-request-id'], first.headers['x-request-id']);
    assert.notEqual(third.headers['x-signature'], first.headers['x-signature']);
    await sleep(100);
    assert.equal(avisos.length, 3);
  });

  test('um redirecionamento não conta como entrega', async (t) => {
    const { webhookUrl, chegaram } = await recebedor(t, (_aviso, i) => [302][i] ?? 200);
    const { criar, mover } = await abrir(t, { webhookUrl });
    const { id, referencia } = await criar();
    await mover(id, 'aprovar');
    const paths = (await chegaram(2)).map((aviso) => aviso.path);
    assert.deepEqual(paths, Array(2).fill(`/v1/pagamento/${referencia}/1`));
  });

  test('um 400 é a última palavra: fica anotado, não se repete nem segura os próximos', async (t) => {
    const { webhookUrl, avisos, chegaram } = await recebedor(t, (_aviso, i) => [400][i] ?? 200);
    const errors: object[] = [];
    const log = { info: () => {}, warn: () => {}, error: (context: object) => void errors.push(context) };
    const dataDir = pasta(t);
    const { criar, mover } = await abrir(t, { webhookUrl, dataDir, log });
    const { id, referencia } = await criar();
    await mover(id, 'recusar');
    await until(() => errors.length > 0, 'o erro no log');
    await sleep(300);
    assert.equal(avisos.length, 1);
    await mover(id, 'aprovar');
    assert.equal((await chegaram(2))[1]?.path, `/v1/pagamento/${referencia}/1`);
    const db = new DatabaseSync(join(dataDir, 'pix.sqlite'), { readOnly: true });
    const kept = db.prepare('SELECT tentativas, entregue_em, ultimo_erro FROM notificacao ORDER BY seq').get();
    db.close();
    assert.deepEqual({ ...kept }, { tentativas: 1, entregue_em: null, ultimo_erro: 'HTTP 400' });
  });

  test('os avisos de uma transação chegam na ordem em que nasceram, e as outras não esperam', async (t) => {
    let up = false;
    const slow = randomUUID();
    const { webhookUrl, avisos } = await recebedor(t, ({ path }) => (up || !path.includes(slow) ? 200 : 503));
    const { criar, mover } = await abrir(t, { webhookUrl });
    const { id } = await criar({ referencia: slow });
    await mover(id, 'recusar');
    await mover(id, 'aprovar');
    const outra = await criar();
    await mover(outra.id, 'aprovar');
    await until(() => avisos.some(({ path }) => path.includes(outra.referencia)), 'o aviso da outra');
    up = true;
    await until(() => avisos.some(({ path }) => path.endsWith(`${slow}/1`)), 'a aprovação');
    const seen = avisos.filter(({ path }) => path.includes(slow)).map(({ path }) => path.slice(-1));
    assert.match(seen.join(''), /^22+1$/);
  });

  test('até 16 avisos vão ao mesmo tempo, e todos chegam', async (t) => {
    const gate = Promise.withResolvers<void>();
    const { webhookUrl, avisos, chegaram } = await recebedor(t, () => gate.promise.then(() => 200));
    const { criar, mover } = await abrir(t, { webhookUrl });
    const cobrancas = await Promise.all(Array.from({ length: 40 }, () => criar()));
    await Promise.all(cobrancas.map(({ id }) => mover(id, 'aprovar')));
    await chegaram(16);
    await sleep(100);
    assert.equal(avisos.length, 16);
    gate.resolve();
    assert.equal(new Set((await chegaram(40)).map(({ path }) => path)).size, 40);
  });

  test('passado o prazo, a cobrança expira sozinha e avisa', async (t) => {
    const { webhookUrl, avisos, chegaram } = await recebedor(t);
    const { criar, estado, mover } = await abrir(t, { webhookUrl });
    const em = (ms: number) => ({ expiraEm: new Date(Date.now() + ms).toISOString() });
    const later = await criar(em(60_000));
    const paid = await criar(em(1_000));
    await mover(paid.id, 'aprovar');
    const second = await criar(em(300));
    const first = await criar(em(150));
    await chegaram(3);
    await sleep(Math.max(0, Date.parse(paid.expiraEm) + 50 - Date.now()));
    const expired = avisos.filter(({ path }) => path.endsWith('/2'));
    for (const { referencia, expiraEm } of [first, second]) {
      const aviso = expired.find(({ path }) => path.includes(referencia));
      assert.deepEqual(aviso?.body, { motivo: 'expirado' });
      assert.ok(aviso.at >= Date.parse(expiraEm));
    }
    assert.equal(await estado(first.id), 'expirada');
    assert.equal(await estado(paid.id), 'aprovada');
    assert.equal(await estado(later.id), 'pendente');
  });

  test('a aprovação tardia vale, depois de recusada, expirada ou cancelada', async (t) => {
    const { webhookUrl, avisos } = await recebedor(t);
    const { criar, mover } = await abrir(t, { webhookUrl });
    for (const acao of ['recusar', 'expirar', 'cancelar']) {
      const { id, referencia } = await criar();
      await mover(id, acao);
      assert.equal((await mover(id, 'aprovar')).estado, 'aprovada');
      const seen = () => avisos.filter(({ path }) => path.includes(referencia)).map(({ path }) => path.slice(-1));
      await until(() => seen().includes('1'), `aprovação depois de ${acao}`);
      // Who cancels knows it: that one is not notified.
      assert.deepEqual(seen(), acao === 'cancelar' ? ['1'] : ['2', '1']);
    }
  });

  test('cada ação em cada estado leva aonde a tabela diz, e o resto é 409', async (t) => {
    const { criar, mover, api } = await abrir(t);
    const caminho = { pendente: [], aprovada: ['aprovar'], recusada: ['recusar'], expirada: ['expirar'] };
    const estados = { ...caminho, cancelada: ['cancelar'], estornada: ['aprovar', 'estornos'] };
    const esperado = {
      aprovar: ['aprovada', 'aprovada', 'aprovada', 'aprovada', 'aprovada', 409],
      recusar: ['recusada', 409, 'recusada', 409, 409, 409],
      expirar: ['expirada', 409, 409, 'expirada', 409, 409],
      cancelar: ['cancelada', 'aprovada', 'recusada', 'expirada', 'cancelada', 'estornada'],
      estornos: [409, 'estornada', 409, 409, 409, 'estornada'],
    };
    assert.deepEqual(Object.keys(estados), Object.keys(ciclo));
    for (const [acao, results] of Object.entries(esperado))
      for (const [i, [estado, path]] of Object.entries(estados).entries()) {
        const { id } = await criar();
        for (const step of path) await mover(id, step);
        const { status, body } = await api('POST', `/cobrancas/${id}/${acao}`);
        assert.equal(status === 200 ? body.estado : status, results[i], `${acao} em ${estado}`);
        const { body: after } = await api('GET', `/cobrancas/${id}`);
        assert.equal(after.estado, status === 200 ? body.estado : estado);
        const motivos: Record<string, string> = { recusada: 'recusado', expirada: 'expirado', cancelada: 'cancelado' };
        assert.equal(after.motivo, motivos[after.estado] ?? null);
      }
  });

  test('parado e reaberto, entrega só o que devia e expira o que venceu', async (t) => {
    const dataDir = join(pasta(t), 'ainda-não-existe');
    const hung = await recebedor(t, (_aviso, i) => [200, 503][i] ?? new Promise<number>(() => {}));
    const before = await abrir(t, { dataDir, webhookUrl: hung.webhookUrl });
    await before.mover((await before.criar()).id, 'aprovar');
    await hung.chegaram(1);
    const paid = await before.criar();
    await before.mover(paid.id, 'aprovar');
    const nova = umaNova({ expiraEm: new Date(Date.now() + 700).toISOString() });
    const { body: late } = await before.post(nova, 'k');
    await hung.chegaram(3);
    const stopping = Date.now();
    await before.stop();
    assert.ok(Date.now() - stopping < 5_000, 'stop does not wait for a receiver that hangs');

    const db = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    const adiadas = db.prepare('update notificacao set proxima_em = proxima_em + 3600000 where proxima_em is not null');
    assert.ok(adiadas.run().changes >= 1); // as after many failures
    db.close();
    await sleep(Math.max(0, Date.parse(nova.expiraEm) - Date.now()));
    const { webhookUrl, avisos, chegaram } = await recebedor(t);
    const after = await abrir(t, { dataDir, webhookUrl });
    await chegaram(2); // at once, although each was to wait for another hour
    await sleep(50);
    const paths = [`/v1/pagamento/${paid.referencia}/1`, `/v1/pagamento/${late.referencia}/2`];
    assert.deepEqual(avisos.map(({ path }) => path).sort(), paths.sort());
    assert.equal((await after.post(nova, 'k')).body.id, late.id);
  });

  test('um kill -9 logo depois da aprovação não perde nem o estado nem o aviso', async (t) => {
    const dataDir = pasta(t);
    const options = {
      host: '127.0.0.1',
      port: 0,
      dataDir,
      apiKey: CHAVE,
      webhookSecret: SEGREDO,
      webhookUrl: FORA_DO_AR,
    };
    const script = `import { startPix } from ${JSON.stringify(import.meta.resolve('../src/pix/server.ts'))};
      console.log((await startPix(${JSON.stringify(options)})).url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = await once(child.stdout, 'data');
    const { criar, mover } = cliente(String(url).trim());
    const { id, referencia } = await criar();
    await mover(id, 'aprovar');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { webhookUrl, chegaram } = await recebedor(t);
    const { estado } = await abrir(t, { dataDir, webhookUrl });
    assert.equal(await estado(id), 'aprovada');
    assert.equal((await chegaram(1))[0]?.path, `/v1/pagamento/${referencia}/1`);
  });

  test('se o aviso não pode ser guardado, o estado também não muda', (t) => {
    const dataDir = pasta(t);
    const banco = openBanco(dataDir);
    t.after(() => banco.close());
    const nova = { chaveIdempotencia: 'k', referencia: randomUUID(), valorCentavos: 1, expiraEm: 1 };
    const { id } = banco.criar(nova, 0);
    const other = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    other.exec('ALTER TABLE notificacao RENAME TO sumiu');
    other.close();
    assert.throws(() => banco.mover(id, 'aprovar', 0), /notificacao/);
    assert.throws(() => banco.expirarVencidas(2), /notificacao/);
    assert.equal(banco.cobranca(id).estado, 'pendente');
  });

  test('a lista mostra as cobranças, as mais novas primeiro, e se atualiza', async (t) => {
    const { criar, url } = await abrir(t);
    const [a, b] = [await criar(), await criar({ valorCentavos: 123456 })];
    const res = await fetch(url);
    const page = await res.text();
    assert.match(res.headers.get('content-type') ?? '', /^text\/html; charset=utf-8/);
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(page) ?? [];
    assert.match(script, /setInterval/);
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(script))).toString('base64');
    assert.ok(res.headers.get('content-security-policy')?.includes(`script-src 'sha256-${hash}'`));
    assert.match(page, /R\$ 20,20/);
    assert.match(page, /R\$ 1\.234,56/);
    assert.ok(page.indexOf(b.id) < page.indexOf(a.id) && page.includes(`href="/cobrancas/${b.id}/pagina"`));
    assert.deepEqual(await (await fetch(`${url}/health`)).json(), { status: 'OK' });
  });

  test('a página da cobrança traz o QR, o copia e cola e os botões, e o botão decide', async (t) => {
    const { criar, url, estado } = await abrir(t);
    const { id, pixCopiaECola } = await criar();
    const open = async () => (await fetch(`${url}/cobrancas/${id}/pagina`)).text();
    const page = await open();
    assert.ok(page.includes(qrSvg(pixCopiaECola)));
    assert.ok(page.includes(pixCopiaECola.replace('&', '&amp;')), 'escaped');
    assert.match(page, /R\$ 20,20/);
    assert.doesNotMatch(page, /<script|http-equiv/);
    const forms = (html: string) => [...html.matchAll(/method="post" action="([^"]+)"/g)].map(([, action]) => action);
    assert.deepEqual(
      forms(page),
      ['aprovar', 'recusar', 'expirar'].map((acao) => `/cobrancas/${id}/${acao}`),
    );
    const headers = { origin: url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    const clicked = await fetch(`${url}/cobrancas/${id}/recusar`, { method: 'POST', headers, redirect: 'manual' });
    assert.equal(clicked.status, 303);
    assert.equal(clicked.headers.get('location'), `/cobrancas/${id}/pagina`);
    assert.equal(await estado(id), 'recusada');
    assert.deepEqual(forms(await open()), [`/cobrancas/${id}/aprovar`]);
    const wrong = await fetch(`${url}/cobrancas/${id}/expirar`, { method: 'POST', headers });
    assert.equal(wrong.status, 409);
    assert.match(await wrong.text(), /<html lang="pt-BR">.*expirar não cabe em uma cobrança recusada/s);
  });

  test('a política de conteúdo deixa passar só o estilo da própria página', async (t) => {
    const { url } = await abrir(t);
    const res = await fetch(url);
    const [, css = ''] = /<style>(.*)<\/style>/s.exec(await res.text()) ?? [];
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(css))).toString('base64');
    const policy = res.headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes("default-src 'none'") && policy.includes(`style-src 'sha256-${hash}'`), policy);
  });

  test('o QR da cobrança sai em SVG e em PNG', async (t) => {
    const { criar, url } = await abrir(t);
    const { id, pixCopiaECola } = await criar();
    const svg = await fetch(`${url}/cobrancas/${id}/qr.svg`);
    assert.match(svg.headers.get('content-type') ?? '', /^image\/svg\+xml/);
    assert.equal(await svg.text(), qrSvg(pixCopiaECola));
    const png = await fetch(`${url}/cobrancas/${id}/qr.png`);
    assert.equal(png.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await png.arrayBuffer()), qrPng(pixCopiaECola));
  });

  test('a cobrança também se acha e se decide pelo id da transação', async (t) => {
    const { criar, url, api } = await abrir(t);
    for (const [acao, estado] of Object.entries({ aprovar: 'aprovada', recusar: 'recusada', expirar: 'expirada' })) {
      const { id, referencia } = await criar();
      const found = await fetch(`${url}/transacoes/${referencia}`, { redirect: 'manual' });
      assert.equal(found.status, 302);
      assert.equal(found.headers.get('location'), `/cobrancas/${id}/pagina`);
      const { status, body } = await api('POST', `/transacoes/${referencia}/${acao}`);
      assert.deepEqual([status, body.id, body.estado], [200, id, estado]);
      const { body: list } = await api('GET', `/cobrancas?referencia=${referencia}`);
      assert.deepEqual(list, [body]);
    }
    assert.deepEqual((await api('GET', `/cobrancas?referencia=${randomUUID()}`)).body, []);
    assert.equal((await fetch(`${url}/transacoes/${randomUUID()}`)).status, 404);
    assert.equal((await api('POST', `/transacoes/${randomUUID()}/aprovar`)).status, 404);
  });

  test('sem a chave certa a API responde 401 e nada muda', async (t) => {
    const { criar, url, estado } = await abrir(t);
    const { id, referencia } = await criar();
    const calls = [
      ['POST', '/cobrancas'],
      ['GET', `/cobrancas?referencia=${referencia}`],
      ['GET', `/cobrancas/${id}`],
      ['POST', `/cobrancas/${id}/cancelar`],
      ['POST', `/cobrancas/${id}/estornos`],
    ] as const;
    for (const [method, path] of calls)
      for (const authorization of ['', CHAVE, `Bearer ${CHAVE}x`, `Bearer ${CHAVE.slice(1)}x`]) {
        const res = await fetch(url + path, { method, headers: { authorization } });
        assert.equal(res.status, 401, `${method} ${path} ${authorization}`);
        assert.equal(((await res.json()) as { error: string }).error, 'Unauthorized');
      }
    assert.equal(await estado(id), 'pendente');
  });

  test('outro site não aprova pagamentos: Origin alheia é 403', async (t) => {
    const { criar, url, api, estado } = await abrir(t);
    const { id, referencia } = await criar();
    for (const origin of ['https://example.com', 'null', url.replace('http:', 'https:'), `${url}0`])
      for (const path of [`/cobrancas/${id}/aprovar`, `/transacoes/${referencia}/aprovar`])
        assert.equal((await api('POST', path, undefined, { origin })).status, 403, origin);
    assert.equal(await estado(id), 'pendente');
    assert.equal((await api('POST', `/cobrancas/${id}/aprovar`, undefined, { origin: url })).status, 200);
  });

  test('pedido malfeito é 4xx, e a mensagem diz o campo', async (t) => {
    const { post, api, url } = await abrir(t);
    const bad: [object, string][] = [
      [umaNova({ referencia: 'abc' }), 'referencia'],
      [umaNova({ referencia: undefined }), 'referencia'],
      [umaNova({ valorCentavos: 0 }), 'valorCentavos'],
      [umaNova({ valorCentavos: 10.5 }), 'valorCentavos'],
      [umaNova({ valorCentavos: '10' }), 'valorCentavos'],
      [umaNova({ valorCentavos: 1e12 }), 'valorCentavos'],
      [umaNova({ expiraEm: 'amanhã' }), 'expiraEm'],
      [umaNova({ expiraEm: '2026-01-01' }), 'expiraEm'],
      [umaNova({ expiraEm: '2026-12-31T23:59:60Z' }), 'expiraEm'],
      [[], 'body'],
    ];
    for (const [nova, campo] of bad) {
      const { status, body } = await post(nova);
      assert.equal(status, 400, JSON.stringify(nova));
      assert.equal(body.error, 'Bad Request');
      assert.match(body.message, new RegExp(campo));
    }
    assert.match((await api('POST', '/cobrancas', umaNova())).body.message, /idempotency-key/);
    assert.match((await api('GET', '/cobrancas')).body.message, /referencia/);
    const headers = { authorization: `Bearer ${CHAVE}`, 'content-type': 'application/json', 'idempotency-key': 'k' };
    assert.equal((await fetch(`${url}/cobrancas`, { method: 'POST', headers, body: '{' })).status, 400);
    for (const path of ['/cobrancas/x', '/nada', `/cobrancas/${randomUUID()}`]) {
      const { status, body } = await api('GET', path);
      assert.equal(status, 404);
      assert.ok(body.error && body.message);
    }
    for (const path of ['/cobrancas/x/pagina', '/cobrancas/x/qr.png', '/cobrancas/x/qr.svg'])
      assert.equal((await fetch(url + path)).status, 404);
    assert.equal((await api('POST', '/cobrancas/x/aprovar')).status, 404);
  });

  test('um defeito nosso vira 500 sem detalhes, e fica no log', async (t) => {
    const dataDir = pasta(t);
    const errors: object[] = [];
    const log = { info: () => {}, warn: () => {}, error: (context: object) => void errors.push(context) };
    const { api } = await abrir(t, { dataDir, log });
    const db = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    db.exec('ALTER TABLE cobranca RENAME TO sumiu');
    db.close();
    const { status, body } = await api('GET', '/cobrancas/x');
    assert.deepEqual([status, body.message, errors.length], [500, 'erro interno', 1]);
  });

  test('porta ocupada: não abre, e não mexe no que é do outro', async (t) => {
    const { webhookUrl, chegaram } = await recebedor(t);
    const dataDir = pasta(t);
    const first = await abrir(t, { dataDir, webhookUrl });
    const port = Number(new URL(first.url).port);
    const own = pasta(t);
    for (const folder of [dataDir, own])
      await assert.rejects(abrir(t, { port, dataDir: folder }), { code: 'EADDRINUSE' });
    assert.deepEqual(readdirSync(own), ['pix.sqlite'], 'closed: SQLite removes the -wal file with the last connection');
    await first.mover((await first.criar()).id, 'aprovar');
    await chegaram(1);
  });
});
