import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { hashOf, matches } from '../src/scrypt.ts';

suite('o hash do que uma pessoa escolhe', () => {
  test('só a própria palavra-passe confere; cada hash tem o seu sal, e diz como foi feito', async () => {
    const [um, outro] = await Promise.all([hashOf('um bife mal passado'), hashOf('um bife mal passado')]);
    assert.match(um, /^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    assert.notEqual(um, outro);
    assert.deepEqual(await matches('um bife mal passado', um), { ok: true, old: false });
    assert.deepEqual(await matches('um bife mal passado', outro), { ok: true, old: false });
    assert.deepEqual(await matches('Um bife mal passado', um), { ok: false, old: false });
  });

  test('um hash de parâmetros de antes ainda confere, e diz que é velho', async () => {
    // RFC 7914, section 12: the second of its test vectors (N = 1024, r = 8, p = 16), its first 32 bytes.
    const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
    const key = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex');
    const velho = `$scrypt$ln=10,r=8,p=16$${base64(Buffer.from('NaCl'))}$${base64(key)}`;
    assert.deepEqual(await matches('password', velho), { ok: true, old: true });
    assert.deepEqual(await matches('passwort', velho), { ok: false, old: true });
  });

  test('sem hash, a resposta é não, e demora o mesmo', async () => {
    const hash = await hashOf('um bife mal passado');
    const demora = async (de: string | null) => {
      const tempos: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        const antes = performance.now();
        assert.equal((await matches('errada', de)).ok, false);
        tempos.push(performance.now() - antes);
      }
      return tempos.sort((a, b) => a - b)[2] ?? 0;
    };
    const [com, sem] = [await demora(hash), await demora(null)];
    assert.ok(sem > com / 3 && com > sem / 3, `${com} ms com, ${sem} ms sem`);
  });

  test('uma multidão espera a sua vez; quando já são demais, quem chega é mandado voltar depois', async () => {
    const todos = await Promise.allSettled(Array.from({ length: 70 }, () => matches('x', BARATO)));
    const recusados = todos.filter(({ status }) => status === 'rejected');
    assert.equal(recusados.length, 70 - 66);
    assert.ok(recusados.every((um) => um.status === 'rejected' && um.reason instanceof Unavailable));
    assert.equal((await matches('x', BARATO)).ok, false); // and then it goes on
  });
});

/** A hash that costs nothing to try. */
const BARATO = `$scrypt$ln=1,r=1,p=1$AAAA$${'A'.repeat(43)}`;
