import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite, test } from 'node:test';
import type { Place } from '@foodious/testing/place.ts';
import { BSON, MongoClient } from 'mongodb';
import { program } from '../../../servers/programs.ts';
import { type TemporaryServers, temporaryServers } from '../../../servers/temporary.ts';
import { CLUSTERS, type Copias, pagamentoMaisAntigo, restauravel } from '../recuperacao.ts';

/** Copies made with the servers' own tools (Debian has none for MongoDB: there it is the driver), while they are in use. */
const deServidores =
  ({ environment: { MYSQL_URL = '', MONGO_URL = '' } }: TemporaryServers) =>
  ({ dataDir }: Place): Copias => {
    const nome = basename(dataDir).toLowerCase().replaceAll('-', '_');
    const { hostname, port, username, password } = new URL(MYSQL_URL);
    const quem = [`--host=${hostname}`, `--port=${port}`, `--user=${username}`];
    const env = { ...process.env, MYSQL_PWD: password };
    const bancos = CLUSTERS.tabelas.map((service) => `${nome}_${service}`);
    const copia = (cluster: string) => join(dataDir, `${cluster}.copia`);
    const documentos = async <T>(work: (db: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> => {
      const client = await MongoClient.connect(MONGO_URL, { retryWrites: false });
      try {
        return await work(client.db(nome));
      } finally {
        await client.close();
      }
    };
    const copiar = {
      async tabelas() {
        const como = ['--single-transaction', '--add-drop-database', '--databases', ...bancos];
        execFileSync(program('mariadb-dump'), [...quem, ...como, `--result-file=${copia('tabelas')}`], { env });
      },
      documentos: () =>
        documentos(async (db) => {
          const todas: Record<string, BSON.Document[]> = {};
          for (const { name } of await db.listCollections().toArray())
            todas[name] = await db.collection(name).find().toArray();
          writeFileSync(copia('documentos'), BSON.EJSON.stringify(todas, { relaxed: false }));
        }),
    };
    const repor = {
      async tabelas() {
        execFileSync(program('mariadb'), quem, { env, input: readFileSync(copia('tabelas')) });
      },
      documentos: () =>
        documentos(async (db) => {
          const todas: Record<string, BSON.Document[]> = BSON.EJSON.parse(readFileSync(copia('documentos'), 'utf8'));
          for (const { name } of await db.listCollections().toArray()) {
            await db.collection(name).deleteMany({});
            const guardados = todas[name] ?? [];
            if (guardados.length > 0) await db.collection(name).insertMany(guardados);
          }
        }),
    };
    return {
      ambiente: { MYSQL_URL: `${MYSQL_URL}/${nome}`, MONGO_URL: `${MONGO_URL}/${nome}` },
      copiar: (cluster) => copiar[cluster](),
      repor: (cluster) => repor[cluster](),
    };
  };

suite('perdidos os servidores de banco', { timeout: 400_000 }, () => {
  test('do que guardam mariadb-dump e uma cópia mais antiga dos documentos, a casa volta ao que o banco e o livro dizem', async (t) => {
    const servers = await temporaryServers();
    t.after(() => servers.remove());
    const casa = await restauravel(t, deServidores(servers));
    await pagamentoMaisAntigo(casa, (line) => t.diagnostic(line));
  });
});
