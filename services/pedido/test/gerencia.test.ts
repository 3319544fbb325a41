import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { clientes } from '../src/db/clientes.ts';
import { clientesNaGerencia } from '../src/db/gerencia/clientes.ts';
import { emailsNaGerencia } from '../src/db/gerencia/emails.ts';
import { pedidosNaGerencia } from '../src/db/gerencia/pedidos.ts';
import { countCancelados, vendas } from '../src/db/gerencia/relatorios.ts';
import { migrations } from '../src/db/migrations.ts';
import { pedidos } from '../src/db/pedidos.ts';
import { escreverEmail } from '../src/use-cases/emails/escrever-email.ts';
import { AGORA, abrirBanco, emBranco, umItem, umProduto } from './builders.ts';

const INICIO = AGORA.getTime();

async function abrir(t: TestContext) {
  const banco = await abrirBanco(t);
  const { db } = banco;
  return {
    ...banco,
    pedidos: pedidos(db),
    clientes: clientes(db),
    daGerencia: pedidosNaGerencia(db),
    /** A pedido paid so many milliseconds after the beginning. */
    vendido: (aposMs: number, parte: Parameters<typeof emBranco>[0] = {}) =>
      pedidos(db).insert(
        emBranco({ estado: 'FINALIZADO', totalCentavos: 1000, recebidoEm: INICIO + aposMs, ...parte }),
        AGORA,
      ),
  };
}
const tudo = { antesDe: undefined, limite: 100 };

suite('pedidos na gerência', () => {
  test('cada filtro deixa passar o que é dele, ativo ou não, do mais novo ao mais antigo', async (t) => {
    const { pedidos, daGerencia } = await abrir(t);
    const novos = [];
    for (const parte of [
      { senha: 1, estado: 'FINALIZADO' },
      { senha: 2, estado: 'FINALIZADO', ativo: false },
      { senha: 1, estado: 'PRONTO', dataInicio: '2026-05-05' },
      { senha: 2, estado: 'FINALIZADO', dataInicio: '2026-05-05' },
    ] as const)
      novos.push((await pedidos.insert(emBranco({ ...parte, itens: [umItem()] }), AGORA)).id);
    const [a, b, c, d] = novos;
    for (const [filtro, esperados] of [
      [{}, [d, c, b, a]],
      [{ estado: 'FINALIZADO' }, [d, b, a]],
      [{ dia: '2026-05-05' }, [d, c]],
      [{ senha: 1 }, [c, a]],
      [{ dia: '2026-05-04', senha: 2 }, [b]],
      [{ dia: '2026-05-05', estado: 'PRONTO' }, [c]],
      [{ senha: 2, estado: 'PRONTO' }, []],
      [{ dia: '2026-05-05', senha: 2, estado: 'FINALIZADO' }, [d]],
    ] as const) {
      const lista = await daGerencia.list(filtro, tudo);
      assert.deepEqual(
        lista.map(({ id }) => id),
        esperados,
        JSON.stringify(filtro),
      );
      assert.ok(lista.every(({ itens, criadoEm }) => itens.length === 1 && criadoEm === INICIO));
      const depois = await daGerencia.list(filtro, { antesDe: c, limite: 1 });
      assert.deepEqual(
        depois.map(({ id }) => id),
        esperados.filter((id) => id !== undefined && id < (c ?? 0)).slice(0, 1),
      );
    }
  });

  test('um só vem com o seu motivo', async (t) => {
    const { pedidos, daGerencia } = await abrir(t);
    const { id } = await pedidos.insert(emBranco(), AGORA);
    assert.equal((await daGerencia.get(id))?.motivoCancelamento, null);
    await pedidos.updateMotivo(id, 'acabou o pão');
    assert.deepEqual(await daGerencia.get(id), {
      ...(await pedidos.get(id)),
      criadoEm: INICIO,
      motivoCancelamento: 'acabou o pão',
    });
    assert.equal(await daGerencia.get(999), undefined);
  });
});

suite('busca de clientes', () => {
  test('acha quem tem um nome ou sobrenome que começa assim, ou o e-mail, e mais ninguém; uma vez cada', async (t) => {
    const { db, clientes } = await abrir(t);
    const ids = [];
    for (const [nome, email, cpf] of [
      ['Ana Souza', 'ana@exemplo.com', '52998224725'],
      ['Ânara de Sá-Lima', 'nara@exemplo.com', '11144477735'],
      ['Beto', 'ANABETO@exemplo.com', '12345678909'],
      ['Mariana Mendonca', 'm%ana@exemplo.com', '39053344705'],
    ] as const)
      ids.push((await clientes.insert({ nome, email, cpf }, AGORA)).id);
    const [ana, anara, beto, mariana] = ids;
    await clientes.updateMarketingEm(beto ?? 0, AGORA.getTime());
    const busca = clientesNaGerencia(db);
    for (const [texto, esperados] of [
      ['ana', [beto, anara, ana]],
      ['ANA SO', [ana]],
      ['anarA', [anara]],
      ['anab', [beto]],
      ['m', [mariana]],
      ['souza', [ana]],
      ['SOU an', [ana]],
      ['lim', [anara]],
      ['\u200bmendonça\u200b', [mariana]],
      ['mendonça souza', []],
      ['ouza', []],
      ['m%', [mariana]],
      ['%', []],
      ['exemplo', []],
      ['\u{10ffff}', []],
    ] as const) {
      const achados = await busca.listByComeco(texto, tudo);
      assert.deepEqual(
        achados.map(({ id }) => id),
        esperados,
        texto,
      );
    }
    assert.deepEqual(
      (await busca.listByComeco('ana', { antesDe: beto, limite: 1 })).map(({ id }) => id),
      [anara],
    );
    assert.deepEqual(
      (await busca.list({ antesDe: mariana, limite: 2 })).map(({ id, marketingEm }) => [id, marketingEm]),
      [
        [beto, INICIO],
        [anara, null],
      ],
    );
    assert.deepEqual(
      (await busca.listByCpf('11144477735', tudo)).map(({ id }) => id),
      [anara],
    );
  });

  test('conta os pedidos de cada um', async (t) => {
    const { db, clientes, pedidos } = await abrir(t);
    const { id } = await clientes.insert({ nome: 'Ana', email: 'ana@exemplo.com', cpf: '52998224725' }, AGORA);
    for (const clienteId of [id, id, null]) await pedidos.insert(emBranco({ clienteId }), AGORA);
    assert.deepEqual([...(await clientesNaGerencia(db).countPedidos([id, 999]))], [[id, 2]]);
    assert.equal((await clientesNaGerencia(db).countPedidos([])).size, 0);
  });

  test('quem se cadastrou antes de haver busca por sobrenome também se acha, e apagado não deixa palavra', async (t) => {
    const { db, clientes } = await abrir(t);
    for (let n = 0; n < 3; n += 1)
      await clientes.insert({ nome: `Ana Zoé ${n}`, email: `${n}@exemplo.com`, cpf: `${n}` }, AGORA);
    await db.deleteFrom('cliente_palavra').execute();
    const achados = async () => (await clientesNaGerencia(db).listByComeco('zoe', tudo)).map(({ id }) => id);
    assert.deepEqual(await achados(), []);
    for (let vez = 0; vez < 2; vez += 1) await migrations['0139-cliente-palavras']?.up(db);
    assert.deepEqual(await achados(), [3, 2, 1]);
    for (const id of [1, 2, 3]) await clientes.delete(id, crypto.randomUUID());
    assert.deepEqual(await db.selectFrom('cliente_palavra').selectAll().execute(), []);
  });
});

suite('e-mails na gerência', () => {
  test('vêm na ordem em que foram escritos, o último primeiro, todos ou os de um pedido', async (t) => {
    const { db, fazer } = await abrir(t);
    for (const pedidoId of [1, 2, 1, 2, 1])
      await fazer((tx) => escreverEmail(tx, { tipo: 'pedido-pronto', pedidoId, clienteId: 1, totalCentavos: 1 }));
    const lista = async (pedidoId?: number, antesDe?: string) =>
      emailsNaGerencia(db).list({ pedidoId }, { antesDe, limite: 2 });
    const todos = (await emailsNaGerencia(db).list({}, { antesDe: undefined, limite: 9 })).map(({ id }) => id);
    assert.equal(todos.length, 5);
    assert.deepEqual(todos, todos.toSorted().reverse());
    const ids = async (pedidoId?: number, antesDe?: string) => (await lista(pedidoId, antesDe)).map(({ id }) => id);
    assert.deepEqual(await ids(), todos.slice(0, 2));
    assert.deepEqual(await ids(undefined, todos[1]), todos.slice(2, 4));
    assert.deepEqual(await ids(1), [todos[0], todos[2]]);
    assert.deepEqual(await ids(1, todos[2]), [todos[4]]);
  });
});

suite('o que foi de um e-mail', () => {
  for (const [estado, enviado_em, proxima_em] of [
    ['enviado', INICIO, null],
    ['esperando', null, INICIO],
    ['desistiu', null, null],
  ] as const)
    test(`${estado}, e desde quando existe`, async (t) => {
      const { db, fazer } = await abrir(t);
      const antes = Date.now();
      await fazer((tx) => escreverEmail(tx, { tipo: 'lgpd-protocolo', para: 'ana@exemplo.com', protocolo: 'p' }));
      await db.updateTable('email').set({ enviado_em, proxima_em, tentativas: 3 }).execute();
      const [email] = await emailsNaGerencia(db).list({}, { antesDe: undefined, limite: 1 });
      const { id = '', criadoEm = 0 } = email ?? {};
      assert.deepEqual(email, {
        id,
        tipo: 'lgpd-protocolo',
        pedidoId: null,
        estado,
        tentativas: 3,
        criadoEm,
        enviadoEm: enviado_em,
        proximaEm: proxima_em,
        retorno: null,
      });
      assert.ok(antes <= criadoEm && criadoEm <= Date.now());
    });
});

suite('vendas de um período', () => {
  const MINUTO = 60_000;

  test('são as pagas e não canceladas, em fatias de quinze minutos', async (t) => {
    const { db, vendido } = await abrir(t);
    await vendido(-1); // before it
    await vendido(0);
    await vendido(15 * MINUTO - 1, { totalCentavos: 1 });
    await vendido(15 * MINUTO, { estado: 'RECEBIDO', ativo: false });
    await vendido(16 * MINUTO, { estado: 'CANCELADO' });
    await vendido(0, { recebidoEm: null, estado: 'CHECKOUT' });
    await vendido(30 * MINUTO); // after it
    const fatias = await vendas(db, INICIO, INICIO + 30 * MINUTO).listByFatia();
    assert.deepEqual(
      fatias.toSorted((a, b) => a.inicio - b.inicio),
      [
        { inicio: INICIO, pedidos: 2, totalCentavos: 1001 },
        { inicio: INICIO + 15 * MINUTO, pedidos: 1, totalCentavos: 1000 },
      ],
    );
    assert.deepEqual(await vendas(db, 0, INICIO - 1).listByFatia(), []);
  });

  test('de cada produto, quanto e por quanto saiu, com o nome que tem hoje', async (t) => {
    const { db, vendido, vender } = await abrir(t);
    await vender(umProduto({ id: 1, nome: 'X-Burguer Novo', idCategoriaProduto: 2 }));
    const dog = umItem({ produtoId: 7, nome: 'Turbo Dog', precoCentavos: 50, quantidade: 99 });
    await vendido(0, { itens: [umItem({ quantidade: 2 }), dog] });
    await vendido(1, { itens: [umItem({ quantidade: 1, precoCentavos: 900 })] });
    await vendido(2, { estado: 'CANCELADO', itens: [umItem()] });
    const produtos = await vendas(db, INICIO, INICIO + MINUTO).listByProduto();
    assert.deepEqual(
      produtos.toSorted((a, b) => a.produtoId - b.produtoId),
      [
        { produtoId: 1, nome: 'X-Burguer Novo', idCategoriaProduto: 2, quantidade: 3, totalCentavos: 2920 },
        { produtoId: 7, nome: 'Turbo Dog', idCategoriaProduto: 1, quantidade: 99, totalCentavos: 4950 },
      ],
    );
  });

  test('o preparo conta de quando começou, em fatias de quinze segundos, e o sem fim como duas horas', async (t) => {
    const { db, vendido } = await abrir(t);
    const preparado = (segundos: number, iniciadoEm: number | null = INICIO + MINUTO) =>
      vendido(0, { iniciadoEm, prontoEm: (iniciadoEm ?? INICIO) + segundos * 1000 });
    for (const segundos of [0, 14.999, 15, 44, 45, 7_199, 7_200, 100_000]) await preparado(segundos);
    await preparado(31, null);
    await vendido(0, { iniciadoEm: INICIO + MINUTO, prontoEm: INICIO }); // a clock was put back
    await vendido(0, { iniciadoEm: INICIO });
    const fatias = await vendas(db, INICIO, INICIO + 1).listByPreparo();
    assert.deepEqual(
      fatias.toSorted((a, b) => a.inicio - b.inicio).map(({ inicio, pedidos }) => [inicio / 1000, pedidos]),
      [
        [0, 3],
        [15, 1],
        [30, 2],
        [45, 1],
        [7_185, 1],
        [7_200, 2],
      ],
    );
  });

  test('os cancelados são os abertos naqueles dias, pagos ou não', async (t) => {
    const { db, pedidos } = await abrir(t);
    for (const [dataInicio, estado] of [
      ['2026-05-03', 'CANCELADO'],
      ['2026-05-04', 'CANCELADO'],
      ['2026-05-05', 'CANCELADO'],
      ['2026-05-05', 'PRONTO'],
      ['2026-05-06', 'CANCELADO'],
    ] as const)
      await pedidos.insert(emBranco({ dataInicio, estado }), AGORA);
    assert.equal(await countCancelados(db, '2026-05-04', '2026-05-05'), 2);
  });
});
