import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assinar } from '@foodious/pix/assinatura.ts';
import { qrPng, qrSvg } from '@foodious/pix/qr.ts';
import { openBanco } from '../src/pix/banco.ts';
import { type Aviso, abrir, CHAVE, cliente, pasta, recebedor, SEGREDO, umaNova, until } from './banco-de-mentira.ts';

const codigoDe = (body: { point_of_interaction: { transaction_data: { qr_code: string } } }) =>
  body.point_of_interaction.transaction_data.qr_code;
const acoesDe = (avisos: readonly Aviso[]) => avisos.map(({ action }) => action);
/** For the books alone. */
const umaCobranca = {
  chave: 'k',
  corpo: '',
  referencia: 'r',
  centavos: 1,
  descricao: null,
  email: null,
  avisarEm: null,
};

suite('banco Pix de mentira', { concurrency: 4 }, () => {
  test('criar e aprovar avisam na hora, com assinatura que confere, no endereço de todos', async (t) => {
    const { webhookUrl, chegaram } = await recebedor(t);
    const { criar, mover } = await abrir(t, { webhookUrl });
    const { id } = await criar();
    await mover(id, 'aprovar');
    const [criado, aviso] = await chegaram(2); // within 5 s: asleep, the bank looks much later
    assert.ok(criado && aviso);
    assert.equal(aviso.path, `/v1/pagamento/webhook/mercado-pago?data.id=${id}&type=payment`);
    assert.deepEqual([criado.action, aviso.action], ['payment.created', 'payment.updated']);
    const body = JSON.parse(aviso.texto);
    assert.deepEqual(
      [body.type, body.api_version, body.live_mode, body.data],
      ['payment', 'v1', false, { id: String(id) }],
    );
    assert.deepEqual([criado.veredito, aviso.veredito], ['valida', 'valida']);
    const requestId = String(aviso.headers['x-request-id']);
    const [, ts] = /^ts=(\d+),/.exec(String(aviso.headers['x-signature'])) ?? [];
    assert.equal(aviso.headers['x-signature'], assinar(SEGREDO, { dataId: String(id), requestId, ts: Number(ts) }));
  });

  test('a cobrança que diz aonde avisar é avisada lá', async (t) => {
    const [todos, proprio] = [await recebedor(t), await recebedor(t)];
    const { criar } = await abrir(t, { webhookUrl: todos.webhookUrl });
    const { id } = await criar({ notification_url: `${proprio.webhookUrl}?origem=mp` });
    const [aviso] = await proprio.chegaram(1);
    assert.match(aviso?.path ?? '', new RegExp(`\\?origem=mp&data\\.id=${id}&type=payment$`));
    assert.equal(todos.avisos.length, 0);
  });

  test('cada mudança avisa uma vez: repetir a decisão não avisa de novo', async (t) => {
    const { webhookUrl, avisos, chegaram } = await recebedor(t);
    const { criar, mover, estornar, cancelar } = await abrir(t, { webhookUrl });
    const { id } = await criar();
    for (let i = 0; i < 3; i += 1) assert.equal((await mover(id, 'aprovar')).status, 'approved');
    await estornar(id);
    await chegaram(3);
    await sleep(100);
    assert.deepEqual(acoesDe(avisos), ['payment.created', 'payment.updated', 'payment.updated']);
    const { id: outra } = await criar();
    await cancelar(outra);
    assert.equal((await chegaram(5))[4]?.dataId, String(outra));
  });

  test('só 200 e 201 contam como ouvido: o aviso é repetido, o mesmo, com espera que cresce', async (t) => {
    const { webhookUrl, avisos, chegaram } = await recebedor(t, (_aviso, i) => [503, 302, 204, 400][i] ?? 201);
    const { criar } = await abrir(t, { webhookUrl });
    await criar();
    const [first, second, third, ...more] = await chegaram(5);
    assert.ok(first && second && third);
    assert.ok(second.at - first.at >= 245 && third.at - second.at >= 495, 'waits 250 ms, then 500 ms');
    for (const again of [second, third, ...more]) {
      assert.equal(again.headers['x-request-id'], first.headers['x-request-id']);
      assert.deepEqual([again.texto, again.path], [first.texto, first.path]);
      assert.equal(again.veredito, 'valida');
    }
    assert.notEqual(third.headers['x-signature'], first.headers['x-signature']);
    await sleep(100);
    assert.equal(avisos.length, 5);
  });

  test('os avisos de um pagamento chegam na ordem em que nasceram, e os outros não esperam', async (t) => {
    let up = false;
    let slow = '';
    const { webhookUrl, avisos } = await recebedor(t, ({ dataId }) => (up || dataId !== slow ? 200 : 503));
    const { criar, mover } = await abrir(t, { webhookUrl });
    const lenta = umaNova();
    slow = '120000000001'; // the first of new books
    assert.equal(String((await criar(lenta)).id), slow);
    await mover(Number(slow), 'recusar');
    const outra = await criar();
    await mover(outra.id, 'aprovar');
    const deles = (id: string) => acoesDe(avisos.filter(({ dataId }) => dataId === id));
    await until(() => deles(String(outra.id)).length === 2, 'os avisos da outra');
    assert.ok(!deles(slow).includes('payment.updated'), 'the first was not heard yet');
    up = true;
    await until(() => deles(slow).includes('payment.updated'), 'a recusa');
    assert.match(deles(slow).join(' '), /^(payment\.created ?)+ payment\.updated$/);
  });

  test('até 16 avisos vão ao mesmo tempo, e todos chegam', async (t) => {
    const gate = Promise.withResolvers<void>();
    const { webhookUrl, avisos, chegaram } = await recebedor(t, () => gate.promise.then(() => 200));
    const { criar } = await abrir(t, { webhookUrl });
    await Promise.all(Array.from({ length: 40 }, () => criar()));
    await chegaram(16);
    await sleep(100);
    assert.equal(avisos.length, 16);
    gate.resolve();
    assert.equal(new Set((await chegaram(40)).map(({ dataId }) => dataId)).size, 40);
  });

  test('passado o prazo, a cobrança expira sozinha e avisa', (t) => {
    const banco = openBanco(':memory:');
    t.after(() => banco.close());
    const nova = (chave: string, expiraEm: number) => banco.criar({ ...umaCobranca, chave, expiraEm }, 0).id;
    const [first, paid, later] = [nova('a', 100), nova('b', 100), nova('c', 200)];
    banco.mover(paid, 'aprovar', 50);
    assert.equal(banco.proximaHora(), 100);
    assert.equal(banco.passar(99), 0);
    assert.equal(banco.passar(100), 1);
    const estados = () => [first, paid, later].map((id) => banco.cobranca(id).estado);
    assert.deepEqual(estados(), ['expirada', 'aprovada', 'pendente']);
    for (const { id } of banco.aNotificar(100, 9)) banco.entregue(id, 100); // that they were made
    const contados = banco.aNotificar(100, 9).map(({ pagamento, acao }) => [pagamento, acao]);
    assert.deepEqual(
      contados.sort(),
      [first, paid].map((id) => [id, 'payment.updated']),
    );
    assert.equal(banco.passar(200), 1);
    assert.equal(banco.proximaHora(), null);
  });

  test('a aprovação tardia vale, depois de recusada, expirada ou cancelada, e avisa', async (t) => {
    const { webhookUrl, doPagamento } = await recebedor(t);
    const { criar, mover } = await abrir(t, { webhookUrl });
    for (const acao of ['recusar', 'expirar', 'cancelar']) {
      const { id } = await criar();
      await mover(id, acao);
      assert.equal((await mover(id, 'aprovar')).status, 'approved');
      assert.deepEqual(acoesDe(await doPagamento(id, 3)), ['payment.created', 'payment.updated', 'payment.updated']);
    }
  });

  test('cada ação em cada estado leva aonde a tabela diz, e o resto é 409', async (t) => {
    const { criar, mover, api, estornar, provocar, obter } = await abrir(t);
    const caminhos: Record<string, (id: number) => unknown> = {
      pending: () => undefined,
      approved: (id) => mover(id, 'aprovar'),
      rejected: (id) => mover(id, 'recusar'),
      expired: (id) => mover(id, 'expirar'),
      by_collector: (id) => mover(id, 'cancelar'),
      refunded: (id) => mover(id, 'aprovar').then(() => estornar(id)),
      charged_back: (id) => mover(id, 'aprovar').then(() => provocar('contestada', id)),
    };
    const esperado = {
      aprovar: ['approved', 'approved', 'approved', 'approved', 'approved', 409, 409],
      recusar: ['rejected', 409, 'rejected', 409, 409, 409, 409],
      expirar: ['expired', 409, 409, 'expired', 409, 409, 409],
      cancelar: ['by_collector', 409, 409, 409, 'by_collector', 409, 409],
    };
    const dito = ({ status, status_detail: detail }: { status: string; status_detail: string }) =>
      status === 'cancelled' ? detail : status;
    for (const [acao, results] of Object.entries(esperado))
      for (const [i, [estado, caminho]] of Object.entries(caminhos).entries()) {
        const { id } = await criar();
        await caminho(id);
        assert.equal(dito(await obter(id)), estado);
        const { status, body } = await api('POST', `/cobrancas/${id}/${acao}`);
        assert.equal(status === 200 ? dito(body) : status, results[i], `${acao} em ${estado}`);
        assert.equal(dito(await obter(id)), status === 200 ? dito(body) : estado);
      }
  });

  test('parado e reaberto, entrega só o que devia e expira o que venceu', async (t) => {
    const dataDir = join(pasta(t), 'ainda-não-existe');
    const hung = await recebedor(t, (_aviso, i) => [200, 503][i] ?? new Promise<number>(() => {}));
    const before = await abrir(t, { dataDir, webhookUrl: hung.webhookUrl });
    const heard = await before.criar();
    await hung.chegaram(1);
    const paid = await before.criar();
    await before.mover(paid.id, 'aprovar');
    const late = await before.criar();
    await hung.chegaram(3);
    const stopping = Date.now();
    await before.stop();
    assert.ok(Date.now() - stopping < 5_000, 'stop does not wait for a receiver that hangs');

    const db = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    const adiadas = db.prepare('update notificacao set proxima_em = proxima_em + 3600000 where proxima_em is not null');
    assert.ok(adiadas.run().changes >= 1); // as after many failures
    db.prepare('update cobranca set expira_em = 1 where id = ?').run(late.id);
    db.close();
    const { webhookUrl, avisos, doPagamento } = await recebedor(t);
    const after = await abrir(t, { dataDir, webhookUrl });
    // At once, although each was to wait for another hour.
    assert.deepEqual(acoesDe(await doPagamento(paid.id, 2)), ['payment.created', 'payment.updated']);
    assert.deepEqual(acoesDe(await doPagamento(late.id, 2)), ['payment.created', 'payment.updated']);
    assert.equal((await after.obter(late.id)).status_detail, 'expired');
    await sleep(50);
    assert.ok(!avisos.some(({ dataId }) => dataId === String(heard.id)));
  });

  test('um kill -9 logo depois da aprovação não perde nem o estado nem o aviso', async (t) => {
    const dataDir = pasta(t);
    const options = {
      host: '127.0.0.1',
      port: 0,
      dataDir,
      apiKey: CHAVE,
      webhookSecret: SEGREDO,
      webhookUrl: 'http://127.0.0.1:9/nada',
    };
    const script = `import { startPix } from ${JSON.stringify(import.meta.resolve('../src/pix/server.ts'))};
      console.log((await startPix(${JSON.stringify(options)})).url);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = await once(child.stdout, 'data');
    const { criar, mover } = cliente(String(url).trim());
    const { id } = await criar();
    await mover(id, 'aprovar');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { webhookUrl, doPagamento } = await recebedor(t);
    const { obter } = await abrir(t, { dataDir, webhookUrl });
    assert.equal((await obter(id)).status, 'approved');
    assert.deepEqual(acoesDe(await doPagamento(id, 2)), ['payment.created', 'payment.updated']);
  });

  test('se o aviso não pode ser guardado, o estado também não muda', (t) => {
    const dataDir = pasta(t);
    const banco = openBanco(dataDir);
    t.after(() => banco.close());
    const { id } = banco.criar({ ...umaCobranca, expiraEm: 1 }, 0);
    const other = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    other.exec('ALTER TABLE notificacao RENAME TO sumiu');
    other.close();
    assert.throws(() => banco.mover(id, 'aprovar', 0), /notificacao/);
    assert.throws(() => banco.passar(2), /notificacao/);
    assert.throws(() => banco.criar({ ...umaCobranca, chave: 'outra', expiraEm: 1 }, 0), /notificacao/);
    assert.equal(banco.cobranca(id).estado, 'pendente');
    assert.equal(banco.ultimas().length, 1);
  });

  test('os livros da primeira versão abrem: as suas cobranças se acham pelo id de antes, e ainda se pagam', async (t) => {
    const dataDir = pasta(t);
    const antigas = ['pendente', 'aprovada', 'recusada', 'estornada'].map((estado) => ({
      estado,
      id: randomUUID(),
      referencia: randomUUID(),
      chave: randomUUID(),
    }));
    const db = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    db.exec(`
      CREATE TABLE cobranca (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chave_idempotencia TEXT NOT NULL UNIQUE,
        referencia TEXT NOT NULL, valor_centavos INTEGER NOT NULL, estado TEXT NOT NULL, pix TEXT NOT NULL,
        expira_em INTEGER NOT NULL, criada_em INTEGER NOT NULL) STRICT;
      CREATE INDEX cobranca_referencia ON cobranca (referencia);
      CREATE INDEX cobranca_pendente ON cobranca (expira_em) WHERE estado = 'pendente';
      CREATE TABLE notificacao (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, transacao_id TEXT NOT NULL,
        estado INTEGER NOT NULL, motivo TEXT, tentativas INTEGER NOT NULL DEFAULT 0, proxima_em INTEGER,
        entregue_em INTEGER, ultimo_erro TEXT) STRICT;
      CREATE INDEX notificacao_fila ON notificacao (transacao_id, seq) WHERE proxima_em IS NOT NULL;
      CREATE INDEX notificacao_proxima ON notificacao (proxima_em) WHERE proxima_em IS NOT NULL;`);
    const insert = db.prepare(`INSERT INTO cobranca
      (id, chave_idempotencia, referencia, valor_centavos, estado, pix, expira_em, criada_em) VALUES (?, ?, ?, 2020, ?, ?, ?, ?)`);
    for (const { id, chave, referencia, estado } of antigas)
      insert.run(id, chave, referencia, estado, 'o pix de antes', Date.now() + 60_000, Date.now() - 60_000);
    db.close();

    const first = await abrir(t, { dataDir });
    await first.criar();
    await first.stop();
    const { webhookUrl, avisos } = await recebedor(t);
    const { api, buscar, mover, post } = await abrir(t, { dataDir, webhookUrl });
    assert.equal((await buscar({})).paging.total, 5);
    const status: Record<string, string> = {
      pendente: 'pending',
      aprovada: 'approved',
      recusada: 'rejected',
      estornada: 'refunded',
    };
    for (const { id, referencia, chave, estado } of antigas) {
      const { body } = await api('GET', `/v1/payments/${id}`);
      assert.deepEqual(
        [body.id, body.status, body.transaction_amount, body.external_reference],
        [id, status[estado], 20.2, referencia],
      );
      assert.equal(codigoDe(body), 'o pix de antes');
      assert.deepEqual((await api('GET', `/transacoes/${referencia}`)).body, body);
      assert.equal((await post(umaNova({ external_reference: referencia }), chave)).status, 409, 'not charged again');
      if (estado === 'estornada') assert.equal(body.transaction_amount_refunded, 20.2);
      if (estado !== 'pendente') continue;
      assert.equal((await mover(body.id, 'aprovar')).status, 'approved');
      await until(() => avisos.some(({ dataId, veredito }) => dataId === id && veredito === 'valida'), 'o aviso');
    }
  });

  test('a lista mostra as cobranças, as mais novas primeiro, e se atualiza', async (t) => {
    const { criar, url } = await abrir(t);
    const [a, b] = [await criar(), await criar({ transaction_amount: 1234.56 })];
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
    const { criar, url, obter } = await abrir(t);
    const criada = await criar({ external_reference: '<b>' });
    const { id } = criada;
    const open = async () => (await fetch(`${url}/cobrancas/${id}/pagina`)).text();
    const page = await open();
    assert.ok(page.includes(qrSvg(codigoDe(criada))));
    assert.ok(page.includes(codigoDe(criada).replace('&', '&amp;')) && page.includes('&lt;b&gt;'), 'escaped');
    assert.match(page, /R\$ 20,20/);
    assert.doesNotMatch(page, /<script|http-equiv|<b>/);
    const forms = (html: string) =>
      [...html.matchAll(/method="post" action="\/cobrancas\/\d+\/(\w+)"/g)].map(([, action]) => action);
    assert.deepEqual(forms(page), ['aprovar', 'recusar', 'expirar', 'cancelar']);
    const headers = { origin: url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    const clicked = await fetch(`${url}/cobrancas/${id}/recusar`, { method: 'POST', headers, redirect: 'manual' });
    assert.equal(clicked.status, 303);
    assert.equal(clicked.headers.get('location'), `/cobrancas/${id}/pagina`);
    assert.equal((await obter(id)).status, 'rejected');
    assert.deepEqual(forms(await open()), ['aprovar']);
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
    const criada = await criar();
    const svg = await fetch(`${url}/cobrancas/${criada.id}/qr.svg`);
    assert.match(svg.headers.get('content-type') ?? '', /^image\/svg\+xml/);
    assert.equal(await svg.text(), qrSvg(codigoDe(criada)));
    const png = await fetch(`${url}/cobrancas/${criada.id}/qr.png`);
    assert.equal(png.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await png.arrayBuffer()), qrPng(codigoDe(criada)));
  });

  test('a cobrança também se acha e se decide pelo id da transação', async (t) => {
    const { criar, url, api } = await abrir(t);
    for (const [acao, status] of [
      ['aprovar', 'approved'],
      ['recusar', 'rejected'],
      ['expirar', 'cancelled'],
      ['cancelar', 'cancelled'],
    ]) {
      const { id, external_reference: referencia } = await criar();
      const found = await fetch(`${url}/transacoes/${referencia}`, { redirect: 'manual' });
      assert.equal(found.status, 302);
      assert.equal(found.headers.get('location'), `/cobrancas/${id}/pagina`);
      const { status: http, body } = await api('POST', `/transacoes/${referencia}/${acao}`);
      assert.deepEqual([http, body.id, body.status], [200, id, status]);
      assert.deepEqual((await api('GET', `/transacoes/${referencia}`)).body, body);
    }
    assert.equal((await fetch(`${url}/transacoes/${randomUUID()}`)).status, 404);
    assert.equal((await api('POST', `/transacoes/${randomUUID()}/aprovar`)).status, 404);
    for (const path of ['/cobrancas/x/pagina', '/cobrancas/x/qr.png', '/cobrancas/x/qr.svg', '/nada'])
      assert.equal((await fetch(url + path)).status, 404);
    assert.equal((await api('POST', '/cobrancas/x/aprovar')).status, 404);
  });

  test('outro site não aprova pagamentos nem muda o banco: Origin alheia é 403', async (t) => {
    const { criar, url, api, obter } = await abrir(t);
    const { id, external_reference: referencia } = await criar();
    for (const origin of ['https://example.com', 'null', url.replace('http:', 'https:'), `${url}0`])
      for (const [method, path] of [
        ['POST', `/cobrancas/${id}/aprovar`],
        ['POST', `/transacoes/${referencia}/aprovar`],
        ['POST', `/cobrancas/${id}/defeitos/paga-por-fora`],
        ['POST', '/defeitos/sem-saldo'],
        ['PUT', '/defeitos'],
      ] as const) {
        const body = method === 'PUT' ? { esperaMs: 1 } : undefined;
        assert.equal((await api(method, path, body, { origin })).status, 403, `${path} ${origin}`);
      }
    assert.equal((await obter(id)).status, 'pending');
    assert.equal((await api('POST', `/cobrancas/${id}/aprovar`, undefined, { origin: url })).status, 200);
  });

  test('um defeito nosso vira 500 sem detalhes, e fica no log', async (t) => {
    const dataDir = pasta(t);
    const errors: object[] = [];
    const log = { info: () => {}, warn: () => {}, error: (context: object) => void errors.push(context) };
    const { api } = await abrir(t, { dataDir, log });
    const db = new DatabaseSync(join(dataDir, 'pix.sqlite'));
    db.exec('ALTER TABLE cobranca RENAME TO sumiu');
    db.close();
    const { status, body } = await api('GET', '/v1/payments/1');
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
    await first.criar();
    await chegaram(1);
  });
});
