import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises'; // real: no mock reaches it
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { sameSubject } from '@foodious/kernel/subject.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { assentar, ate, until } from '@foodious/testing/waiting.ts';
import { pino } from 'pino';
import { type MessagingTables, messagingMigrations, sqlTransaction } from '../src/sql.ts';
import { createTail, type Tail } from '../src/tail.ts';
import { type Entry, noteOf, sqlTrail, type Trail } from '../src/trail.ts';

type Trilha = { estado: Record<string, never> };

const log = pino({ level: 'silent' });
const contexto = newStory(randomUUID(), new Date(), 'teste');
const umaNota = (pedidoId = 1) => noteOf(contexto, 'estado', aboutPedido(pedidoId), {});
const umaEntrada = (seq: number, pedidoId = 1): Entry => ({ ...umaNota(pedidoId), seq, instancia: 'aqui' });
const de = (primeira: number, ultima: number) =>
  Array.from({ length: ultima - primeira + 1 }, (_, n) => umaEntrada(primeira + n));

/** A trail one writes into at will, gaps included; `since` may be made to fail. */
function trilhaFalsa(...entradas: Entry[]) {
  const since: Trail['since'] = async (position, limit, subject) =>
    entradas
      .filter((entrada) => entrada.seq > position && (!subject || sameSubject(entrada.subject, subject)))
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit);
  const trail: Trail = {
    since,
    last: async () => Math.max(0, ...entradas.map(({ seq }) => seq)),
    ofSubject: () => assert.fail(),
    nthLast: () => assert.fail(),
    append: () => assert.fail(),
  };
  return { trail, entradas };
}

/** Follows a trail, and what it was told. */
async function seguir(t: TestContext, trail: Trail) {
  const tail = createTail({ trail, log });
  await tail.start();
  t.after(() => tail.stop());
  const contadas: number[] = [];
  const vezes: number[][] = [];
  const calar = tail.listen((entries) => {
    vezes.push(entries.map(({ seq }) => seq));
    contadas.push(...entries.map(({ seq }) => seq));
  });
  return { tail, contadas, vezes, calar };
}

async function banco(t: TestContext) {
  const { db, transact } = await umBanco<MessagingTables>(t, messagingMigrations);
  const trail = sqlTrail(db, transact);
  /** Commits as the service does that has this tail. */
  const gravar = (tail: Pick<Tail, 'wake'>, quantas = 1) =>
    sqlTransaction<MessagingTables, Trilha>(transact, { relay: { wake() {} }, tail })(contexto, async (tx) => {
      for (let n = 0; n < quantas; n += 1) tx.note('estado', aboutPedido(1), {});
    });
  return { trail, gravar };
}

suite('quem segue a trilha', { timeout: 60_000 }, () => {
  test('ouve cada entrada uma vez, na ordem, também as de outra instância, e nada de antes de chegar', async (t) => {
    const { trail, gravar } = await banco(t);
    await trail.append([umaNota()]);
    const [aqui, la] = [await seguir(t, trail), await seguir(t, trail)];
    await Promise.all(Array.from({ length: 60 }, (_, n) => gravar(n % 2 ? aqui.tail : la.tail, 1 + (n % 3))));
    await trail.append([umaNota()]); // nobody is woken for this one
    const todas = (await trail.since(1, 1_000)).map(({ seq }) => seq);
    assert.equal(todas.length, 121);
    for (const { tail, contadas } of [aqui, la]) {
      await until('all is told', async () => tail.position() === todas.at(-1));
      assert.deepEqual(contadas, todas);
    }
  });

  test('o que outra instância gravou é achado sem que ninguém acorde', async (t) => {
    const { trail } = await banco(t);
    const { contadas } = await seguir(t, trail);
    await trail.append([umaNota()]);
    await until('it is found', async () => contadas.length === 1);
  });

  test('acordado, conta na hora, sem esperar a próxima ronda', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] }); // no round will come to the rescue
    const { trail, entradas } = trilhaFalsa();
    const { tail, contadas } = await seguir(t, trail);
    await assentar();
    entradas.push(umaEntrada(1));
    tail.wake();
    await ate('it is told', () => contadas.length === 1);
  });

  test('acordado enquanto lê, olha de novo', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { trail, entradas } = trilhaFalsa();
    let tail: Tail | undefined;
    let lidas = 0;
    const { contadas, tail: seguida } = await seguir(t, {
      ...trail,
      async since(...args) {
        const antes = await trail.since(...args);
        lidas += 1;
        if (lidas === 2) {
          entradas.push(umaEntrada(2));
          tail?.wake();
        }
        return antes;
      },
    });
    tail = seguida;
    await assentar();
    entradas.push(umaEntrada(1));
    tail.wake();
    await ate('both are told', () => contadas.length === 2);
  });

  test('de muito atrás, chega em páginas, uma logo depois da outra, sem repetir nem pular', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { trail, entradas } = trilhaFalsa();
    const { tail, contadas, vezes } = await seguir(t, trail);
    await assentar();
    entradas.push(...de(1, 1_234));
    tail.wake();
    await ate('all is told', () => contadas.length === 1_234);
    assert.deepEqual(
      contadas,
      entradas.map(({ seq }) => seq),
    );
    assert.ok(vezes.every(({ length }) => length > 0 && length <= 500));
  });

  test('quem deixa de ouvir não ouve mais, e os outros continuam', async (t) => {
    const { trail, gravar } = await banco(t);
    const { tail, contadas, calar } = await seguir(t, trail);
    const outras: number[] = [];
    tail.listen((entries) => outras.push(...entries.map(({ seq }) => seq)));
    await gravar(tail);
    await tail.fresh();
    calar();
    await gravar(tail);
    await tail.fresh();
    assert.deepEqual([contadas, outras], [[1], [1, 2]]);
  });

  test('parado, não lê mais', async (t) => {
    const { trail, entradas } = trilhaFalsa();
    const since = t.mock.fn(trail.since);
    const { tail, contadas } = await seguir(t, { ...trail, since });
    await tail.stop();
    const antes = since.mock.callCount();
    entradas.push(umaEntrada(1));
    tail.wake();
    await assentar();
    assert.deepEqual([since.mock.callCount(), contadas], [antes, []]);
  });
});

suite('estar em dia', { timeout: 60_000 }, () => {
  test('só depois de contado tudo o que se gravou aqui', async (t) => {
    const { trail, gravar } = await banco(t);
    const { tail, contadas } = await seguir(t, trail);
    for (let n = 1; n <= 100; n += 1) {
      await Promise.all(Array.from({ length: n % 3 === 0 ? 2 : 1 }, () => gravar(tail)));
      const [ultima, atual] = [await trail.last(), tail.fresh()];
      await atual;
      assert.ok(tail.position() >= ultima, `${tail.position()} < ${ultima}`);
      assert.equal(contadas.at(-1), tail.position());
    }
  });

  test('não custa leitura a quem nada gravou', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { trail } = trilhaFalsa(umaEntrada(1));
    const since = t.mock.fn(trail.since);
    const { tail } = await seguir(t, { ...trail, since });
    await assentar();
    const antes = since.mock.callCount();
    await tail.fresh();
    assert.equal(since.mock.callCount(), antes);
  });

  test('o que se grava no instante em que uma leitura acaba também é contado antes', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { trail, entradas } = trilhaFalsa();
    let leitura: PromiseWithResolvers<Entry[]> | undefined;
    const { tail, contadas } = await seguir(t, {
      ...trail,
      since: (...args) => leitura?.promise ?? trail.since(...args),
    });
    await assentar();
    const emCurso = Promise.withResolvers<Entry[]>();
    leitura = emCurso;
    tail.wake();
    await assentar();
    leitura = undefined;
    emCurso.resolve([]);
    await emCurso.promise;
    entradas.push(umaEntrada(1)); // committed here, just after that reading saw nothing
    tail.wake();
    await tail.fresh();
    assert.deepEqual(contadas, [1]);
  });

  test('nem quando a leitura anterior falhou', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { trail, entradas } = trilhaFalsa();
    let foraDoAr = false;
    const since = t.mock.fn<Trail['since']>(async (...args) => {
      if (foraDoAr) throw new Error('banco fora do ar');
      return trail.since(...args);
    });
    const { tail, contadas } = await seguir(t, { ...trail, since });
    await assentar();
    foraDoAr = true;
    entradas.push(umaEntrada(1));
    const lidas = since.mock.callCount();
    tail.wake();
    await ate('it was tried', () => since.mock.callCount() > lidas);
    await assentar();
    await assert.rejects(tail.fresh(), /banco fora do ar/);
    foraDoAr = false;
    await tail.fresh();
    assert.deepEqual(contadas, [1]);
  });
});

suite('uma falta na numeração', { timeout: 60_000 }, () => {
  /** A trail with a gap that has just been noticed, and a clock that moves only by hand. */
  async function comFalta(t: TestContext) {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-05-04T12:00:00Z') });
    const { trail, entradas } = trilhaFalsa(...de(1, 3));
    const seguida = await seguir(t, trail);
    await assentar();
    entradas.push(umaEntrada(4), umaEntrada(6), umaEntrada(7));
    seguida.tail.wake();
    await ate('what is before the gap is told', () => seguida.contadas.length === 1);
    assert.deepEqual(seguida.contadas, [4]);
    const passar = async (ms: number) => {
      for (let passou = 0; passou < ms; passou += 100) {
        t.mock.timers.tick(100);
        await assentar();
        await sleep(10); // the tail rests 5 ms after each look, by a clock no mock moves
      }
    };
    return { ...seguida, entradas, passar };
  }

  test('segura o que vem depois, até ser preenchida', async (t) => {
    const { contadas, entradas, passar, tail } = await comFalta(t);
    await passar(1_500);
    assert.deepEqual([contadas, tail.position()], [[4], 4]);
    entradas.push(umaEntrada(5));
    await passar(600);
    assert.deepEqual(contadas, [4, 5, 6, 7]);
  });

  test('depois de uns 2 s foi desfeita: o que vem depois é contado', async (t) => {
    const { contadas, passar } = await comFalta(t);
    await passar(1_900);
    assert.deepEqual(contadas, [4]);
    await passar(1_000);
    assert.deepEqual(contadas, [4, 6, 7]);
  });

  test('a seguinte espera por si, e não herda a espera da anterior', async (t) => {
    const { contadas, entradas, passar } = await comFalta(t);
    await passar(1_500);
    entradas.push(umaEntrada(5), umaEntrada(9));
    await passar(1_500);
    assert.deepEqual(contadas, [4, 5, 6, 7]);
    entradas.push(umaEntrada(8));
    await passar(600);
    assert.deepEqual(contadas, [4, 5, 6, 7, 8, 9]);
  });

  test('quem quer estar em dia espera que seja preenchida, ou que se saiba desfeita', async (t) => {
    for (const preenchida of [true, false]) {
      const { contadas, entradas, passar, tail } = await comFalta(t);
      let emDia = false;
      const esperando = tail.fresh().then(() => {
        emDia = true;
      });
      await passar(1_000);
      assert.equal(emDia, false);
      if (preenchida) entradas.push(umaEntrada(5));
      else await passar(1_500);
      await esperando;
      assert.deepEqual(contadas, preenchida ? [4, 5, 6, 7] : [4, 6, 7]);
      t.mock.timers.reset();
    }
  });

  test('quem recomeça depois dela não espera por ela', async (t) => {
    const { trail, entradas } = trilhaFalsa(umaEntrada(1), umaEntrada(5));
    const { contadas } = await seguir(t, trail);
    entradas.push(umaEntrada(6));
    await until('it is told', async () => contadas.length === 1);
    assert.deepEqual(contadas, [6]);
  });
});

suite('o que ainda está na memória', { timeout: 60_000 }, () => {
  test('é contado de novo a quem está perto, e só o do seu pedido; a quem está longe, não', async (t) => {
    const { trail, entradas } = trilhaFalsa(...de(1, 10));
    const { tail, contadas } = await seguir(t, trail);
    assert.deepEqual(tail.recent(10, null), []);
    assert.equal(tail.recent(9, null), undefined); // from before we began to follow

    entradas.push(...Array.from({ length: 5_000 }, (_, n) => umaEntrada(11 + n, 1 + (n % 2))));
    await until('all is told', async () => contadas.length === 5_000);
    assert.equal(tail.recent(10, null), undefined);
    let perto = 0;
    for (let from = 0; from <= 5_010; from += 1) {
      const recent = tail.recent(from, null);
      if (!recent) continue;
      perto += 1;
      assert.equal(recent.length, 5_010 - from);
      if (from < 5_010) assert.deepEqual([recent[0]?.seq, recent.at(-1)?.seq], [from + 1, 5_010]);
    }
    assert.ok(perto >= 1_024 && perto < 3_000, `${perto}`);
    assert.deepEqual(
      tail.recent(5_005, aboutPedido(2))?.map(({ seq }) => seq),
      [5_006, 5_008, 5_010],
    );
    assert.equal(tail.recent(10, aboutPedido(2)), undefined);
  });

  test('a quem está depois do fim nada se conta', async (t) => {
    const { trail } = trilhaFalsa(...de(1, 10));
    const { tail } = await seguir(t, trail);
    assert.deepEqual(tail.recent(99, null), []);
  });
});

suite('com o banco fora do ar', { timeout: 60_000 }, () => {
  test('espera, e quando ele volta nada se perdeu nem se repete', async (t) => {
    const { trail, entradas } = trilhaFalsa();
    let falhas = 3;
    const { tail, contadas } = await seguir(t, {
      ...trail,
      async since(...args) {
        if (entradas.length > 0 && falhas > 0) {
          falhas -= 1;
          throw new Error('banco fora do ar');
        }
        return trail.since(...args);
      },
    });
    entradas.push(...de(1, 3));
    tail.wake();
    await until('it came back', async () => contadas.length > 0);
    entradas.push(umaEntrada(4));
    tail.wake();
    await until('the rest is told', async () => contadas.length >= 4);
    assert.deepEqual([contadas, falhas], [[1, 2, 3, 4], 0]);
  });

  test('parar não espera por ele', async (t) => {
    const { trail } = trilhaFalsa();
    const since = t.mock.fn(() => Promise.reject(new Error('banco fora do ar')));
    const { tail } = await seguir(t, { ...trail, since });
    await until('it was tried', async () => since.mock.callCount() > 0);
    await tail.stop();
  });

  test('quem nem sabe onde a trilha está não começa', async () => {
    const { trail } = trilhaFalsa();
    const last = () => Promise.reject(new Error('banco fora do ar'));
    await assert.rejects(async () => createTail({ trail: { ...trail, last }, log }).start(), /banco fora do ar/);
  });
});
