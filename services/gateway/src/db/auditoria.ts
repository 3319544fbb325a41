import type { Insertable, Kysely, Selectable } from 'kysely';
import { CADEIA, type Cabeca } from './cadeia.ts';
import type { Database } from './schema.ts';

export type Linha = Selectable<Database['auditoria']>;

/** What the audit log is asked for; each part narrows it. */
export type Filtro = {
  /** Entries before this number. */
  antesDe?: number | undefined;
  quem?: string | undefined;
  acao?: string | undefined;
  sobre?: { tipo: string; id?: string | undefined } | undefined;
  /** From this instant on, and before that one, epoch milliseconds. */
  de?: number | undefined;
  ate?: number | undefined;
};

/** The audit log of a database or of a running transaction. */
export const auditoria = (db: Kysely<Database>) => ({
  /** The end of the chain, for a transaction that appends: whoever else would append waits until that ends. */
  lockCabeca: (): Promise<Cabeca> => aCabeca(db).forUpdate().executeTakeFirstOrThrow(),
  getCabeca: (): Promise<Cabeca> => aCabeca(db).executeTakeFirstOrThrow(),
  /** Appends a row, which is the new end. */
  async insert(linha: Insertable<Database['auditoria']>): Promise<void> {
    await db.insertInto('auditoria').values(linha).execute();
    const { n, hash } = linha;
    await db.updateTable('auditoria_cabeca').set({ n, hash }).where('cadeia', '=', CADEIA).execute();
  },
  /** Rows after a number, in order. */
  listDepoisDe: (n: number, limite: number): Promise<Linha[]> =>
    db.selectFrom('auditoria').selectAll().where('n', '>', n).orderBy('n').limit(limite).execute(),
  /** The newest rows there are of this kind, newest first. */
  async list({ antesDe, quem, acao, sobre, de, ate }: Filtro, limite: number): Promise<Linha[]> {
    let linhas = db.selectFrom('auditoria').selectAll().orderBy('n', 'desc').limit(limite);
    if (antesDe !== undefined) linhas = linhas.where('n', '<', antesDe);
    if (quem !== undefined) linhas = linhas.where('quem', '=', quem);
    if (acao !== undefined) linhas = linhas.where('acao', '=', acao as Linha['acao']);
    if (sobre) linhas = linhas.where('sobre_tipo', '=', sobre.tipo);
    if (sobre?.id !== undefined) linhas = linhas.where('sobre_id', '=', sobre.id);
    if (de !== undefined) linhas = linhas.where('em', '>=', de);
    if (ate !== undefined) linhas = linhas.where('em', '<', ate);
    return linhas.execute();
  },
});

const aCabeca = (db: Kysely<Database>) =>
  db.selectFrom('auditoria_cabeca').select(['n', 'hash']).where('cadeia', '=', CADEIA);
