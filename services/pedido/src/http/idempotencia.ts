import { createHash } from 'node:crypto';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Prune } from '@foodious/messaging/retention.ts';
import type { Tx } from '@foodious/messaging/sql.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from './db/database.ts';

/** How long a key is remembered, in milliseconds. */
const VALIDADE_MS = 24 * 60 * 60 * 1000;
const CABECALHO = 'Idempotency-Key';

/** A caller's key and what it was sent with, as hashes: they tell nothing of who asked, or what for. */
export type Chave = { chave: string; corpo: string };

/**
 * Reads an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a quoted string, or bare as most clients send it.
 * A key belongs to the caller it came from. Throws Refusal `invalid` when it is missing, or is none.
 */
export function lerChave(header: unknown, caller: string, corpo: unknown): Chave {
  const [, quoted, bare] = /^(?:"([ !#-~]{1,255})"|([!#-~]{1,255}))$/.exec(String(header ?? '')) ?? [];
  const key = quoted ?? bare;
  if (key === undefined)
    throw new Refusal('invalid', `${CABECALHO} deve ser informado, com até 255 caracteres`, { campo: CABECALHO });
  return { chave: sha256(`${caller}\n${key}`), corpo: sha256(JSON.stringify(corpo)) };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Forgets the keys whose time is over. */
export const apagarChaves =
  (db: Kysely<Database>): Prune =>
  async (_, limit) => {
    const vencidas = await db
      .selectFrom('idempotencia')
      .select('chave')
      .where('criado_em', '<=', Date.now() - VALIDADE_MS)
      .orderBy('criado_em')
      .limit(limit)
      .execute();
    const chaves = vencidas.map(({ chave }) => chave);
    if (chaves.length > 0) await db.deleteFrom('idempotencia').where('chave', 'in', chaves).execute();
    return chaves.length;
  };

/** Keys whose work is under way in this process. */
const emCurso = new Set<string>();

/**
 * Does the work of a key once. The answer is kept in the transaction of the work, so that a retry gets it also after a crash
 * between commit and answer. Throws Refusal `conflict` while the first is under way, `unprocessable` for another body.
 * @param run runs work in a transaction
 */
export async function umaVez<T extends { id: number }>(
  { chave, corpo }: Chave,
  run: (work: (tx: Tx<Database>) => Promise<T>) => Promise<T>,
  work: (tx: Tx<Database>) => Promise<T>,
): Promise<T> {
  if (emCurso.has(chave))
    throw new Refusal('conflict', 'O pedido com esta chave ainda está sendo feito', { campo: CABECALHO });
  const doOnce = () =>
    run(async (tx) => {
      const agora = tx.agora.getTime();
      const known = await tx.db.selectFrom('idempotencia').selectAll().where('chave', '=', chave).executeTakeFirst();
      if (known && known.criado_em > agora - VALIDADE_MS) {
        if (known.corpo === corpo) return JSON.parse(known.resposta) as T;
        throw new Refusal('unprocessable', 'Esta chave já foi usada com outro pedido', { campo: CABECALHO });
      }
      if (known) await tx.db.deleteFrom('idempotencia').where('chave', '=', chave).execute();
      const answer = await work(tx);
      await tx.db
        .insertInto('idempotencia')
        .values({ chave, corpo, resposta: JSON.stringify(answer), pedido_id: answer.id, criado_em: agora })
        .execute();
      return answer;
    });
  emCurso.add(chave);
  try {
    return await doOnce().catch((error) => {
      if (isUniqueViolation(error)) return doOnce(); // another instance was faster, and has kept its answer
      throw error;
    });
  } finally {
    emCurso.delete(chave);
  }
}
