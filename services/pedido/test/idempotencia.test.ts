import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { Refusal, type RefusalKind } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import { pruneRespostas } from '../src/db/idempotencia.ts';
import { lerChave } from '../src/http/pedidos/idempotency-key.ts';
import { type Chave, idempotencia } from '../src/use-cases/pedidos/uma-vez.ts';
import { AGORA, abrirBanco } from './builders.ts';

const recusa = (kind: RefusalKind) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error));
  assert.deepEqual([error.kind, error.campo], [kind, 'Idempotency-Key']);
  return true;
};

const umaVez = idempotencia();
/** Another process on the same database: it does not know what is under way in this one. */
const outroProcesso = { umaVez: idempotencia() };

suite('a chave de um pedido', () => {
  const CORPO = { itens: [1, 2] };
  const ler = (header: unknown, dono = 'totem-1', corpo: unknown = CORPO, clienteId: number | null = null) =>
    lerChave(header, { dono, clienteId }, corpo);
  /** What a key may be made of: visible ASCII without quotes. */
  const chave = fc.string({
    unit: fc
      .integer({ min: 0x21, max: 0x7e })
      .map(String.fromCharCode)
      .filter((c) => c !== '"'),
    minLength: 1,
    maxLength: 255,
  });

  test('vale com e sem aspas, e é a mesma', () => {
    fc.assert(fc.property(chave, (texto) => assert.deepEqual(ler(`"${texto}"`), ler(texto))));
    assert.notDeepEqual(ler('"a b"'), ler('"ab"')); // quoted, a space belongs to it
  });

  for (const [nome, header] of [
    ['ausente', undefined],
    ['vazia', ''],
    ['vazia entre aspas', '""'],
    ['só de espaço', ' '],
    ['com espaço, sem aspas', 'a b'],
    ['com aspa que não fecha', '"abc'],
    ['com aspa no meio', 'a"b'],
    ['com aspas dentro das aspas', '"a"b"'],
    ['com tabulação', '"a\tb"'],
    ['com quebra de linha no fim', 'abc\n'],
    ['com caractere de controle', 'a\u0000b'],
    ['com DEL', '"a\u007f"'],
    ['com letra acentuada', 'maçã'],
    ['com 256 caracteres', 'k'.repeat(256)],
    ['com 256 caracteres entre aspas', `"${'k'.repeat(256)}"`],
    ['mandada duas vezes', ['a b', 'c']],
  ] as const)
    test(`${nome} é recusada pelo nome`, () => {
      assert.throws(() => ler(header), recusa('invalid'));
    });

  test('com 255 caracteres ainda vale', () => {
    for (const texto of ['k'.repeat(255), `"${'k'.repeat(255)}"`]) assert.match(ler(texto).chave, /^[0-9a-f]{64}$/);
  });

  test('é de quem a manda: outra chave ou outro chamador é outra coisa, e o corpo não muda a chave', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(chave, chave), { minLength: 2, selector: String }), (pares) => {
        const chaves = pares.map(([caller, texto]) => ler(texto, caller).chave);
        assert.equal(new Set(chaves).size, pares.length);
      }),
    );
    assert.equal(ler('k', 'totem-1', { a: 1 }).chave, ler('k', 'totem-1', { a: 2 }).chave);
    assert.notEqual(ler('k', 'totem-1', { a: 1 }).corpo, ler('k', 'totem-1', { a: 2 }).corpo);
  });

  test('não guarda nada de quem pediu nem do que pediu', () => {
    const guardado = JSON.stringify(
      lerChave('chave-secreta', { dono: 'maria@exemplo.com', clienteId: 1 }, { observacoes: 'alergia' }),
    );
    for (const segredo of ['chave-secreta', 'maria', 'alergia']) assert.ok(!guardado.includes(segredo));
  });
});

suite('uma chave, um pedido', () => {
  async function abrir(t: TestContext) {
    const { db, fazer } = await abrirBanco(t);
    const feitos: number[] = [];
    /** Work that leaves a trace in the database, so that half of it would be seen. */
    const pedir = (chave: Chave, { agora = AGORA, falha = false, processo = { umaVez } } = {}) =>
      processo.umaVez(
        chave,
        (work) => fazer(work, agora),
        async (tx) => {
          const id = feitos.push(feitos.length);
          await tx.db
            .insertInto('senha')
            .values({ dia: `feito-${id}`, ultima: id })
            .execute();
          if (falha) throw new Error('caiu a luz');
          return { id, total: id * 10 };
        },
      );
    return { db, pedir, feitos, guardados: () => db.selectFrom('senha').selectAll().execute() };
  }
  const umaChave = (parte: Partial<Chave> = {}): Chave => ({ chave: 'c1', antiga: 'de antes', corpo: 'b1', ...parte });
  const HORA = 3_600_000;
  const depois = (ms: number) => new Date(AGORA.getTime() + ms);

  test('repetida com o mesmo corpo, devolve a primeira resposta', async (t) => {
    const { pedir, guardados } = await abrir(t);
    const primeira = await pedir(umaChave());
    assert.deepEqual(primeira, { id: 1, total: 10 });
    for (const processo of [{ umaVez }, outroProcesso])
      assert.deepEqual(await pedir(umaChave(), { processo }), primeira);
    assert.equal((await guardados()).length, 1);
  });

  test('com outro corpo é recusada, e a primeira resposta continua valendo', async (t) => {
    const { pedir, guardados } = await abrir(t);
    const primeira = await pedir(umaChave());
    await assert.rejects(pedir(umaChave({ corpo: 'b2' })), recusa('unprocessable'));
    assert.deepEqual(await pedir(umaChave()), primeira);
    assert.equal((await guardados()).length, 1);
  });

  test('enquanto a primeira está em curso, a segunda é recusada na hora, com qualquer corpo', async () => {
    const [comecou, pode] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const primeira = umaVez(
      umaChave(),
      async () => {
        comecou.resolve();
        await pode.promise;
        return { id: 1 };
      },
      () => assert.fail('not reached'),
    );
    await comecou.promise;
    for (const corpo of ['b1', 'b2'])
      await assert.rejects(
        umaVez(
          umaChave({ corpo }),
          () => assert.fail('never run'),
          () => assert.fail(),
        ),
        recusa('conflict'),
      );
    pode.resolve();
    assert.deepEqual(await primeira, { id: 1 });
  });

  test('se a primeira falha, nada dela fica, e a chave continua livre', async (t) => {
    const { pedir, guardados } = await abrir(t);
    await assert.rejects(pedir(umaChave(), { falha: true }), /caiu a luz/);
    assert.deepEqual(await guardados(), []);
    assert.deepEqual(await pedir(umaChave({ corpo: 'b2' })), { id: 2, total: 20 });
  });

  test('uma chave diferente é outro pedido', async (t) => {
    const { pedir } = await abrir(t);
    const ids = [];
    for (const dono of ['totem-1', 'totem-2', 'totem-1'])
      ids.push((await pedir(lerChave('k', { dono, clienteId: null }, {}))).id);
    assert.deepEqual(ids, [1, 2, 1]);
  });

  const NINGUEM = { dono: '', clienteId: null };

  test('a que se guardou antes de haver donos devolve a sua resposta a quem a usou, e só a ele', async (t) => {
    const { db, pedir } = await abrir(t);
    const { id } = await pedir(umaChave());
    // As they were kept: by whom the token named, the program or the cliente it had identified.
    for (const [n, quem] of ['totem-1', 'cliente-7'].entries()) {
      const chave = createHash('sha256').update(`${quem}\nk${n}`).digest('hex');
      const linha = await db.selectFrom('idempotencia').selectAll().executeTakeFirstOrThrow();
      await db
        .insertInto('idempotencia')
        .values({ ...linha, chave, corpo: lerChave('k', NINGUEM, {}).corpo })
        .execute();
    }
    const ids = [];
    for (const [key, dono, clienteId] of [
      ['k0', 'totem-1', null],
      ['k1', 'totem-1', 7],
      ['k0', 'totem-2', null],
      ['k1', 'totem-1', 8],
    ] as const)
      ids.push((await pedir(lerChave(key, { dono, clienteId }, {}))).id);
    const [doPrograma, doCliente, ...outros] = ids;
    assert.deepEqual([doPrograma, doCliente], [id, id]);
    for (const outro of outros) assert.notEqual(outro, id);
  });

  test('quem só disse um CPF não alcança a chave de quem provou ser aquele cliente', () => {
    const provou = lerChave('k', { dono: 'cliente-7', clienteId: 7 }, {});
    const { chave, antiga } = lerChave('k', { dono: 'sessao-1', clienteId: 7 }, {});
    assert.ok(![chave, antiga].includes(provou.chave));
  });

  test('depois de um dia é esquecida, e vale de novo para outro pedido', async (t) => {
    const { db, pedir } = await abrir(t);
    const primeira = await pedir(umaChave());
    assert.deepEqual(await pedir(umaChave(), { agora: depois(24 * HORA - 1) }), primeira);
    const nova = await pedir(umaChave({ corpo: 'b2' }), { agora: depois(24 * HORA) });
    assert.equal(nova.id, 2);
    assert.deepEqual(await pedir(umaChave({ corpo: 'b2' }), { agora: depois(47 * HORA) }), nova);
    assert.deepEqual(
      (await db.selectFrom('idempotencia').select(['chave', 'corpo', 'pedido_id']).execute()).map((row) => ({
        ...row,
      })),
      [{ chave: 'c1', corpo: 'b2', pedido_id: 2 }],
    );
  });

  test('esquecida, se a nova falha, a antiga não volta nem atrapalha', async (t) => {
    const { pedir } = await abrir(t);
    await pedir(umaChave());
    const agora = depois(25 * HORA);
    await assert.rejects(pedir(umaChave(), { agora, falha: true }), /caiu a luz/);
    assert.equal((await pedir(umaChave(), { agora })).id, 3);
  });

  test('por mais chamadas que venham juntas, e de quantos processos, o trabalho é feito uma vez por chave', async (t) => {
    const { pedir, guardados } = await abrir(t);
    let rodada = 0;
    const chamada = fc.record({ chave: fc.constantFrom('a', 'b', 'c'), aqui: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(chamada, { minLength: 1, maxLength: 30, size: 'max' }), async (chamadas) => {
        rodada += 1;
        const antes = (await guardados()).length;
        const fins = await Promise.allSettled(
          chamadas.map(({ chave, aqui }) =>
            pedir(umaChave({ chave: `${chave}${rodada}` }), { processo: aqui ? { umaVez } : outroProcesso }),
          ),
        );
        const pedidas = new Set(chamadas.map(({ chave }) => chave));
        assert.equal((await guardados()).length - antes, pedidas.size);
        for (const chave of pedidas) {
          const dela = fins.filter((_, i) => chamadas[i]?.chave === chave);
          const ids = dela.flatMap((fim) => (fim.status === 'fulfilled' ? [fim.value.id] : []));
          assert.equal(new Set(ids).size, 1);
          for (const fim of dela) if (fim.status === 'rejected') recusa('conflict')(fim.reason);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('as chaves vencidas são apagadas aos poucos, as outras ficam', async (t) => {
  const { db } = await abrirBanco(t);
  const dia = 24 * 60 * 60 * 1000;
  const linha = (chave: string, idade: number) => ({
    chave,
    corpo: '',
    resposta: '{}',
    pedido_id: 1,
    criado_em: Date.now() - idade,
  });
  await db
    .insertInto('idempotencia')
    .values([
      linha('nova', dia / 2),
      linha('velha', 2 * dia),
      linha('mais velha', 3 * dia),
      linha('no limite', dia + 1),
    ])
    .execute();
  const apagar = pruneRespostas(db);
  assert.equal(await apagar(new Date(), 2), 2);
  const ficaram = async () => (await db.selectFrom('idempotencia').select('chave').execute()).map(({ chave }) => chave);
  assert.deepEqual((await ficaram()).sort(), ['no limite', 'nova']);
  assert.equal(await apagar(new Date(), 2), 1);
  assert.equal(await apagar(new Date(), 2), 0);
  assert.deepEqual(await ficaram(), ['nova']);
});
