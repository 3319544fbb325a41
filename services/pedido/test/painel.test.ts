import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { EventsOf } from '@foodious/contracts/events.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { dayIn } from '@foodious/kernel/day.ts';
import type { EstadoPreparo, EtapaDoPreparo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import { createTail, type Tail } from '@foodious/messaging/tail.ts';
import { type Entry, sqlTrail } from '@foodious/messaging/trail.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { migrate, serviceMigrations, type Transact } from '@foodious/platform/sql.ts';
import { openSqlite } from '@foodious/platform/sqlite.ts';
import fc from 'fast-check';
import { migrations } from '../src/db/migrations.ts';
import { pedidos } from '../src/db/pedidos.ts';
import type { Database } from '../src/db/schema.ts';
import { esperaEstimada } from '../src/domain/espera.ts';
import { confirmarPagamento, convergirPreparo, type Pedido } from '../src/domain/pedido.ts';
import { painelEmMemoria } from '../src/jobs/painel.ts';
import { alterarPedido } from '../src/use-cases/pedidos/alterar-pedido.ts';
import { chamarPedido } from '../src/use-cases/pedidos/chamar-pedido.ts';
import { decidir } from '../src/use-cases/pedidos/decidir.ts';
import { obterPedido } from '../src/use-cases/pedidos/obter-pedido.ts';
import { recolherPedido } from '../src/use-cases/pedidos/recolher-pedido.ts';
import { emBranco, HISTORIA } from './builders.ts';

const log = createLogger('silent');
const MIN = 60_000;
const PAGA = '00000000-0000-4000-8000-000000000001';
const HOJE = '2026-05-04';
const dia = dayIn('America/Sao_Paulo');

/** One restaurant: its database, and as many instances of the service on it as a test starts. */
async function abrir() {
  const db = openSqlite<Database>(':memory:');
  await migrate(db, [messagingMigrations, serviceMigrations(migrations)]);
  const transact: Transact<Database> = (work) => db.transaction().execute(work); // each at once: many small histories
  const trail = sqlTrail(db, transact);
  const fins: (() => unknown)[] = [];

  async function instancia() {
    const tail = createTail({ trail, log }) as Tail<TrailOf<'pedido'>>; // nobody else writes its trail
    const painel = painelEmMemoria(db, tail, dia);
    for (const job of [tail, painel]) {
      await job.start();
      fins.push(() => job.stop());
    }
    return { tail, ...painel };
  }
  const aqui = await instancia();
  const inTransaction = sqlTransaction<Database, TrailOf<'pedido'>>(transact, {
    relay: { wake() {} },
    tail: aqui.tail,
  });
  let instante = Date.now() - 90 * MIN;

  return {
    db,
    trail,
    aqui,
    instancia,
    passar: (ms: number) => {
      instante += ms;
    },
    /** A pedido on its way to be paid. */
    async pedir(parte: Partial<Pedido> = {}) {
      const novo = emBranco({ estado: 'CHECKOUT', totalCentavos: 10, tentativa: 1, transacaoId: PAGA, ...parte });
      return (await pedidos(db).insert(novo, new Date(instante))).id;
    },
    pagar: (id: number) =>
      inTransaction(newStory(HISTORIA, new Date(instante), 'provedor'), (tx) =>
        decidir(tx, id, (pedido) => confirmarPagamento(pedido, PAGA), HOJE),
      ),
    mover: (id: number, para: EtapaDoPreparo) =>
      inTransaction(newStory(HISTORIA, new Date(instante), 'cozinha'), (tx) =>
        decidir(tx, id, (pedido) => convergirPreparo(pedido, para, 0), HOJE),
      ),
    chamar: (id: number) =>
      inTransaction(newStory(HISTORIA, new Date(instante), 'cozinha'), (tx) => chamarPedido(tx, id)),
    /** Takes off the board what has been there for so many minutes. */
    recolher: (id: number, minutos: number) =>
      inTransaction(newStory(HISTORIA, new Date(instante), 'pedido'), (tx) => recolherPedido(tx, id, minutos)),
    cancelar: (id: number) =>
      inTransaction(newStory(HISTORIA, new Date(instante), 'gerencia'), async (tx) =>
        alterarPedido(tx, await obterPedido(tx, id), { estado: 'CANCELADO' }),
      ),
    async fechar() {
      for (const stop of fins) await stop();
      await db.destroy();
    },
  };
}
type Aberto = Awaited<ReturnType<typeof abrir>>;

async function comRestaurante(t: TestContext) {
  const aberto = await abrir();
  t.after(aberto.fechar);
  return aberto;
}

/** The board as it follows from the tables alone. */
async function doBanco({ db }: Aberto): Promise<EventsOf<'painel'>['retrato']> {
  const rows = (await db.selectFrom('pedido').selectAll().where('ativo', '=', 1).execute()).map((row) => ({
    ...row,
    senha: row.senha ?? 0,
    dia: row.recebido_em === null ? null : dia(new Date(row.recebido_em)),
    em: row.estado === 3 ? (row.chamado_em ?? 0) : row.mudou_em,
    desde: new Date((row.estado === 3 ? row.chamado_em : row.mudou_em) ?? 0).toISOString(),
  }));
  const em = (...estados: number[]) => rows.filter(({ estado }) => estados.includes(estado));
  const preparos = rows
    .flatMap(({ recebido_em, iniciado_em, pronto_em }) =>
      pronto_em === null ? [] : [{ iniciadoEm: iniciado_em ?? recebido_em ?? 0, prontoEm: pronto_em }],
    )
    .sort((a, b) => b.prontoEm - a.prontoEm);
  return {
    prontos: em(3)
      .filter(({ recolhido_em }) => recolhido_em === null)
      .sort((a, b) => b.em - a.em)
      .map(({ senha, dia, desde }) => ({ senha, dia, desde })),
    emPreparacao: em(1, 2)
      .sort((a, b) => a.em - b.em)
      .map(({ estado, senha, dia, desde }) => ({
        senha,
        dia,
        desde,
        estado: estado === 1 ? 'RECEBIDO' : 'EM_PREPARACAO',
      })),
    esperaSegundos: esperaEstimada(preparos, em(1).length, Date.now()),
  };
}

suite('painel, com o que quer que aconteça na cozinha', () => {
  const passo = fc.record({
    qual: fc.nat({ max: 6 }),
    faz: fc.constantFrom(
      ...(['pagar', 'RECEBIDO', 'EM_PREPARACAO', 'PRONTO', 'PRONTO', 'FINALIZADO'] as const),
      ...(['cancelar', 'chamar', 'recolher'] as const),
    ),
    ms: fc.integer({ min: 1, max: MIN }),
  });
  const historia = fc.record({
    passos: fc.array(passo, { maxLength: 40, size: 'max' }),
    inativos: fc.subarray([1, 4]),
  });
  type Passo = typeof passo extends fc.Arbitrary<infer P> ? P : never;

  const sempre = (
    nome: string,
    confere: (
      aberto: Aberto,
      passos: readonly Passo[],
      viver: (passos: readonly Passo[]) => Promise<void>,
    ) => Promise<void>,
  ) =>
    test(nome, () =>
      fc.assert(
        fc.asyncProperty(historia, async ({ passos, inativos }) => {
          const aberto = await abrir();
          const ids: number[] = [];
          for (let n = 0; n < 7; n += 1) ids.push(await aberto.pedir({ ativo: !inativos.includes(n) }));

          async function viver(vividos: readonly Passo[]) {
            for (const { qual, faz, ms } of vividos) {
              const id = ids[qual] ?? assert.fail();
              aberto.passar(ms);
              try {
                if (faz === 'pagar') await aberto.pagar(id);
                else if (faz === 'cancelar') await aberto.cancelar(id);
                else if (faz === 'chamar') await aberto.chamar(id);
                else if (faz === 'recolher') await aberto.recolher(id, 1);
                else await aberto.mover(id, faz);
              } catch (error) {
                if (!(error instanceof Refusal)) throw error;
              }
            }
          }
          try {
            await confere(aberto, passos, viver);
          } finally {
            await aberto.fechar();
          }
        }),
      ),
    );

  sempre('mostra o que o banco diz, sem os inativos', async (aberto, passos, viver) => {
    await viver(passos);
    const { data, position } = await aberto.aqui.retrato();
    assert.deepEqual(data, await doBanco(aberto));
    assert.equal(position, await aberto.trail.last());
  });

  sempre('quem liga no meio do movimento, ou no fim, mostra o mesmo', async (aberto, passos, viver) => {
    const meio = Math.floor(passos.length / 2);
    await viver(passos.slice(0, meio));
    const [outra] = await Promise.all([aberto.instancia(), viver(passos.slice(meio))]);
    outra.tail.wake(); // what its next look at the trail does
    const aqui = await aberto.aqui.retrato();
    assert.deepEqual(await outra.retrato(), aqui);
    assert.deepEqual(await (await aberto.instancia()).retrato(), aqui);
  });
});

suite('painel', () => {
  test('nasce vazio, sem saber a espera', async (t) => {
    const { aqui } = await comRestaurante(t);
    const { data, position } = await aqui.retrato();
    assert.deepEqual(data, { prontos: [], emPreparacao: [], esperaSegundos: null });
    assert.equal(position, 0);
  });

  test('o pronto mais novo vem primeiro; na preparação, o que chegou antes', async (t) => {
    const aberto = await comRestaurante(t);
    for (const para of [['PRONTO'], ['PRONTO'], ['EM_PREPARACAO'], [], ['FINALIZADO']] as EstadoPreparo[][]) {
      const id = await aberto.pedir();
      await aberto.pagar(id);
      for (const estado of para) await aberto.mover(id, estado);
      aberto.passar(MIN);
    }
    const { prontos, emPreparacao } = (await aberto.aqui.retrato()).data;
    assert.deepEqual(
      prontos.map(({ senha }) => senha),
      [2, 1],
    );
    assert.deepEqual(
      emPreparacao.map(({ senha, estado }) => [senha, estado]),
      [
        [3, 'EM_PREPARACAO'],
        [4, 'RECEBIDO'],
      ],
    );
  });

  test('de dois prontos no mesmo instante, a ordem é a mesma depois de ligar de novo', async (t) => {
    const aberto = await comRestaurante(t);
    const [um, dois] = [await aberto.pedir(), await aberto.pedir()];
    for (const id of [um, dois]) await aberto.pagar(id);
    for (const id of [dois, um]) await aberto.mover(id, 'PRONTO');
    assert.deepEqual(await (await aberto.instancia()).retrato(), await aberto.aqui.retrato());
  });

  test('a espera aparece com o terceiro preparo, e cresce com a fila', async (t) => {
    const aberto = await comRestaurante(t);
    const espera = async () => (await aberto.aqui.retrato()).data.esperaSegundos;
    const esperas = [];
    for (let n = 0; n < 3; n += 1) {
      const id = await aberto.pedir();
      await aberto.pagar(id);
      await aberto.mover(id, 'EM_PREPARACAO');
      aberto.passar(5 * MIN);
      await aberto.mover(id, 'PRONTO');
      esperas.push(await espera());
    }
    assert.deepEqual(esperas, [null, null, 300]);
    await aberto.pagar(await aberto.pedir());
    assert.equal(await espera(), 600);
  });

  test('o inativo não aparece, e o seu preparo não conta, nem depois de ligar de novo', async (t) => {
    const aberto = await comRestaurante(t);
    for (const ativo of [true, true, false]) {
      const id = await aberto.pedir({ ativo });
      await aberto.pagar(id);
      await aberto.mover(id, 'PRONTO');
      aberto.passar(MIN);
    }
    for (const { retrato } of [aberto.aqui, await aberto.instancia()]) {
      const { prontos, esperaSegundos } = (await retrato()).data;
      assert.deepEqual(
        prontos.map(({ senha }) => senha),
        [2, 1],
      );
      assert.equal(esperaSegundos, null);
    }
  });

  test('o pronto há muito sai do painel e fica pronto; chamado de novo, volta à frente; entregue e devolvido, também', async (t) => {
    const aberto = await comRestaurante(t);
    const prontos = async (instancia = aberto.aqui) =>
      (await instancia.retrato()).data.prontos.map(({ senha }) => senha);
    const ids = [];
    for (let n = 0; n < 3; n += 1) {
      const id = await aberto.pedir();
      await aberto.pagar(id);
      await aberto.mover(id, 'PRONTO');
      ids.push(id);
      aberto.passar(MIN);
    }
    const [um = 0, dois = 0, tres = 0] = ids;
    for (const id of ids) await aberto.recolher(id, 2); // ready for 3, 2 and 1 minutes
    assert.deepEqual(await prontos(), [3]);
    assert.equal((await obterPedido({ db: aberto.db }, um)).estado, 'PRONTO');
    await aberto.chamar(um);
    assert.deepEqual(await prontos(), [1, 3]);
    await aberto.recolher(um, 2);
    assert.deepEqual(await prontos(), [1, 3]); // its minutes begin anew
    aberto.passar(MIN);
    for (const para of ['FINALIZADO', 'PRONTO'] as const) await aberto.mover(dois, para);
    for (const id of [dois, tres]) await aberto.recolher(id, 2);
    assert.deepEqual(await prontos(), [2, 1]);
    assert.deepEqual(await prontos(await aberto.instancia()), [2, 1]);
    const contadas = (await aberto.trail.ofSubject(aboutPedido(um))).map(({ tipo }) => tipo);
    assert.deepEqual(contadas.slice(-2), ['recolhido', 'chamado']);
  });

  test('do chamado de volta, só conta o preparo que valeu', async (t) => {
    const aberto = await comRestaurante(t);
    const id = await aberto.pedir();
    await aberto.pagar(id);
    for (const para of ['EM_PREPARACAO', 'PRONTO', 'EM_PREPARACAO', 'PRONTO', 'EM_PREPARACAO', 'PRONTO'] as const) {
      await aberto.mover(id, para);
      aberto.passar(MIN);
    }
    assert.equal((await aberto.aqui.retrato()).data.esperaSegundos, null); // one preparation, not three
  });

  test('ao vivo diz a senha, o estado, desde quando e a espera; e só do que está ou estava no painel', async (t) => {
    const { aqui } = await comRestaurante(t);
    type Estado = TrailOf<'pedido'>['estado'];
    type Tipo = 'estado' | 'email-enviado';
    const linha = (mudou: Partial<Estado>, tipo: Tipo): Entry<TrailOf<'pedido'>> => {
      const dados = {
        emailId: HISTORIA,
        email: 'pedido-pronto' as const,
        duracaoMs: 1,
        de: null,
        para: 'PAGAMENTO_PENDENTE' as const,
        senha: 7,
        ativo: true,
        tentativa: 1,
        recebidoEm: Date.parse('2026-05-04T02:59:59Z'),
        iniciadoEm: null,
        ...mudou,
      };
      return {
        seq: 1,
        em: Date.parse('2026-05-04T12:00:00Z'),
        subject: aboutPedido(1),
        correlacao: HISTORIA,
        causa: HISTORIA,
        por: 'pedido',
        instancia: 'i',
        fila: null,
        tipo,
        dados,
      };
    };
    const projetar = (mudou: Partial<Estado>, tipo: Tipo = 'estado') => aqui.topic.project(linha(mudou, tipo));
    assert.deepEqual(projetar({ de: 'CHECKOUT', para: 'RECEBIDO' }), {
      event: 'senha',
      data: {
        senha: 7,
        dia: '2026-05-03',
        estado: 'RECEBIDO',
        desde: '2026-05-04T12:00:00.000Z',
        esperaSegundos: null,
      },
    });
    for (const [de, para] of [
      ['PRONTO', 'FINALIZADO'],
      ['RECEBIDO', 'CANCELADO'],
      ['PRONTO', 'EM_PREPARACAO'],
    ] as const)
      assert.ok(projetar({ de, para }), `${de} ${para}`);
    for (const dados of [
      { de: null, para: 'CHECKOUT' },
      { de: 'CHECKOUT', para: 'CANCELADO' },
      { de: 'CHECKOUT', para: 'RECEBIDO', ativo: false },
      { de: 'CHECKOUT', para: 'RECEBIDO', senha: null },
    ] as const)
      assert.equal(projetar(dados), undefined);
    assert.equal(projetar({ de: 'RECEBIDO', para: 'PRONTO' }, 'email-enviado'), undefined);
  });
});
