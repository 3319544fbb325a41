import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { newStory } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { messagingMigrations, sqlTransaction } from '@foodious/messaging/sql.ts';
import { createLogger } from '@foodious/platform/log.ts';
import type { Sql } from '@foodious/platform/sql.ts';
import { umBanco } from '@foodious/testing/database.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { auditoria, type Linha } from '../src/db/auditoria.ts';
import { COMECO, conferidor, encadear } from '../src/db/cadeia.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Database, GatewayInTransaction } from '../src/db/schema.ts';
import { CABECA, cabecasDe, guardarCabeca } from '../src/jobs/cabeca.ts';
import { conferirAuditoria } from '../src/use-cases/auditoria/conferir.ts';
import { registrar } from '../src/use-cases/auditoria/registrar.ts';

const AGORA = new Date('2026-05-04T12:00:00Z');
const calado = { wake() {} };
const transacoes = ({ transact }: Sql<Database>): GatewayInTransaction =>
  sqlTransaction(transact, { relay: calado, tail: calado });

async function abrir(t: TestContext) {
  const { db, transact, outra } = await umBanco<Database>(t, messagingMigrations, migrations);
  const fazer = transacoes({ db, transact } as Sql<Database>);
  return { db, fazer, log: auditoria(db), outra };
}
const contexto = () => ({ ...newStory(randomUUID(), AGORA, 'equipe-7'), papel: 'gerente' });

/** What is wrong with these rows: undefined where nothing is. */
function defeito(linhas: readonly Linha[]) {
  const { proxima } = conferidor();
  for (const linha of linhas) {
    const quebra = proxima(linha);
    if (quebra) return quebra;
  }
  return undefined;
}

suite('o registro de auditoria', () => {
  test('as entradas são numeradas de 1 em diante, cada uma com quem, o quê e o que mudou', async (t) => {
    const { fazer, log } = await abrir(t);
    await fazer(contexto(), (tx) =>
      registrar(tx, {
        acao: 'produto-mudado',
        sobre: { tipo: 'produto', id: '3' },
        antes: { precoCentavos: 1010 },
        depois: { precoCentavos: 1210 },
      }),
    );
    await fazer(contexto(), (tx) =>
      registrar(tx, { quem: 'ninguém', papel: null, acao: 'entrada-recusada', sobre: null, depois: { com: 'pin' } }),
    );
    const linhas = await log.listDepoisDe(0, 10);
    assert.deepEqual(
      linhas.map(({ n, em, quem, papel, acao, sobre_tipo, sobre_id, antes, depois }) => [
        [n, em, quem, papel, acao],
        [sobre_tipo, sobre_id, antes, depois],
      ]),
      [
        [
          [1, AGORA.getTime(), 'equipe-7', 'gerente', 'produto-mudado'],
          ['produto', '3', '{"precoCentavos":1010}', '{"precoCentavos":1210}'],
        ],
        [
          [2, AGORA.getTime(), 'ninguém', null, 'entrada-recusada'],
          [null, null, null, '{"com":"pin"}'],
        ],
      ],
    );
    assert.equal(defeito(linhas), undefined);
  });

  test('o que uma entrada não pode dizer não entra, e nada do que a transação fazia', async (t) => {
    const { fazer, log } = await abrir(t);
    const comNome = { quantos: 1, nome: 'Maria' };
    await assert.rejects(
      fazer(contexto(), (tx) => registrar(tx, { acao: 'clientes-listados', sobre: null, depois: comNome })),
    );
    assert.deepEqual(await log.listDepoisDe(0, 10), []);
    assert.equal((await log.getCabeca()).n, 0);
  });

  test('uma transação que não vinga não deixa buraco', async (t) => {
    const { fazer, log } = await abrir(t);
    const entrar = (cai: boolean) =>
      fazer(contexto(), async (tx) => {
        await registrar(tx, { acao: 'entrada', sobre: null, depois: { com: 'palavra-passe' } });
        if (cai) throw new Error('caiu a luz');
      });
    await Promise.allSettled([entrar(false), entrar(true), entrar(false), entrar(true), entrar(false)]);
    const linhas = await log.listDepoisDe(0, 10);
    assert.deepEqual(
      linhas.map(({ n }) => n),
      [1, 2, 3],
    );
    assert.equal(defeito(linhas), undefined);
  });

  test('duas instâncias que escrevem ao mesmo tempo fazem uma só cadeia', async (t) => {
    const { fazer, log, outra } = await abrir(t);
    // On a server two open one database; a SQLite file has one process, whose transactions come in together.
    const aqui = fazer;
    const la = process.env.MYSQL_URL ? transacoes(await outra()) : fazer;
    const entrar = (onde: GatewayInTransaction) =>
      onde(contexto(), (tx) => registrar(tx, { acao: 'entrada', sobre: null, depois: { com: 'pin' } }));
    await Promise.all(Array.from({ length: 60 }, (_, n) => entrar(n % 2 ? aqui : la)));
    const linhas = await log.listDepoisDe(0, 100);
    assert.equal(linhas.length, 60);
    assert.equal(defeito(linhas), undefined);
    assert.equal((await log.getCabeca()).n, 60);
  });

  test('o banco recusa mudar ou apagar uma entrada', async (t) => {
    const { db, fazer } = await abrir(t);
    await fazer(contexto(), (tx) => registrar(tx, { acao: 'saida', sobre: null }));
    const soCresce = /append-only|ER_SIGNAL_EXCEPTION/;
    await assert.rejects(db.updateTable('auditoria').set({ quem: 'outra pessoa' }).execute(), soCresce);
    await assert.rejects(db.deleteFrom('auditoria').execute(), soCresce);
  });
});

suite('a auditoria conferida', () => {
  /** A log of so many entries, and where it ended after each. */
  async function escrita(t: TestContext, quantas: number) {
    const { db, fazer, log } = await abrir(t);
    for (let n = 0; n < quantas; n += 1) await fazer(contexto(), (tx) => registrar(tx, { acao: 'saida', sobre: null }));
    const fins = (await log.listDepoisDe(0, quantas)).map(({ n, hash }) => ({ n, hash }));
    /** Whoever owns the database can take its triggers away. */
    const mexer = async (comando: string) => {
      for (const gatilho of ['auditoria_update', 'auditoria_delete'])
        await sql`drop trigger if exists ${sql.id(gatilho)}`.execute(db);
      await sql.raw(comando).execute(db);
    };
    return { db, fins, mexer, log, conferir: (conhecidos = fins) => conferirAuditoria({ db }, conhecidos) };
  }

  test('inteira, diz quantas entradas; vazia também', async (t) => {
    assert.deepEqual(await (await escrita(t, 5)).conferir(), { certas: 5, quebra: null });
    assert.deepEqual(await (await escrita(t, 0)).conferir(), { certas: 0, quebra: null });
  });

  for (const [que, comando, quebra] of [
    ['mudada', "update auditoria set quem = 'outra' where n = 3", { n: 3, defeito: 'mudada' }],
    ['tirada', 'delete from auditoria where n = 3', { n: 3, defeito: 'ausente' }],
    ['renumerada', 'update auditoria set n = 9 where n = 3', { n: 3, defeito: 'ausente' }],
    ['cortada no fim', 'delete from auditoria where n > 3', { n: 4, defeito: 'cortada' }],
  ] as const)
    test(`${que}, diz a primeira entrada que não está certa`, async (t) => {
      const { mexer, conferir } = await escrita(t, 5);
      await mexer(comando);
      assert.deepEqual(await conferir([]), { certas: quebra.n - 1, quebra });
    });

  test('cortada também na cabeça, quem guardou o fim em outro lugar o sabe', async (t) => {
    const { mexer, conferir, fins } = await escrita(t, 5);
    await mexer('delete from auditoria where n > 3');
    await mexer(`update auditoria_cabeca set n = 3, hash = '${fins[2]?.hash}'`);
    assert.deepEqual(await conferir([]), { certas: 3, quebra: null });
    assert.deepEqual(await conferir(fins.slice(4)), { certas: 3, quebra: { n: 4, defeito: 'cortada' } });
  });

  test('refeita inteira a partir de uma entrada, quem guardou um fim posterior o sabe', async (t) => {
    const { db, mexer, conferir, fins, log } = await escrita(t, 5);
    const antes = await log.listDepoisDe(0, 5);
    await mexer('delete from auditoria where n >= 2');
    for (const { n: _, hash: __, hash_anterior: ___, ...linha } of antes.slice(1)) {
      const ate = (await log.listDepoisDe(0, 5)).at(-1) ?? COMECO;
      await log.insert(encadear({ n: ate.n, hash: ate.hash }, { ...linha, quem: 'outra' }));
    }
    assert.deepEqual(await conferirAuditoria({ db }, fins.slice(0, 1)), { certas: 5, quebra: null });
    assert.deepEqual(await conferir(fins.slice(3, 4)), { certas: 3, quebra: { n: 4, defeito: 'refeita' } });
  });

  test('o fim é dito ao log e ao armazém de objetos quando o gateway para, e lido de volta', async (t) => {
    const { db, fins } = await escrita(t, 3);
    const linhas: { msg: string; n?: number; hash?: string }[] = [];
    const log = createLogger('info', { write: (linha) => void linhas.push(JSON.parse(linha)) });
    const chaves: string[] = [];
    let fora = false;
    const job = guardarCabeca(
      { db },
      {
        async put(chave) {
          if (fora) throw new Unavailable('the object storage does not answer');
          chaves.push(chave);
        },
      },
      log,
    );
    job.start();
    await job.stop();
    assert.deepEqual(cabecasDe([...chaves, 'outra.json']), [fins[2], fins[2]]); // one object: all it says is its key
    assert.deepEqual(
      linhas.map(({ msg, n, hash }) => ({ msg, n, hash })),
      [
        { msg: CABECA, ...fins[2] },
        { msg: CABECA, ...fins[2] },
      ],
    );
    fora = true;
    job.start();
    await job.stop(); // it stops all the same
    assert.equal(linhas.length, 6);
  });
});

suite('a cadeia', () => {
  const campo = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
  const conteudo = fc.record({
    loja_id: fc.nat(),
    em: fc.nat(),
    quem: fc.string(),
    papel: fc.option(fc.string()),
    acao: fc.constantFrom('saida' as const, 'entrada' as const),
    sobre_tipo: fc.option(fc.string()),
    sobre_id: fc.option(fc.string()),
    antes: fc.option(fc.string()),
    depois: fc.option(fc.string()),
    correlacao: fc.uuid(),
    evento_id: fc.option(fc.uuid()),
  });
  /** A chain of at least three rows, and one of them but the last. */
  const cadeia = fc
    .array(conteudo, { minLength: 3, maxLength: 8 })
    .map((conteudos) => {
      const linhas: Linha[] = [];
      for (const novo of conteudos) {
        const { n, hash } = linhas.at(-1) ?? COMECO;
        linhas.push(encadear({ n, hash }, novo));
      }
      return linhas;
    })
    .chain((linhas) => fc.tuple(fc.constant(linhas), fc.nat(linhas.length - 2)));

  test('inteira, está certa', () => {
    fc.assert(fc.property(cadeia, ([linhas]) => assert.equal(defeito(linhas), undefined)));
  });

  test('qualquer mudança em qualquer coluna é achada', () => {
    fc.assert(
      fc.property(cadeia, fc.nat(13), campo, ([linhas, onde], coluna, valor) => {
        const linha = linhas[onde] as Linha;
        const nome = Object.keys(linha)[coluna] as keyof Linha;
        fc.pre(linha[nome] !== valor);
        const mexida = linhas.with(onde, { ...linha, [nome]: valor } as Linha);
        assert.equal(defeito(mexida)?.n, onde + 1);
      }),
    );
  });

  test('uma entrada refeita com o hash certo é achada na seguinte', () => {
    fc.assert(
      fc.property(cadeia, fc.string(), ([linhas, onde], quem) => {
        const { n, hash_anterior, hash: _, ...linha } = linhas[onde] as Linha;
        fc.pre(linha.quem !== quem);
        const refeita = encadear({ n: n - 1, hash: hash_anterior }, { ...linha, quem });
        assert.deepEqual(defeito(linhas.with(onde, refeita)), { n: n + 1, defeito: 'desligada' });
      }),
    );
  });

  test('uma entrada tirada, ou trocada de lugar, é achada', () => {
    fc.assert(
      fc.property(cadeia, ([linhas, onde]) => {
        assert.deepEqual(defeito(linhas.toSpliced(onde, 1)), { n: onde + 1, defeito: 'ausente' });
        const [uma, outra] = [linhas[onde] as Linha, linhas[onde + 1] as Linha];
        assert.equal(defeito(linhas.with(onde, outra).with(onde + 1, uma))?.n, onde + 1);
        const comOutroNumero = linhas.with(onde, { ...outra, n: uma.n }).with(onde + 1, { ...uma, n: outra.n });
        assert.equal(defeito(comOutroNumero)?.n, onde + 1);
      }),
    );
  });
});
