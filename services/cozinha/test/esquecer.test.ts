import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { PALAVRAS_APAGADAS } from '@foodious/kernel/estados.ts';
import type { DeadLetter } from '@foodious/messaging/broker.ts';
import type { DeadCare } from '@foodious/messaging/forget.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umBanco } from '@foodious/testing/database.ts';
import { comandas } from '../src/db/comandas.ts';
import { pruneEsquecimentos } from '../src/db/esquecimentos.ts';
import { migrations } from '../src/db/migrations.ts';
import { pruneComandas } from '../src/db/retencao.ts';
import type { CozinhaTx, Database } from '../src/db/schema.ts';
import { esquecimento } from '../src/jobs/esquecer.ts';
import { moverComanda } from '../src/use-cases/mover-comanda.ts';
import { pedirEsquecimento } from '../src/use-cases/pedir-esquecimento.ts';
import { receberComanda } from '../src/use-cases/receber-comanda.ts';

const PROTOCOLO = '00000000-0000-4000-8000-000000000001';
const HISTORIA = '0199c0de-0000-7000-8000-00000000cafe';
const DITO = 'Sou a Zélia: sem leite';
const DIA_MS = 24 * 60 * 60 * 1000;

const pedida = (pedidoId: number) => ({
  pedidoId,
  senha: pedidoId,
  consumo: 'local' as const,
  itens: [{ produtoId: 1, nome: 'X', idCategoriaProduto: 1, quantidade: 1, observacoes: DITO }],
});

/** The cozinha's part of an erasure, with these dead letters behind its queue. */
async function abrir(t: TestContext, mortas: DeadLetter[] = []) {
  const { db, transact } = await umBanco<Database>(t, messagingMigrations, migrations);
  const nobody = { wake() {} };
  const inTransaction = sqlTransaction<Database, TrailOf<'cozinha'>>(transact, { relay: nobody, tail: nobody });
  const escondidas = new Set<DeadLetter>();
  const care: DeadCare = {
    depth: async () => ({ waiting: mortas.length, inFlight: 0 }),
    takeDead: async () => {
      const vistas = mortas.filter((morta) => !escondidas.has(morta)).slice(0, 2);
      for (const vista of vistas) escondidas.add(vista);
      return vistas;
    },
    async putBack(_, letters) {
      for (const letter of letters) escondidas.delete(letter);
    },
    rewrite: async (_, letter, body) => void mortas.splice(mortas.indexOf(letter), 1, { ...letter, body }),
  };
  const scrub = t.mock.fn(async () => {});
  const fazer = <T>(work: (tx: CozinhaTx) => Promise<T>, agora = new Date()) =>
    inTransaction(newStory(HISTORIA, agora, 'teste'), work);
  return {
    db,
    fazer,
    scrub,
    receber: (pedidoId: number) => fazer((tx) => receberComanda(tx, pedida(pedidoId))),
    mover: (pedidoId: number, ...acoes: ('iniciar' | 'pronto' | 'entregar')[]) =>
      fazer(async (tx) => {
        for (const acao of acoes) await moverComanda(tx, pedidoId, { acao });
      }),
    esquecer: (pedidoIds: number[], agora = new Date()) =>
      fazer((tx) => pedirEsquecimento(tx, { protocolo: PROTOCOLO, mordida: 0, pedidoIds }), agora),
    /** The job goes round once. */
    async rodar() {
      const job = esquecimento({ db, inTransaction, scrub, care, log: createLogger('silent') });
      job.start();
      await job.stop();
    },
    dito: async (pedidoId: number) => (await comandas(db).get(pedidoId))?.itens[0]?.observacoes,
    trilha: async () => JSON.stringify(await db.selectFrom('trilha').selectAll().execute()),
    respostas: async () =>
      (await db.selectFrom('outbox').selectAll().where('fila', '=', 'lgpd-delecao-res').execute()).map(
        ({ corpo }) => JSON.parse(corpo).dados,
      ),
  };
}

suite('a parte da cozinha em um esquecimento', () => {
  test('o que já não se cozinha perde as palavras, na comanda e na trilha; depois se limpa o arquivo, e só então se conta', async (t) => {
    const c = await abrir(t);
    for (const id of [7, 8, 9]) await c.receber(id);
    await c.mover(7, 'iniciar', 'pronto');
    await c.mover(8, 'iniciar', 'pronto', 'entregar');
    await c.esquecer([7, 8]);
    await c.rodar();
    assert.deepEqual([await c.dito(7), await c.dito(8)], [PALAVRAS_APAGADAS, PALAVRAS_APAGADAS]);
    assert.equal(await c.dito(9), DITO, "somebody else's");
    assert.equal((await c.trilha()).split(DITO).length - 1, 1);
    assert.equal(c.scrub.mock.callCount(), 1);
    assert.deepEqual(await c.respostas(), [{ protocolo: PROTOCOLO, mordida: 0, parte: 'cozinha', contagem: 2 }]);
    await c.rodar();
    assert.equal((await c.respostas()).length, 1, 'told once');
    await c.esquecer([7, 8]);
    await c.rodar();
    assert.equal((await c.respostas()).length, 2, 'and again, when asked again');
  });

  test('o que se cozinha fica até ficar pronto, um dia no máximo', async (t) => {
    for (const [espera, acao] of [
      [0, 'pronto'],
      [DIA_MS + 1, undefined],
    ] as const) {
      const c = await abrir(t);
      await c.receber(7);
      await c.mover(7, 'iniciar');
      await c.esquecer([7], new Date(Date.now() - espera));
      if (acao) {
        await c.rodar();
        assert.equal(await c.dito(7), DITO);
        assert.deepEqual(await c.respostas(), []);
        await c.mover(7, acao);
      }
      await c.rodar();
      assert.equal(await c.dito(7), PALAVRAS_APAGADAS);
      assert.equal((await c.respostas()).length, 1);
    }
  });

  test('a comanda que está a caminho se espera; a que morreu no caminho se apaga entre as mortas, e chega sem palavras', async (t) => {
    const carta = (group: string, body: object): DeadLetter => {
      const messageId = crypto.randomUUID();
      return { group, id: messageId, messageId, body: JSON.stringify(body), sentAt: 0, receipt: messageId };
    };
    const mortas = [carta('8', { dados: pedida(8) }), carta('1', { dados: pedida(1) }), carta('8', { dados: {} })];
    const c = await abrir(t, mortas);
    await c.esquecer([7, 8]);
    await c.rodar();
    assert.deepEqual(await c.respostas(), []);
    assert.deepEqual(
      mortas.map(({ body }) => body.includes(DITO)),
      [false, true, false],
    );
    await c.receber(7);
    await c.mover(7, 'iniciar', 'pronto');
    await c.rodar();
    assert.equal(await c.dito(7), PALAVRAS_APAGADAS);
    assert.equal((await c.respostas()).length, 1);
    await c.receber(8); // sent again after all, by who does not know
    await c.mover(8, 'iniciar', 'pronto');
    await c.rodar();
    assert.equal(await c.dito(8), PALAVRAS_APAGADAS);
  });

  test('de quem não pagou nada, não há o que fazer, e isso se diz na hora', async (t) => {
    const c = await abrir(t);
    await c.esquecer([]);
    assert.deepEqual(await c.respostas(), [{ protocolo: PROTOCOLO, mordida: 0, parte: 'cozinha', contagem: 0 }]);
  });

  test('o que se pediu esquecer se guarda enquanto uma comanda ainda pode chegar', async (t) => {
    const c = await abrir(t);
    await c.esquecer([7], new Date(Date.now() - 16 * DIA_MS));
    await c.fazer((tx) => pedirEsquecimento(tx, { protocolo: HISTORIA, mordida: 0, pedidoIds: [8] }));
    await pruneEsquecimentos(c.db)(new Date(), 500);
    const restam = await c.db.selectFrom('esquecimento').select('pedido_id').execute();
    assert.deepEqual(
      restam.map(({ pedido_id }) => pedido_id),
      [8],
    );
  });
});

test('as comandas de antes do que a lei manda guardar se apagam, e as outras ficam', async (t) => {
  const c = await abrir(t);
  const anos = (n: number) => new Date(Date.now() - n * 366 * DIA_MS);
  for (const [id, n] of [
    [1, 6],
    [2, 6],
    [3, 4],
  ] as const)
    await c.fazer((tx) => receberComanda(tx, pedida(id)), anos(n));
  assert.equal(await pruneComandas(c.db, 5)(new Date(), 500), 2);
  assert.deepEqual([await c.dito(1), await c.dito(3)], [undefined, DITO]);
});
