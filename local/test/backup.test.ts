import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite, type TestContext, test } from 'node:test';
import { feito as feitoPor } from '@foodious/testing/client.ts';
import { umCpf } from '@foodious/testing/fixtures.ts';
import { lanchonete } from '@foodious/testing/lanchonete.ts';
import { encerrar, environment, freshPlace, type Place, spawnSystem } from '@foodious/testing/place.ts';
import { until } from '@foodious/testing/waiting.ts';

/** Runs the command as a person would; resolves with what it said. */
async function comando(place: Place, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = join(import.meta.dirname, '../src/backup-main.ts');
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...environment(place, {}, {}), MYSQL_URL: '', MONGO_URL: '' },
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (child.exitCode === null) await once(child, 'exit');
  return { code: child.exitCode ?? -1, out, err };
}

async function umLugar(t: TestContext): Promise<Place> {
  const place = await freshPlace();
  t.after(() => {
    for (const pasta of [place.dataDir, ...globSync(`${place.dataDir}.before-*`)])
      rmSync(pasta, { recursive: true, force: true });
  });
  return place;
}
async function umSistema(t: TestContext, place: Place) {
  const { child } = await spawnSystem(place, { MYSQL_URL: '', MONGO_URL: '' });
  t.after(() => encerrar(child, 'SIGKILL'));
  return { v: await lanchonete(place), child };
}
function umaPasta(t: TestContext): string {
  const pasta = mkdtempSync(join(tmpdir(), 'backups-'));
  t.after(() => rmSync(pasta, { recursive: true, force: true }));
  return pasta;
}
async function feito(place: Place, ...args: string[]): Promise<string> {
  const { code, out, err } = await comando(place, ...args);
  assert.equal(code, 0, err);
  return out;
}

suite('a cópia de segurança', { timeout: 180_000 }, () => {
  test('feita enquanto chegam pedidos, guarda todos os que tinham resposta, e as sagas a meio vão até o fim', async (t) => {
    const place = await umLugar(t);
    const backups = umaPasta(t);
    const { v, child } = await umSistema(t, place);

    const pagos: { id: number; senha?: number }[] = [];
    const parar = new AbortController();
    const clientes = Promise.all(
      [...Array(4)].map(async () => {
        while (!parar.signal.aborted) {
          const { id, pagamento } = await v.pedir();
          await v.cobrado(id, pagamento.transacaoId);
          await v.aprovar(pagamento.transacaoId);
          pagos.push({ id });
        }
      }),
    );
    const copias: { pasta: string; antes: number[] }[] = [];
    while (copias.length < 2) {
      const ja = pagos.length + 4;
      while (pagos.length < ja) await new Promise((r) => setTimeout(r, 20));
      const antes = pagos.map(({ id }) => id);
      await feito(place, 'backup', backups);
      const pasta = readdirSync(backups).sort().at(-1);
      copias.push({ pasta: join(backups, pasta ?? ''), antes });
    }
    parar.abort();
    await clientes;
    await encerrar(child, 'SIGTERM');

    for (const { pasta, antes } of copias) {
      await feito(place, 'restore', pasta, '--replace');
      const { v: restaurado, child } = await umSistema(t, place);
      for (const id of antes) await restaurado.ate(id, 'RECEBIDO');
      const todos = await Promise.all(antes.map((id) => restaurado.pedido(id)));
      assert.equal(new Set(todos.map(({ senha }) => senha)).size, antes.length, 'each has a senha of its own');
      await restaurado.calmaria(antes);
      for (const id of antes) assert.ok(await restaurado.comanda(id), `pedido ${id} is in the cozinha`);
      assert.deepEqual(await restaurado.mortas(), {});
      await encerrar(child, 'SIGKILL');
    }
  });

  test('com o restaurante fechado é a mesma; só o dono a lê; o que estava no lugar fica ao lado', async (t) => {
    const place = await umLugar(t);
    const backups = umaPasta(t);
    const { v, child } = await umSistema(t, place);
    const { id } = await v.pago();
    await encerrar(child, 'SIGTERM');
    await feito(place, 'backup', backups);
    const [nome = ''] = readdirSync(backups);
    const pasta = join(backups, nome);
    assert.equal(statSync(pasta).mode & 0o777, 0o700);
    assert.deepEqual(globSync(`${pasta}/*lock*`), [], 'nothing of a running process');

    const outro = await umLugar(t);
    rmSync(outro.dataDir, { recursive: true });
    await feito(outro, 'restore', pasta);
    const { code, err } = await comando(outro, 'restore', pasta);
    assert.equal(code, 1);
    assert.match(err, /has data already/);
    for (const onde of [pasta, outro.dataDir])
      for (const file of globSync('**/*', { cwd: onde }).map((file) => join(onde, file)))
        if (statSync(file).isFile()) assert.equal(statSync(file).mode & 0o777, 0o600, file);

    assert.match(await feito(place, 'restore', pasta, '--replace'), /What was there: .*before-/);
    const { v: depois } = await umSistema(t, place);
    assert.equal(await depois.estado(id), 'RECEBIDO');

    const emUso = await comando(place, 'restore', pasta, '--replace');
    assert.match(emUso.err, /is in use by another running system/);
  });

  test('quem foi apagado depois dela não fica de volta: o que estava no lugar sabe quem foi', async (t) => {
    const place = await umLugar(t);
    const backups = umaPasta(t);
    const { v, child } = await umSistema(t, place);
    const [cpf, outro] = [umCpf(), umCpf()];
    const cadastrar = (cpf: string) => ({ nome: 'Sumida Depois', email: `${cpf}@exemplo.com`, cpf });
    await feitoPor(v.totem, 'POST', '/v1/cliente', cadastrar(cpf));
    await feitoPor(v.totem, 'POST', '/v1/cliente', cadastrar(outro));
    await feito(place, 'backup', backups);
    const { protocolo } = await feitoPor(v.gerente, 'DELETE', `/v1/cliente?cpf=${cpf}`);
    const concluido = async ({ gerente }: typeof v) =>
      (await gerente('GET', `/v2/protocolos/${protocolo}`)).body.estado === 'concluido';
    await until('the erasure concluded', () => concluido(v), 60_000);
    await encerrar(child, 'SIGTERM');

    const pasta = join(backups, readdirSync(backups)[0] ?? '');
    assert.match(await feito(place, 'restore', pasta, '--replace'), /erased again at the next start/);
    const { v: depois } = await umSistema(t, place);
    await until('erased again', async () => (await depois.gerente('GET', `/v1/cliente?cpf=${cpf}`)).status === 404);
    await until('the erasure concluded again', () => concluido(depois), 60_000);
    assert.equal((await depois.gerente('GET', `/v1/cliente?cpf=${outro}`)).status, 200);

    const vazio = await umLugar(t);
    rmSync(vazio.dataDir, { recursive: true });
    assert.match(await feito(vazio, 'restore', pasta), /nothing here tells who; erase them again/);
  });

  test('mexida depois de feita, não é trazida de volta: diz que arquivo não confere', async (t) => {
    const place = await umLugar(t);
    const backups = umaPasta(t);
    const { child } = await umSistema(t, place);
    await feito(place, 'backup', backups);
    await encerrar(child, 'SIGTERM');
    const pasta = join(backups, readdirSync(backups)[0] ?? '');
    appendFileSync(join(pasta, 'pedido.sqlite'), 'x');
    const outro = await umLugar(t);
    rmSync(outro.dataDir, { recursive: true });
    const { code, err } = await comando(outro, 'restore', pasta);
    assert.equal(code, 1);
    assert.match(err, /pedido\.sqlite is not what was backed up/);
    writeFileSync(join(pasta, 'backup.json'), '{');
    assert.match((await comando(outro, 'restore', pasta)).err, /^Failed: .*backup\.json is not what was backed up\n$/);
  });

  const raiz = join(import.meta.dirname, '../..');
  const skip = !existsSync(join(raiz, '.git')); // an unpacked archive is no repository
  test('no repositório, nem ela nem o que estava no lugar vão parar num commit', { skip }, () => {
    const nomes = ['.data', '.data.before-2026-11-27T21-55-36.504Z', '.data.restoring', 'backups'];
    const { stdout } = spawnSync('git', ['check-ignore', ...nomes.map((nome) => `${nome}/credenciais.json`)], {
      cwd: raiz,
      encoding: 'utf8',
    });
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((linha) => linha.split('/')[0]),
      nomes,
    );
  });
});
