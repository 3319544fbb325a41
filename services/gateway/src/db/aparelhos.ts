import type { TipoDeAparelho, TipoDeTela } from '@foodious/contracts/aparelhos.ts';
import { LOJA } from '@foodious/contracts/scopes.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A screen that was paired, or a program with a client id and a secret; instants in epoch milliseconds. */
export type Aparelho = {
  id: number;
  lojaId: number;
  tipo: TipoDeAparelho;
  nome: string;
  /** Hash of what it shows; null where the identity keeps that. */
  credencialHash: string | null;
  clientId: string | null;
  /** What it says it runs. */
  versao: string | null;
  criadoEm: number;
  vistoEm: number | null;
  revogadoEm: number | null;
};

type Row = Omit<Database['aparelho'], 'id'> & { id: number };
const toAparelho = (row: Row): Aparelho => ({
  id: row.id,
  lojaId: row.loja_id,
  tipo: row.tipo,
  nome: row.nome,
  credencialHash: row.credencial_hash,
  clientId: row.client_id,
  versao: row.versao,
  criadoEm: row.criado_em,
  vistoEm: row.visto_em,
  revogadoEm: row.revogado_em,
});

export const aparelhos = (db: Kysely<Database>) => {
  const one = async (column: 'id' | 'credencial_hash' | 'client_id', value: number | string) => {
    const row = await db.selectFrom('aparelho').selectAll().where(column, '=', value).executeTakeFirst();
    return row && toAparelho(row);
  };
  return {
    get: (id: number) => one('id', id),
    getByCredencial: (hash: string) => one('credencial_hash', hash),
    getByClientId: (clientId: string) => one('client_id', clientId),
    async list(): Promise<Aparelho[]> {
      return (await db.selectFrom('aparelho').selectAll().orderBy('id').execute()).map(toAparelho);
    },
    /** Whether there is one of a kind that was not revoked. */
    async hasTipo(tipo: TipoDeTela): Promise<boolean> {
      const one = db.selectFrom('aparelho').select('id').where('tipo', '=', tipo).where('revogado_em', 'is', null);
      return (await one.limit(1).executeTakeFirst()) !== undefined;
    },
    async insert(
      novo: Pick<Aparelho, 'tipo' | 'nome' | 'credencialHash' | 'clientId' | 'criadoEm'> & { versao?: string | null },
    ): Promise<number> {
      const done = await db
        .insertInto('aparelho')
        .values({
          loja_id: LOJA,
          tipo: novo.tipo,
          nome: novo.nome,
          credencial_hash: novo.credencialHash,
          client_id: novo.clientId,
          versao: novo.versao ?? null,
          criado_em: novo.criadoEm,
          visto_em: null,
          revogado_em: null,
        })
        .executeTakeFirstOrThrow();
      return Number(done.insertId);
    },
    async update(id: number, mudou: Partial<Pick<Aparelho, 'nome' | 'versao' | 'vistoEm' | 'revogadoEm'>>) {
      const { nome, versao, vistoEm, revogadoEm } = mudou;
      await db
        .updateTable('aparelho')
        .set({
          ...(nome === undefined ? {} : { nome }),
          ...(versao === undefined ? {} : { versao }),
          ...(vistoEm === undefined ? {} : { visto_em: vistoEm }),
          ...(revogadoEm === undefined ? {} : { revogado_em: revogadoEm }),
        })
        .where('id', '=', id)
        .execute();
    },
  };
};

/** A code somebody of the gerência made, for a screen to exchange. */
export type Pareamento = { codigoHash: string; tipo: TipoDeTela; nome: string; ate: number };

export const pareamentos = (db: Kysely<Database>) => ({
  async insert({ codigoHash, tipo, nome, ate }: Pareamento): Promise<void> {
    await db.insertInto('pareamento').values({ codigo_hash: codigoHash, loja_id: LOJA, tipo, nome, ate }).execute();
  },
  async lock(codigoHash: string): Promise<Pareamento | undefined> {
    const row = await db
      .selectFrom('pareamento')
      .selectAll()
      .where('codigo_hash', '=', codigoHash)
      .forUpdate()
      .executeTakeFirst();
    return row && { codigoHash, tipo: row.tipo, nome: row.nome, ate: row.ate };
  },
  async delete(codigoHash: string): Promise<void> {
    await db.deleteFrom('pareamento').where('codigo_hash', '=', codigoHash).execute();
  },
  /** Those that are over. */
  async deleteVencidos(agora: number): Promise<void> {
    await db.deleteFrom('pareamento').where('ate', '<=', agora).execute();
  },
  async count(): Promise<number> {
    const { n } = await db
      .selectFrom('pareamento')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return Number(n);
  },
});
