import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely, Selectable } from 'kysely';
import { type Codigo, JANELA_MS } from '../domain/codigo.ts';
import type { Database } from './schema.ts';

const toCodigo = (row: Selectable<Database['codigo_de_email']>): Codigo => ({
  id: row.id,
  quem: row.quem,
  clienteId: row.cliente_id,
  pedinte: row.pedinte ?? '',
  lugar: row.lugar ?? '',
  novoEmail: row.novo_email,
  numero: row.numero,
  hash: row.hash,
  criadoEm: row.criado_em,
  tentativas: row.tentativas,
  usadoEm: row.usado_em,
});

/** Codes sent by e-mail. Instants are epoch milliseconds. */
export const codigos = (db: Kysely<Database>) => {
  const todos = () => db.selectFrom('codigo_de_email').selectAll();
  const um = async (query: ReturnType<typeof todos>): Promise<Codigo | undefined> => {
    const row = await query.executeTakeFirst();
    return row && toCodigo(row);
  };
  return {
    /** Those of an address, the newest first. */
    listByQuem: async (quem: string): Promise<Codigo[]> =>
      (await todos().where('quem', '=', quem).orderBy('numero', 'desc').execute()).map(toCodigo),
    /** The newest by which who reads an address says who they are, of those a browser asked for. */
    getDeEntrada: (quem: string, pedinte: string) =>
      um(
        todos()
          .where('quem', '=', quem)
          .where('pedinte', '=', pedinte)
          .where('novo_email', 'is', null)
          .orderBy('numero', 'desc')
          .limit(1),
      ),
    /** The newest by which a cliente takes another address. */
    getDeTroca: (clienteId: number) =>
      um(
        todos()
          .where('cliente_id', '=', clienteId)
          .where('novo_email', 'is not', null)
          .orderBy('criado_em', 'desc')
          .orderBy('id', 'desc')
          .limit(1),
      ),
    lock: (id: string) => um(todos().where('id', '=', id).forUpdate()),
    /** How many were made since an instant, for anybody, or for a cliente who wants another address. */
    async countDesde(desde: number, clienteId?: number): Promise<number> {
      const feitos = db
        .selectFrom('codigo_de_email')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('criado_em', '>', desde);
      const { n } = await (clienteId === undefined
        ? feitos
        : feitos.where('cliente_id', '=', clienteId).where('novo_email', 'is not', null)
      ).executeTakeFirstOrThrow();
      return Number(n);
    },
    /** Throws the unique violation when another of its address was made at the same time. */
    async insert({ id, quem, clienteId, pedinte, lugar, novoEmail, numero, hash, criadoEm }: Codigo): Promise<void> {
      await db
        .insertInto('codigo_de_email')
        .values({
          id,
          quem,
          cliente_id: clienteId,
          pedinte,
          lugar,
          novo_email: novoEmail,
          numero,
          hash,
          criado_em: criadoEm,
          tentativas: 0,
          usado_em: null,
        })
        .execute();
    },
    async updateTentativas(id: string, tentativas: number): Promise<void> {
      await db.updateTable('codigo_de_email').set({ tentativas }).where('id', '=', id).execute();
    },
    async updateUsadoEm(id: string, usadoEm: number): Promise<void> {
      await db.updateTable('codigo_de_email').set({ usado_em: usadoEm }).where('id', '=', id).execute();
    },
    /** Those of an address, also from before it was a cliente's. */
    async deleteByQuem(quem: string): Promise<void> {
      await db.deleteFrom('codigo_de_email').where('quem', '=', quem).execute();
    },
    async deleteByCliente(clienteId: number): Promise<void> {
      await db.deleteFrom('codigo_de_email').where('cliente_id', '=', clienteId).execute();
    },
  };
};

/** Forgets the codes that count for no limit any more. */
export const pruneCodigos =
  (db: Kysely<Database>): Prune =>
  (_, limit) =>
    removeFound(
      db
        .selectFrom('codigo_de_email')
        .select('id as key')
        .where('criado_em', '<=', Date.now() - JANELA_MS)
        .orderBy('criado_em')
        .limit(limit),
      (keys) => db.deleteFrom('codigo_de_email').where('id', 'in', keys),
    );
