import { isUniqueViolation, type Transact } from '@foodious/platform/sql.ts';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Documentos } from '../ports.ts';
import { type Colecao, chavesDe } from './colecoes.ts';

/** The table of a collection: the documents as JSON, and beside each the keys it is found by. */
export const tabelaDe = <T, Chave extends string>({ nome, chaves }: Colecao<T, Chave>): Migration => ({
  async up(db) {
    let tabela = db.schema
      .createTable(nome)
      .ifNotExists()
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('rev', 'integer', (c) => c.notNull())
      .addColumn('corpo', 'text', (c) => c.notNull());
    for (const chave of Object.keys(chaves)) tabela = tabela.addColumn(chave, 'text');
    await tabela.execute();
    for (const chave of Object.keys(chaves))
      await db.schema.createIndex(`${nome}_${chave}`).ifNotExists().on(nome).columns([chave, 'id']).execute();
  },
});

type Linha = { corpo: string; rev: number };

/** A collection in a table of a SQLite file. */
export function documentosSqlite<DB, T, Chave extends string>(
  db: Kysely<DB>,
  transact: Transact<DB>,
  colecao: Colecao<T, Chave>,
): Documentos<T, Chave> {
  const tabela = sql.table(colecao.nome);
  const nomes = Object.keys(colecao.chaves) as Chave[];
  const colunas = sql.join(nomes.map((nome) => sql.ref(nome)));
  const lida = ({ corpo, rev }: Linha) => ({ doc: JSON.parse(corpo) as T, rev });
  return {
    async get(id) {
      const { rows } = await sql<Linha>`select corpo, rev from ${tabela} where id = ${id}`.execute(db);
      return rows[0] && lida(rows[0]);
    },
    async insert(doc) {
      const valores = Object.values<string | null>(chavesDe(colecao, doc));
      try {
        await transact((trx) =>
          sql`insert into ${tabela} (id, rev, corpo, ${colunas}) values
            (${colecao.id(doc)}, 1, ${JSON.stringify(doc)}, ${sql.join(valores)})`.execute(trx),
        );
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async replace({ doc: antes, rev }, doc) {
      const sets = Object.entries<string | null>(chavesDe(colecao, doc)).map(
        ([nome, v]) => sql`${sql.ref(nome)} = ${v}`,
      );
      const { numAffectedRows } = await transact((trx) =>
        sql`update ${tabela} set corpo = ${JSON.stringify(doc)}, rev = ${rev + 1}, ${sql.join(sets)}
          where id = ${colecao.id(antes)} and rev = ${rev}`.execute(trx),
      );
      return numAffectedRows === 1n;
    },
    async list(chave, { de = '', ate, invertida = false, limite }) {
      const coluna = sql.ref(chave);
      const ordem = invertida ? sql`desc` : sql`asc`;
      const { rows } = await sql<Linha>`select corpo, rev from ${tabela} where ${coluna} >= ${de}
        ${ate === undefined ? sql`` : sql`and ${coluna} < ${ate}`}
        order by ${coluna} ${ordem}, id ${ordem} limit ${limite}`.execute(db);
      return rows.map((linha) => lida(linha).doc);
    },
    async deleteBelow(chave, ate, limite) {
      const coluna = sql.ref(chave);
      const { numAffectedRows = 0n } = await transact((trx) =>
        sql`delete from ${tabela} where id in
          (select id from ${tabela} where ${coluna} < ${ate} order by ${coluna} limit ${limite})`.execute(trx),
      );
      return Number(numAffectedRows);
    },
  };
}
