import type { Papel } from '@foodious/contracts/scopes.ts';
import type { SessionScreen } from '@foodious/contracts/screens.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import { removeFound } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A session of a screen, kept by the server; the browser has an id nobody guesses, and here is its hash. */
export type Sessao = {
  idHash: string;
  lojaId: number;
  tela: SessionScreen;
  papel: Papel;
  /** Who it is to the services: its own (`sessao-<uuid>`), a person of the staff, a verified cliente. */
  sub: string;
  /** The paired aparelho it was opened at, if any. */
  aparelhoId: number | null;
  /** The person of the staff who signed in, where that is one with an account of their own. */
  pessoaId: number | null;
  /** The cliente who told their CPF; proved to be them, where `verificado`. */
  clienteId: number | null;
  verificado: boolean;
  criadaEm: number;
  ate: number;
};

/** Sessions that have not ended; times that are over are the caller's to look at. */
export const sessoes = (db: Kysely<Database>) => ({
  async get(idHash: string): Promise<Sessao | undefined> {
    const row = await db
      .selectFrom('sessao')
      .selectAll()
      .where('id_hash', '=', idHash)
      .where('encerrada_em', 'is', null)
      .executeTakeFirst();
    return (
      row && {
        idHash,
        lojaId: row.loja_id,
        tela: row.tela,
        papel: row.papel,
        sub: row.sub,
        aparelhoId: row.aparelho_id,
        pessoaId: row.pessoa_id,
        clienteId: row.cliente_id,
        verificado: row.verificado === 1,
        criadaEm: row.criada_em,
        ate: row.ate,
      }
    );
  },
  async insert(sessao: Sessao): Promise<void> {
    await db
      .insertInto('sessao')
      .values({
        id_hash: sessao.idHash,
        loja_id: sessao.lojaId,
        tela: sessao.tela,
        papel: sessao.papel,
        sub: sessao.sub,
        aparelho_id: sessao.aparelhoId,
        pessoa_id: sessao.pessoaId,
        cliente_id: sessao.clienteId,
        verificado: Number(sessao.verificado),
        criada_em: sessao.criadaEm,
        ate: sessao.ate,
        encerrada_em: null,
      })
      .execute();
  },
  async update({ idHash, ate }: Pick<Sessao, 'idHash' | 'ate'>): Promise<void> {
    await db.updateTable('sessao').set({ ate }).where('id_hash', '=', idHash).execute();
  },
  /** Those of a screen that were opened at no paired aparelho. */
  async listSemAparelho(tela: SessionScreen): Promise<string[]> {
    const rows = await db
      .selectFrom('sessao')
      .select('id_hash')
      .where('tela', '=', tela)
      .where('aparelho_id', 'is', null)
      .where('encerrada_em', 'is', null)
      .execute();
    return rows.map(({ id_hash }) => id_hash);
  },
  /** Ends those of one id, sub, aparelho or cliente that have not ended, and says which they were. */
  async end(
    by: { idHash: string } | { sub: string } | { aparelhoId: number } | { clienteId: number },
    agora: number,
  ): Promise<string[]> {
    const [[column, value]] = Object.entries(by) as [[keyof typeof COLUMNS, string | number]];
    const open = db
      .selectFrom('sessao')
      .select('id_hash')
      .where(COLUMNS[column], '=', value)
      .where('encerrada_em', 'is', null);
    const ids = (await open.forUpdate().execute()).map(({ id_hash }) => id_hash);
    if (ids.length > 0)
      await db.updateTable('sessao').set({ encerrada_em: agora }).where('id_hash', 'in', ids).execute();
    return ids;
  },
  /** Nothing says any more which sessions were a cliente's; says how many. */
  async updateSemCliente(clienteId: number): Promise<number> {
    const { numUpdatedRows } = await db
      .updateTable('sessao')
      .set((eb) => ({
        cliente_id: null,
        sub: eb.case().when('sub', '=', `cliente-${clienteId}`).then('cliente').else(eb.ref('sub')).end(),
      }))
      .where('cliente_id', '=', clienteId)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  },
});

const COLUMNS = { idHash: 'id_hash', sub: 'sub', aparelhoId: 'aparelho_id', clienteId: 'cliente_id' } as const;

/** Forgets the sessions whose time is over. */
export const pruneSessoes =
  (db: Kysely<Database>): Prune =>
  (_, limit) => {
    const agora = Date.now();
    return removeFound(
      db
        .selectFrom('sessao')
        .select('id_hash as key')
        .where((eb) => eb.or([eb('ate', '<', agora), eb('encerrada_em', '<', agora)]))
        .limit(limit),
      (keys) => db.deleteFrom('sessao').where('id_hash', 'in', keys),
    );
  };
