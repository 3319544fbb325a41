import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { type Connection, createConnection } from 'mysql2/promise';
import { type TemporaryServers, temporaryServers } from '../temporary.ts';

let servers: TemporaryServers;
before(async () => {
  servers = await temporaryServers();
});
after(() => servers.remove());

/** Writes from several clients until the server is killed in the middle of it; resolves with what was acknowledged. */
async function ateMorrer(
  server: { kill(): Promise<void> },
  escrever: (n: number) => Promise<unknown>,
): Promise<number[]> {
  const confirmados: number[] = [];
  let proximo = 1;
  const escritor = async () => {
    for (;;) {
      const n = proximo++;
      try {
        await escrever(n);
      } catch {
        return; // it is gone
      }
      confirmados.push(n);
    }
  };
  const escritores = [...Array(16)].map(escritor);
  while (confirmados.length < 200) await sleep(5);
  await server.kill();
  await Promise.all(escritores);
  return confirmados;
}

suite('MariaDB', () => {
  const conectado = async <T>(
    database: string | undefined,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> => {
    const connection = await createConnection({ uri: servers.mariadb.url, ...(database ? { database } : {}) });
    try {
      return await work(connection);
    } finally {
      connection.destroy();
    }
  };

  test('o que confirmou está lá depois de kill -9', async () => {
    await conectado(undefined, (c) => c.query('create database loja_pedido'));
    await conectado('loja_pedido', (c) => c.query('create table pedido (id int primary key)'));
    const conexoes = await Promise.all(
      [...Array(16)].map(() => createConnection(`${servers.mariadb.url}/loja_pedido`)),
    );
    for (const conexao of conexoes) conexao.on('error', () => {}); // they are cut
    const confirmados = await ateMorrer(servers.mariadb, (n) =>
      (conexoes[n % 16] as Connection).query('insert into pedido values (?)', [n]),
    );
    await servers.mariadb.start();
    const [rows] = await conectado('loja_pedido', (c) => c.query('select id from pedido'));
    const guardados = new Set((rows as { id: number }[]).map(({ id }) => id));
    assert.deepEqual(
      confirmados.filter((n) => !guardados.has(n)),
      [],
    );
  });

  test('o usuário faz bancos com qualquer prefixo e não vê os do servidor', async () => {
    await conectado(undefined, (c) => c.query('create database t0123456789ab_teste'));
    await assert.rejects(
      conectado('mysql', (c) => c.query('select 1')),
      { code: 'ER_DBACCESS_DENIED_ERROR' },
    );
  });

  test('a palavra-passe não está entre os argumentos, que qualquer um lê', () => {
    const { password } = new URL(servers.mariadb.url);
    assert.ok(!readFileSync(`/proc/${servers.mariadb.pid()}/cmdline`, 'utf8').includes(password));
  });
});

suite('MongoDB', () => {
  const conectado = async <T>(work: (db: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> => {
    const client = await MongoClient.connect(servers.mongo.url, { retryWrites: false });
    try {
      return await work(client.db('teste'));
    } finally {
      await client.close();
    }
  };

  test('o que confirmou está lá depois de kill -9, com seus índices', async () => {
    const confirmados = await conectado(async (db) => {
      const pagamentos = db.collection<{ _id: number; vezes: number }>('durar');
      await pagamentos.createIndex({ vezes: 1 }, { unique: true });
      return ateMorrer(servers.mongo, async (n) => {
        await pagamentos.insertOne({ _id: n, vezes: -n });
        await pagamentos.updateOne({ _id: n }, { $set: { vezes: n } });
      });
    });
    await servers.mongo.start();
    await conectado(async (db) => {
      const pagamentos = db.collection<{ _id: number; vezes: number }>('durar');
      const guardados = new Map((await pagamentos.find().toArray()).map(({ _id, vezes }) => [_id, vezes]));
      assert.deepEqual(
        confirmados.filter((n) => guardados.get(n) !== n),
        [],
      );
      const n = confirmados[0] ?? 0;
      assert.deepEqual(await pagamentos.findOne({ vezes: n }), { _id: n, vezes: n });
      await assert.rejects(pagamentos.insertOne({ _id: -1, vezes: n }), { code: 11000 });
    });
  });

  test('de mudanças simultâneas que esperam a mesma revisão, uma só vale', async () => {
    await conectado(async (db) => {
      const pagamentos = db.collection<{ _id: number; rev: number }>('cas');
      await pagamentos.insertOne({ _id: 1, rev: 0 });
      for (let rev = 0; rev < 100; rev++) {
        const mudar = async (i: number) =>
          i % 2 === 0
            ? (await pagamentos.updateOne({ _id: 1, rev }, { $inc: { rev: 1 } })).modifiedCount === 1
            : (await pagamentos.findOneAndUpdate({ _id: 1, rev }, { $inc: { rev: 1 } })) !== null;
        const valeram = await Promise.all([...Array(6).keys()].map(mudar));
        assert.equal(valeram.filter(Boolean).length, 1, `rev ${rev}`);
      }
    });
  });

  test('ninguém lê meia mudança', async () => {
    await conectado(async (db) => {
      const documentos = db.collection<{ _id: number; a: number[]; b: number[] }>('inteiro');
      await documentos.insertOne({ _id: 1, a: [], b: [] });
      let acabou = false;
      const ler = async () => {
        while (!acabou) {
          const { a, b } = (await documentos.findOne({ _id: 1 })) ?? {};
          assert.deepEqual(a, b);
        }
      };
      const escrever = async () => {
        for (let n = 0; n < 200; n++) await documentos.updateOne({ _id: 1 }, { $push: { a: n, b: n } });
        acabou = true;
      };
      await Promise.all([escrever(), ler(), ler(), ler()]);
    });
  });

  test('acha pelos índices o mesmo que olhando cada documento', async () => {
    type Doc = { _id: number; g: number; n: number | null; s?: string; itens: { k: string }[] };
    const docs: Doc[] = [...Array(300).keys()].map((i) => ({
      _id: i,
      g: i % 7,
      n: i % 11 === 0 ? null : (i * 37) % 100,
      ...(i % 3 === 0 ? { s: `s${i % 10}` } : {}),
      itens: [...Array(i % 4).keys()].map((k) => ({ k: `k${(i + k) % 20}` })),
    }));
    const consultas = [
      { _id: 7 },
      { _id: 7, g: 0 },
      { _id: 7, g: 1 },
      { _id: { $in: [3, 299, 1000, 3] } },
      { _id: { $gt: 290 } },
      { _id: { $gte: 10, $lt: 20 } },
      { g: 3 },
      { g: 3, n: 40 },
      { g: 3, n: { $lte: 40 } },
      { g: { $gt: 4 }, n: { $gt: 10, $lt: 60 } },
      { n: null },
      { g: 2, n: null },
      { s: 's3' },
      { s: { $gt: 's5' } },
      { s: { $exists: false } },
      { 'itens.k': 'k5' },
      { 'itens.k': { $gt: '' } },
      { 'itens.k': { $gt: 'k3', $lt: 'k4' } },
      { itens: [] },
      { $or: [{ g: 1 }, { s: 's3' }] },
      {},
    ];
    const ordens = [{ _id: 1 }, { _id: -1 }, { g: 1, _id: 1 }, { n: 1, _id: -1 }] as const;
    await conectado(async (db) => {
      const [com, sem] = [db.collection<Doc>('com'), db.collection<Doc>('sem')];
      await com.insertMany(docs);
      await sem.insertMany(docs);
      await com.createIndex({ g: 1, n: 1 });
      await com.createIndex({ s: 1 }, { sparse: true });
      await com.createIndex({ 'itens.k': 1 });
      for (const c of [com, sem]) {
        await c.updateMany({ g: 6 }, { $set: { n: 5 }, $pull: { itens: { k: 'k5' } } });
        await c.deleteMany({ g: 5, n: { $gt: 50 } });
      }
      for (const consulta of consultas)
        for (const ordem of ordens) {
          // The other one is asked in a way no index can answer.
          const olhando = sem
            .find({ $and: [consulta] }, { limit: 50 })
            .sort(ordem)
            .toArray();
          const achados = com.find(consulta, { limit: 50 }).sort(ordem).toArray();
          assert.deepEqual(await achados, await olhando, JSON.stringify({ consulta, ordem }));
        }
    });
  });

  test('o arquivo não passa de poucas vezes o que guarda, embora cada mudança o escreva', async () => {
    const arquivo = join(servers.dir, 'mongo', 'data.mv');
    const antes = statSync(arquivo).size;
    await conectado(async (db) => {
      const documentos = db.collection<{ _id: string; corpo: string }>('muitas');
      // Ids in no order: each lands between others, whose neighbourhood is written again with it.
      const inserir = async (quem: number) => {
        for (let i = quem; i < 6_000; i += 32)
          await documentos.insertOne({ _id: crypto.randomUUID(), corpo: 'x'.repeat(1_000) });
      };
      await Promise.all([...Array(32).keys()].map(inserir));
    });
    const cresceu = statSync(arquivo).size - antes;
    assert.ok(cresceu < 26_000_000, `${cresceu} bytes`); // some 38 MB where nothing tidies up
  });
});
