import assert from 'node:assert/strict';
import { randomBytes, randomInt, scryptSync } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { clientes } from '../src/db/clientes.ts';
import { codigos, pruneCodigos } from '../src/db/codigos.ts';
import {
  type Codigo,
  DE_ESTRANHOS,
  JANELA_MS,
  outroEm,
  POR_MINUTO,
  TENTATIVAS,
  VALIDADE_MS,
  vale,
} from '../src/domain/codigo.ts';
import { provar, usarCodigo } from '../src/use-cases/clientes/conferir-codigo.ts';
import { corrigirNome, trocarEmail } from '../src/use-cases/clientes/meus-dados.ts';
import { type Pedinte, pedirCodigo, pedirTroca, sortearCodigo } from '../src/use-cases/clientes/pedir-codigo.ts';
import { AGORA, abrirBanco } from './builders.ts';

const EMAIL = 'Maria@Exemplo.com';
const EM_CASA: Pedinte = { navegador: 'o dela', rede: '192.0.2.1' };
const depois = (ms: number) => new Date(AGORA.getTime() + ms);

/** A database with a cliente, who asks for codes and tells them. */
async function abrir(t: TestContext) {
  const banco = await abrirBanco(t);
  const { db, fazer } = banco;
  const maria = await clientes(db).insert({ nome: 'Maria', email: EMAIL, cpf: '52998224725' }, AGORA);
  return {
    ...banco,
    maria,
    async pedir(
      email = EMAIL,
      ms = 0,
      novo: Awaited<ReturnType<typeof sortearCodigo>> = sorteado(),
      onde: Partial<Pedinte> = {},
    ) {
      const enviado = await fazer((tx) => pedirCodigo(tx, novo, { email, ...EM_CASA, ...onde }), depois(ms));
      return { ...enviado, codigo: novo.codigo };
    },
    async pedirTroca(email: string, ms = 0) {
      const novo = sorteado();
      await fazer((tx) => pedirTroca(tx, novo, { clienteId: maria.id, email }), depois(ms));
      return novo.codigo;
    },
    async conferir(codigo: string, ms = 0, de: { email?: string; navegador?: string } | { clienteId: number } = {}) {
      const prova = await provar({ db }, 'clienteId' in de ? de : { email: EMAIL, ...EM_CASA, ...de }, codigo);
      return fazer((tx) => usarCodigo(tx, prova), depois(ms));
    },
    cartas: () => db.selectFrom('email').selectAll().orderBy('id').execute(),
  };
}

/** A code as it is drawn, with a hash that costs nothing: what a hash costs, it says itself. */
function sorteado() {
  const [salt, codigo] = [randomBytes(16), String(randomInt(1_000_000)).padStart(6, '0')];
  const [escrito, chave] = [salt, scryptSync(codigo, salt, 32, { N: 2, r: 1, p: 1 })].map((bytes) =>
    bytes.toString('base64').replaceAll('=', ''),
  );
  return { codigo, hash: `$scrypt$ln=1,r=1,p=1$${escrito}$${chave}` };
}

const demais = (error: unknown) => error instanceof Refusal && error.kind === 'too-many';
const errado = (codigo: string, mais = 1) => String((Number(codigo) + mais) % 1_000_000).padStart(6, '0');

suite('código enviado por e-mail', () => {
  test('quem lê o e-mail prova quem é, uma vez, com maiúsculas ou sem elas', async (t) => {
    const { pedir, conferir, maria, cartas, db } = await abrir(t);
    const { codigo, ate, outroEm } = await pedir(EMAIL, 0, await sortearCodigo());
    assert.match(codigo, /^\d{6}$/);
    assert.deepEqual([ate, outroEm > AGORA.getTime()], [AGORA.getTime() + VALIDADE_MS, true]);
    const [carta] = await cartas();
    assert.deepEqual([carta?.tipo, carta?.cliente_id, carta?.para], ['codigo', maria.id, null]);
    assert.deepEqual(JSON.parse(carta?.dados ?? ''), { codigo, ate });
    const [guardado] = await db.selectFrom('codigo_de_email').selectAll().execute();
    assert.ok(
      !JSON.stringify({ ...guardado, id: '', hash: '' })
        .toLowerCase()
        .includes('maria'),
    );
    assert.equal((await conferir(codigo, 1_000, { email: 'maria@exemplo.com' }))?.clienteId, maria.id);
    assert.equal(await conferir(codigo, 2_000), undefined, 'used');
  });

  test('quem o lê mostra que o seu endereço existe; não que deixou de nos chamar de spam', async (t) => {
    const { pedir, conferir, maria, db } = await abrir(t);
    for (const [motivo, depoisDele] of [
      ['devolvido', null],
      ['denunciado', 'denunciado'],
    ] as const) {
      await clientes(db).updateEmailRecusado(maria.id, motivo);
      const { codigo } = await pedir();
      await conferir(errado(codigo), 1_000);
      assert.equal(await clientes(db).getEmailRecusado(maria.id), motivo);
      await conferir(codigo, 1_000);
      assert.equal(await clientes(db).getEmailRecusado(maria.id), depoisDele);
    }
  });

  test('cinco erros acabam com ele; quatro, não', async (t) => {
    const { pedir, conferir } = await abrir(t);
    for (const [erros, fica] of [
      [TENTATIVAS - 1, true],
      [TENTATIVAS, false],
    ] as const) {
      const { codigo } = await pedir();
      for (let n = 1; n <= erros; n += 1) assert.equal(await conferir(errado(codigo, n)), undefined);
      assert.equal((await conferir(codigo)) !== undefined, fica, `${erros}`);
    }
  });

  test('de muitas tentativas ao mesmo tempo não se contam menos', async (t) => {
    const { pedir, conferir, db } = await abrir(t);
    const { codigo } = await pedir();
    await Promise.all(Array.from({ length: 12 }, (_, n) => conferir(errado(codigo, n + 1))));
    const [guardado] = await db.selectFrom('codigo_de_email').selectAll().execute();
    assert.equal(guardado?.tentativas, TENTATIVAS);
    assert.equal(await conferir(codigo), undefined);
  });

  test('dos certos ao mesmo tempo, um só entra', async (t) => {
    const { pedir, conferir } = await abrir(t);
    const { codigo } = await pedir();
    const entraram = await Promise.all([1, 2, 3, 4].map(() => conferir(codigo)));
    assert.equal(entraram.filter(Boolean).length, 1);
  });

  test('dez minutos depois não vale, e só o último vale', async (t) => {
    const { pedir, conferir } = await abrir(t);
    const primeiro = await pedir();
    const segundo = await pedir(EMAIL, 1_000);
    assert.equal(await conferir(primeiro.codigo, 2_000), undefined);
    assert.equal(await conferir(segundo.codigo, 1_000 + VALIDADE_MS), undefined);
    assert.ok(await conferir(segundo.codigo, VALIDADE_MS));
  });

  test('o quarto em um quarto de hora é recusado, e diz quando; de quem não existe também', async (t) => {
    const { pedir } = await abrir(t);
    for (const email of [EMAIL, 'ninguem@exemplo.com']) {
      for (let n = 0; n < 3; n += 1) await pedir(email, n * 1_000);
      await assert.rejects(pedir(email, 60_000), (error) => {
        assert.ok(demais(error));
        assert.equal(Date.parse(String((error as Refusal).extra.outroEm)), AGORA.getTime() + JANELA_MS);
        return true;
      });
      await pedir(email, JANELA_MS);
    }
  });

  test('quem sabe o e-mail não gasta o código de quem o pediu em outro navegador, nem põe outro no lugar', async (t) => {
    const { pedir, conferir } = await abrir(t);
    const { codigo } = await pedir();
    const alheio = await pedir(EMAIL, 1_000, sorteado(), { navegador: 'outro' });
    for (let n = 1; n <= 2 * TENTATIVAS; n += 1)
      assert.equal(await conferir(errado(codigo, n), 2_000, { navegador: 'outro' }), undefined);
    for (const [dito, navegador] of [
      [codigo, 'outro'],
      [codigo, 'mais um'],
      [alheio.codigo, EM_CASA.navegador],
    ] as const)
      assert.equal(await conferir(dito, 2_000, { navegador }), undefined);
    assert.ok(await conferir(codigo, 2_000));
  });

  test('nem a deixa sem códigos: cada rede tem os seus, e quem já entrou ali tem os seus sempre', async (t) => {
    const { db, pedir, conferir } = await abrir(t);
    const alheio = (rede: string, ms: number) => pedir(EMAIL, ms, sorteado(), { navegador: `de ${rede} ${ms}`, rede });
    for (let n = 0; n < 3; n += 1) await alheio('203.0.113.1', n);
    await assert.rejects(alheio('203.0.113.1', 10), demais);
    assert.ok(await conferir((await pedir(EMAIL, 20)).codigo, 20), 'from another network');
    while (await alheio(`198.51.100.${Math.random()}`, 30).catch(() => false));
    const todos = await db.selectFrom('codigo_de_email').selectAll().execute();
    assert.equal(todos.length, DE_ESTRANHOS, 'nobody guesses on, from however many networks');
    for (let n = 0; n < POR_MINUTO; n += 1)
      await codigos(db).insert({ ...umCodigo(), id: `${n}`, quem: `${n}`, criadoEm: AGORA.getTime() });
    for (let n = 0; n < 3; n += 1) assert.ok(await conferir((await pedir(EMAIL, 40 + n)).codigo, 50));
    await assert.rejects(pedir(EMAIL, 60), demais);
  });

  test('pedidos ao mesmo tempo não passam do limite', async (t) => {
    const { pedir, cartas } = await abrir(t);
    const pedidos = await Promise.allSettled(Array.from({ length: 10 }, () => pedir()));
    for (const um of pedidos) if (um.status === 'rejected') assert.ok(demais(um.reason), String(um.reason));
    const escritas = await cartas();
    assert.ok(escritas.length >= 1 && escritas.length <= 3, `${escritas.length}`);
  });

  test('de todos juntos não saem mais que tantos por minuto', async (t) => {
    const { db, pedir } = await abrir(t);
    for (let n = 0; n < POR_MINUTO; n += 1)
      await codigos(db).insert({ ...umCodigo(), id: `${n}`, quem: `${n}`, criadoEm: AGORA.getTime() });
    await assert.rejects(pedir(EMAIL, 30_000), demais);
    await pedir(EMAIL, 60_000);
  });

  test('a um e-mail que ninguém tem faz-se o mesmo, e não se escreve a ninguém', async (t) => {
    const { pedir, conferir, cartas, db } = await abrir(t);
    const { codigo } = await pedir('ninguem@exemplo.com');
    const [carta] = await cartas();
    assert.deepEqual([carta?.tipo, carta?.cliente_id, carta?.para], ['codigo', null, null]);
    assert.equal(await conferir(codigo, 0, { email: 'ninguem@exemplo.com' }), undefined);
    assert.equal(await conferir(codigo), undefined, 'nor for somebody else');
    const rows = await db.selectFrom('codigo_de_email').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes('ninguem'));
  });

  test('o que não conta mais para nenhum limite é esquecido', async (t) => {
    const { db, pedir, fazer, maria } = await abrir(t);
    await pedir();
    await pruneCodigos(db)(new Date(), 10); // AGORA is long ago
    assert.deepEqual(await db.selectFrom('codigo_de_email').selectAll().execute(), []);
    await pedir();
    await fazer(async (tx) => void (await clientes(tx.db).delete(maria.id, crypto.randomUUID())));
    assert.deepEqual(await db.selectFrom('codigo_de_email').selectAll().execute(), []);
    assert.deepEqual(await db.selectFrom('email').selectAll().execute(), []);
  });
});

suite('troca de e-mail', () => {
  test('o código vai ao novo, sem nada de quem pediu; usado, o antigo é avisado e seus códigos não valem', async (t) => {
    const { pedir, pedirTroca, conferir, fazer, maria, cartas, db } = await abrir(t);
    const deAntes = await pedir();
    const codigo = await pedirTroca('nova@exemplo.com', 1_000);
    assert.deepEqual((await cartas()).at(-1)?.para, 'nova@exemplo.com');
    assert.equal(await conferir(codigo, 2_000), undefined, 'it lets nobody in');
    const de = { clienteId: maria.id };
    assert.equal(await conferir(deAntes.codigo, 2_000, de), undefined, 'nor does that of an entry change anything');
    const usado = await conferir(codigo, 2_000, de);
    assert.equal(usado?.novoEmail, 'nova@exemplo.com');
    await fazer((tx) => trocarEmail(tx, maria.id, 'nova@exemplo.com'));
    assert.equal((await clientes(db).get(maria.id))?.email, 'nova@exemplo.com');
    const aviso = (await cartas()).at(-1);
    assert.deepEqual([aviso?.tipo, aviso?.para, aviso?.cliente_id], ['email-alterado', EMAIL, maria.id]);
    assert.equal(await conferir(deAntes.codigo, 3_000), undefined);
  });

  test('o de outro cliente não se toma, nem por dois ao mesmo tempo', async (t) => {
    const { fazer, maria, db } = await abrir(t);
    const ana = await clientes(db).insert({ nome: 'Ana', email: 'ana@exemplo.com', cpf: '11144477735' }, AGORA);
    await assert.rejects(
      fazer((tx) => trocarEmail(tx, maria.id, 'ANA@exemplo.com')),
      { codigo: 'email-tomado' },
    );
    const ambos = await Promise.allSettled(
      [maria, ana].map(({ id }) => fazer((tx) => trocarEmail(tx, id, 'uma@exemplo.com'))),
    );
    assert.deepEqual(ambos.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });

  test('três endereços em um quarto de hora, não mais', async (t) => {
    const { pedirTroca } = await abrir(t);
    for (let n = 0; n < 3; n += 1) await pedirTroca(`${n}@exemplo.com`);
    await assert.rejects(pedirTroca('3@exemplo.com', 1_000), demais);
  });

  test('quem foi apagado não muda mais nada', async (t) => {
    const { fazer, maria } = await abrir(t);
    await fazer(async (tx) => void (await clientes(tx.db).delete(maria.id, crypto.randomUUID())));
    await assert.rejects(
      fazer((tx) => trocarEmail(tx, maria.id, 'nova@exemplo.com')),
      { kind: 'unauthorized' },
    );
    await assert.rejects(
      fazer((tx) => corrigirNome(tx, maria.id, 'Outra')),
      { kind: 'unauthorized' },
    );
  });
});

function umCodigo(parte: Partial<Codigo> = {}): Codigo {
  return {
    id: 'um',
    quem: 'alguém',
    clienteId: null,
    pedinte: '',
    lugar: '',
    novoEmail: null,
    numero: 1,
    hash: '',
    criadoEm: 0,
    tentativas: 0,
    usadoEm: null,
    ...parte,
  };
}

suite('se um código vale', () => {
  for (const [nome, parte, agora, esperado] of [
    ['novo', {}, 0, true],
    ['no último instante', {}, VALIDADE_MS - 1, true],
    ['vencido', {}, VALIDADE_MS, false],
    ['usado', { usadoEm: 1 }, 2, false],
    ['com uma tentativa ainda', { tentativas: TENTATIVAS - 1 }, 0, true],
    ['sem mais tentativas', { tentativas: TENTATIVAS }, 0, false],
  ] as const)
    test(nome, () => assert.equal(vale(umCodigo(parte), agora), esperado));

  test('outro convém logo, ou quando o mais antigo dos três deixa de contar', () => {
    assert.equal(outroEm([1_000], 1_000), 31_000);
    assert.equal(outroEm([1_000, 2_000], 2_000), 32_000);
    assert.equal(outroEm([1_000, 2_000, 3_000], 3_000), 1_000 + JANELA_MS);
    assert.equal(outroEm([1_000, 2_000, 3_000], 2_500 + JANELA_MS), 2_500 + JANELA_MS + 30_000);
  });
});
