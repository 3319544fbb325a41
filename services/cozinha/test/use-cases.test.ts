import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { type Data, type MessageType, stamp } from '@foodious/contracts/messages.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { newStory, storyOf, traceparentOf } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import { sqlTrail } from '@foodious/messaging/trail.ts';
import { migrate, serviceMigrations } from '@foodious/platform/sql.ts';
import { openSqlite } from '@foodious/platform/sqlite.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { soUma } from '@foodious/testing/mensagens.ts';
import { ajustes } from '../src/db/ajustes.ts';
import { comandas } from '../src/db/comandas.ts';
import { migrations } from '../src/db/migrations.ts';
import type { CozinhaTx, Database } from '../src/db/schema.ts';
import type { Comanda } from '../src/domain/comanda.ts';
import { cozinhaHandler } from '../src/queue/handlers.ts';
import { marcarItemDaComanda } from '../src/use-cases/marcar-item.ts';
import { moverComanda } from '../src/use-cases/mover-comanda.ts';
import { recolherComanda } from '../src/use-cases/recolher-comanda.ts';

const AGORA = new Date('2026-05-04T12:00:00Z');
const [DO_PEDIDO, DO_COZINHEIRO, DO_BALCAO] = [1, 2, 3].map((n) => `0199c0de-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
/** The trace of the order, sampled: as a tracing client began it. */
const RASTRO = traceparentOf(DO_PEDIDO).replace(/00$/, '01');

const SOLICITADA: Data<'preparacao-solicitada'> = {
  senha: 12,
  consumo: 'viagem',
  itens: [
    { produtoId: 1, nome: 'X-Burguer', idCategoriaProduto: 1, quantidade: 2, observacoes: 'sem cebola' },
    { produtoId: 2, nome: 'Suco', idCategoriaProduto: 3, quantidade: 1, observacoes: null },
  ],
};

async function abrir(t: TestContext) {
  const { db, transact } = await umBanco<Database>(t, messagingMigrations, migrations);
  const nobody = { wake() {} };
  const inTransaction = sqlTransaction<Database, TrailOf<'cozinha'>>(transact, { relay: nobody, tail: nobody });
  const handle = cozinhaHandler(inTransaction, { wake() {} });
  const trail = sqlTrail(db, transact);
  const tudo = () => trail.since(0, 100);

  /** A message comes, as part of a story. */
  async function chega<T extends MessageType>(tipo: T, dados: Data<T>, traceparent = RASTRO, mensagem?: string) {
    const story = newStory(storyOf(traceparent), AGORA, 'pedido');
    const { queue, envelope } = soUma(stamp(tipo, { pedidoId: 7 }, dados, { ...story, traceparent }));
    const id = mensagem ?? envelope.id;
    await handle(
      { ...envelope, id },
      {
        ...story,
        traceparent,
        causa: id,
        por: 'cozinha',
        service: 'cozinha',
        queue,
        tipo,
        subject: aboutPedido(7),
        tries: 1,
        waitedMs: 0,
        began: performance.now(),
      },
    );
  }
  return {
    db,
    chega,
    tudo,
    /** The cook asks for something, in a story of that request. */
    pedir: <T>(work: (tx: CozinhaTx) => Promise<T>) => inTransaction(newStory(DO_COZINHEIRO, AGORA, 'cozinha-1'), work),
    comanda: async () => (await comandas(db).get(7)) ?? assert.fail('no comanda'),
    estados: async () =>
      (await tudo()).flatMap(({ tipo, dados }) =>
        tipo === 'estado' || tipo === 'item' ? [[tipo, dados.de, dados.para]] : [],
      ),
    mensagens: async () =>
      (await db.selectFrom('outbox').selectAll().orderBy('seq').execute()).map(({ corpo, ...row }) => ({
        ...row,
        ...JSON.parse(corpo),
      })),
  };
}

suite('comanda na cozinha', () => {
  test('o pedido pago vira comanda, com o que o cliente pediu e a história do pedido', async (t) => {
    const { chega, comanda, estados, mensagens } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    assert.deepEqual(await comanda(), {
      pedidoId: 7,
      senha: 12,
      estado: 'RECEBIDO',
      consumo: 'viagem',
      traceparent: RASTRO,
      recebidaEm: AGORA.getTime(),
      iniciadaEm: null,
      prontaEm: null,
      entregueEm: null,
      recolhidaEm: null,
      movimentos: 0,
      historico: [],
      itens: SOLICITADA.itens.map((item) => ({ ...item, feitoEm: null, feitoPor: null })),
    });
    assert.deepEqual(await estados(), [['estado', null, 'RECEBIDO']]);
    assert.deepEqual(await mensagens(), []);
  });

  test('o pedido fica sabendo de cada novo estado, e de mais nada', async (t) => {
    const { chega, estados, mensagens, pedir, comanda } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    const marcar = (posicao: number, feito: boolean) => pedir((tx) => marcarItemDaComanda(tx, 7, posicao, feito));
    await marcar(1, true); // begins it
    await marcar(1, true);
    await marcar(2, true);
    await marcar(2, false);
    await marcar(2, true);
    for (const acao of ['iniciar', 'pronto', 'pronto', 'voltar', 'pronto', 'entregar', 'entregar'] as const)
      await pedir((tx) => moverComanda(tx, 7, { acao }));

    assert.deepEqual(
      (await mensagens()).map(({ tipo, dados }) => [tipo, dados.estado]),
      ['EM_PREPARACAO', 'PRONTO', 'EM_PREPARACAO', 'PRONTO', 'FINALIZADO'].map((estado) => ['preparo-mudou', estado]),
    );
    assert.deepEqual(await estados(), [
      ['estado', null, 'RECEBIDO'],
      ['estado', 'RECEBIDO', 'EM_PREPARACAO'],
      ['item', 'EM_PREPARACAO', 'EM_PREPARACAO'],
      ['item', 'EM_PREPARACAO', 'EM_PREPARACAO'],
      ['item', 'EM_PREPARACAO', 'EM_PREPARACAO'],
      ['estado', 'EM_PREPARACAO', 'PRONTO'],
      ['estado', 'PRONTO', 'EM_PREPARACAO'],
      ['estado', 'EM_PREPARACAO', 'PRONTO'],
      ['estado', 'PRONTO', 'FINALIZADO'],
    ]);
    const { itens, historico } = await comanda();
    assert.deepEqual(
      itens.map(({ feitoEm, feitoPor }) => [feitoEm, feitoPor]),
      [
        [AGORA.getTime(), 'cozinha-1'],
        [AGORA.getTime(), 'cozinha-1'],
      ],
    );
    assert.deepEqual(
      historico.map(({ acao }) => acao),
      ['iniciar', 'pronto', 'voltar', 'pronto', 'entregar'],
    );
  });

  test('o que a trilha conta é a comanda como ficou', async (t) => {
    const { chega, comanda, pedir, tudo } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    await pedir((tx) => marcarItemDaComanda(tx, 7, 2, true));
    assert.deepEqual((await tudo()).at(-1)?.dados.comanda, await comanda());
  });

  test('o que se recusa ao cozinheiro não deixa rastro', async (t) => {
    const { chega, comanda, pedir, tudo, mensagens } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    const [antes, trilha] = [await comanda(), await tudo()];
    for (const [work, kind] of [
      [(tx: CozinhaTx) => moverComanda(tx, 7, { acao: 'entregar' }), 'conflict'],
      [(tx: CozinhaTx) => moverComanda(tx, 8, { acao: 'iniciar' }), 'not-found'],
      [(tx: CozinhaTx) => marcarItemDaComanda(tx, 7, 3, true), 'not-found'],
      [(tx: CozinhaTx) => marcarItemDaComanda(tx, 8, 1, true), 'not-found'],
    ] as const)
      await assert.rejects(pedir(work), (error) => error instanceof Refusal && error.kind === kind);
    assert.deepEqual([await comanda(), await tudo(), await mensagens()], [antes, trilha, []]);
  });

  test('o balcão mexe: a comanda acompanha e sempre responde, uma vez por mensagem', async (t) => {
    const { chega, comanda, mensagens, estados } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    const mensagem = '00000000-0000-4000-8000-000000000009';
    for (let n = 0; n < 2; n += 1)
      await chega('preparacao-alterada', { estado: 'PRONTO', movimentos: 1 }, RASTRO, mensagem);
    await chega('preparacao-alterada', { estado: 'PRONTO', movimentos: 2 }); // nothing to change, but it was asked
    assert.deepEqual(
      (await mensagens()).map(({ dados }) => dados),
      [
        { estado: 'PRONTO', movimentos: 1 },
        { estado: 'PRONTO', movimentos: 2 },
      ],
    );
    assert.deepEqual((await estados()).slice(1), [['estado', 'RECEBIDO', 'PRONTO']]);
    const { movimentos, historico } = await comanda();
    assert.equal(movimentos, 2);
    assert.deepEqual(
      historico.map(({ acao, por }) => [acao, por]),
      [
        ['iniciar', 'cozinha'],
        ['pronto', 'cozinha'],
      ],
    );
  });

  test('cancelado o pedido, a comanda sai do balcão sem responder nada', async (t) => {
    const { db, chega, comanda, mensagens } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    assert.equal((await comandas(db).listAbertas()).length, 1);
    await chega('preparacao-cancelada', {});
    assert.equal((await comanda()).estado, 'CANCELADO');
    assert.deepEqual([await comandas(db).listAbertas(), await mensagens()], [[], []]);
  });
});

test('as canceladas de há pouco são contadas por algum tempo; as de antes, e as já entregues, não', async (t) => {
  const { db, chega, comanda } = await abrir(t);
  await chega('preparacao-solicitada', SOLICITADA);
  const modelo = await comanda();
  for (const [pedidoId, em, entregueEm] of [
    [101, 10, null],
    [102, 20, null],
    [103, 30, 25],
  ] as const) {
    const historico = [{ acao: 'cancelar', por: 'gerente', em }] as const;
    await comandas(db).insert({ ...modelo, estado: 'CANCELADO', entregueEm, historico, pedidoId });
  }
  const ids = async (desde: number) => (await comandas(db).listCanceladas(desde)).map(({ pedidoId }) => pedidoId);
  assert.deepEqual([await ids(0), await ids(11)], [[102, 101], [102]]);
});

suite('os prazos que a gerência dá', () => {
  const em = (minutos: number) => AGORA.getTime() - minutos * 60_000;
  const ajustados = (versao: number, voltarMin: number, recolherMin: number) => ({ versao, voltarMin, recolherMin });

  /** A comanda that has been ready for so many minutes. */
  async function pronta(t: TestContext, minutos: number) {
    const aberta = await abrir(t);
    const { db, chega, pedir, comanda } = aberta;
    await chega('preparacao-solicitada', SOLICITADA);
    for (const acao of ['iniciar', 'pronto'] as const) await pedir((tx) => moverComanda(tx, 7, { acao }));
    const historico = (await comanda()).historico.map((feito) => ({ ...feito, em: em(minutos) }));
    await comandas(db).update({ ...(await comanda()), prontaEm: em(minutos), historico });
    return {
      ...aberta,
      voltar: () => pedir((tx) => moverComanda(tx, 7, { acao: 'voltar' })),
      /** What the job does, once. */
      async recolher() {
        const { recolherMin, ...prazos } = await ajustes(db).get();
        for (const id of await comandas(db).listARecolher(AGORA.getTime() - recolherMin * 60_000, 100))
          await pedir((tx) => recolherComanda(tx, id, { ...prazos, recolherMin }));
      },
    };
  }

  test('sem nada ouvido, são os de fábrica; do que se ouve, vale o mais novo, em que ordem chegue', async (t) => {
    const { db, chega } = await abrir(t);
    assert.deepEqual(await ajustes(db).get(), { voltarMin: 10, recolherMin: 30 });
    await chega('ajustes-alterados', ajustados(2, 3, 40));
    await chega('ajustes-alterados', ajustados(1, 5, 50));
    assert.deepEqual({ ...(await ajustes(db).get()) }, { voltarMin: 3, recolherMin: 40 });
    await chega('ajustes-alterados', ajustados(3, 60, 240));
    assert.deepEqual({ ...(await ajustes(db).get()) }, { voltarMin: 60, recolherMin: 240 });
  });

  test('voltar espera o que a gerência deixa', async (t) => {
    const { chega, voltar } = await pronta(t, 12);
    await assert.rejects(voltar(), (error) => error instanceof Refusal && error.kind === 'conflict');
    await chega('ajustes-alterados', ajustados(1, 15, 30));
    assert.equal((await voltar()).estado, 'EM_PREPARACAO');
  });

  test('a pronta há muito sai das telas, fica na trilha e entre as que saíram há pouco, e volta a elas', async (t) => {
    const { db, chega, comanda, mensagens, recolher, tudo, voltar } = await pronta(t, 12);
    const antes = (await mensagens()).length;
    await recolher();
    assert.deepEqual(await comandas(db).listRecentes(0), []);
    await chega('ajustes-alterados', ajustados(1, 15, 12));
    for (let vez = 0; vez < 2; vez += 1) await recolher();

    const recolhida = await comanda();
    assert.deepEqual([recolhida.estado, recolhida.recolhidaEm], ['PRONTO', AGORA.getTime()]);
    assert.deepEqual([await comandas(db).listAbertas(), await comandas(db).listRecentes(0)], [[], [recolhida]]);
    const contadas = (await tudo()).filter(({ tipo }) => tipo === 'recolhida');
    assert.deepEqual(
      contadas.map(({ dados, correlacao, por }) => [dados.comanda, correlacao, por]),
      [[recolhida, DO_PEDIDO, 'cozinha-1']],
    );
    assert.equal((await mensagens()).length, antes); // its pedido looks after itself

    await voltar();
    assert.deepEqual(
      (await comandas(db).listAbertas()).map(({ estado }) => estado),
      ['EM_PREPARACAO'],
    );
  });

  test('as que saíram há pouco vêm da mais nova à mais antiga, até cem', async (t) => {
    const { db, chega, comanda } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    const modelo = await comanda();
    for (let n = 1; n <= 120; n += 1) {
      const saiu = n % 2 ? { estado: 'FINALIZADO', entregueEm: n } : { estado: 'PRONTO', prontaEm: 0, recolhidaEm: n };
      await comandas(db).insert({ ...modelo, ...saiu, pedidoId: 100 + n } as Comanda);
    }
    const ids = async (desde: number) => (await comandas(db).listRecentes(desde)).map(({ pedidoId }) => pedidoId);
    assert.deepEqual(
      await ids(0),
      Array.from({ length: 100 }, (_, n) => 220 - n),
    );
    assert.deepEqual(await ids(118), [220, 219, 218]);
  });
});

suite('a história a que pertence o que se faz na cozinha', () => {
  test('o que o cozinheiro faz é parte da história do pedido, causado pelo pedido do cozinheiro', async (t) => {
    const { chega, pedir, mensagens, tudo } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    const antes = (await tudo()).length;
    await pedir((tx) => marcarItemDaComanda(tx, 7, 1, true));
    await pedir((tx) => marcarItemDaComanda(tx, 7, 2, true));
    const [mensagem] = await mensagens();
    assert.deepEqual(
      [mensagem?.correlacao, mensagem?.traceparent, mensagem?.causa],
      [DO_PEDIDO, RASTRO, DO_COZINHEIRO],
    );
    const notas = (await tudo()).slice(antes);
    assert.deepEqual(
      notas.map(({ tipo, correlacao, causa, por }) => ({ tipo, correlacao, causa, por })),
      ['estado', 'item'].map((tipo) => ({ tipo, correlacao: DO_PEDIDO, causa: DO_COZINHEIRO, por: 'cozinha-1' })),
    );
  });

  test('o que o balcão manda também, embora a mensagem tenha sido recebida na história de quem a mandou', async (t) => {
    const { chega, mensagens, tudo } = await abrir(t);
    await chega('preparacao-solicitada', SOLICITADA);
    await chega('preparacao-alterada', { estado: 'EM_PREPARACAO', movimentos: 1 }, traceparentOf(DO_BALCAO));
    assert.deepEqual(
      (await mensagens()).map(({ correlacao, traceparent }) => [correlacao, traceparent]),
      [[DO_PEDIDO, RASTRO]],
    );
    assert.deepEqual(
      (await tudo()).map(({ tipo, correlacao }) => [tipo, correlacao]),
      [
        ['mensagem-recebida', DO_PEDIDO],
        ['estado', DO_PEDIDO],
        ['mensagem-recebida', DO_BALCAO],
        ['estado', DO_PEDIDO],
      ],
    );
  });

  test('uma comanda de antes, sem histórico nem história, se lê e se move; o que se faz fica na de quem faz', async (t) => {
    const { db, comanda, pedir, mensagens } = await abrir(t);
    const itens = [{ produtoId: 1, nome: 'X-Burguer', idCategoriaProduto: 1, quantidade: 2 }];
    const antiga = { pedido_id: 7, senha: 12, estado: 1, itens: JSON.stringify(itens), recebida_em: 1, movimentos: 0 };
    // What a version that knew only these columns had written.
    await db
      .insertInto('comanda')
      .values(antiga as never)
      .execute();
    assert.deepEqual(await comanda(), {
      pedidoId: 7,
      senha: 12,
      estado: 'RECEBIDO',
      consumo: null,
      traceparent: '',
      historico: [],
      recebidaEm: 1,
      iniciadaEm: null,
      prontaEm: null,
      entregueEm: null,
      recolhidaEm: null,
      movimentos: 0,
      itens: [{ ...itens[0], observacoes: null, feitoEm: null, feitoPor: null }],
    });
    await pedir((tx) => marcarItemDaComanda(tx, 7, 1, true));
    assert.equal((await comanda()).itens[0]?.feitoPor, 'cozinha-1');
    assert.deepEqual((await comanda()).historico, [{ acao: 'iniciar', por: 'cozinha-1', em: AGORA.getTime() }]);
    assert.deepEqual(
      (await mensagens()).map(({ correlacao, traceparent }) => [correlacao, traceparent]),
      [[DO_COZINHEIRO, traceparentOf(DO_COZINHEIRO)]],
    );
  });
});

suite('o banco da cozinha', () => {
  test('o de uma versão anterior é trazido para esta com o que tem', async (t) => {
    const db = openSqlite<Database>(':memory:');
    t.after(() => db.destroy());
    const antigas = Object.entries(migrations).filter(([nome]) => nome < '0100');
    await migrate(db, [messagingMigrations, serviceMigrations(Object.fromEntries(antigas))]);
    const antiga = { pedido_id: 7, senha: 12, estado: 3, itens: '[]', recebida_em: 1, pronta_em: 2, movimentos: 4 };
    await db
      .insertInto('comanda')
      .values(antiga as never)
      .execute();
    await migrate(db, [messagingMigrations, serviceMigrations(migrations)]);
    const comanda = await comandas(db).get(7);
    assert.deepEqual([comanda?.estado, comanda?.prontaEm, comanda?.movimentos], ['PRONTO', 2, 4]);
    assert.deepEqual([comanda?.historico, comanda?.traceparent, comanda?.consumo], [[], '', null]);
  });
});
