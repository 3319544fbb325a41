import { dlq, type QueueName } from '@foodious/contracts/resources.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { plainJson } from '@foodious/kernel/text.ts';
import type { Kysely, Transaction } from 'kysely';
import type { DeadLetter, QueueCare } from './broker.ts';
import type { MessagingTables } from './sql.ts';

/**
 * Puts something else in the place of the texts and numbers in these fields of a JSON text, wherever they stand. A text that has
 * nothing of the kind, or is no JSON, stays as it is.
 */
export const without =
  (fields: readonly string[], instead: string | null) =>
  (text: string): string => {
    let changed = false;
    const reviver = (key: string, value: unknown) => {
      if (!fields.includes(key) || !['string', 'number'].includes(typeof value) || value === instead) return value;
      changed = true;
      return instead;
    };
    try {
      const value = JSON.parse(text, reviver);
      return changed ? plainJson(value) : text;
    } catch {
      return text;
    }
  };

type Redact = (json: string) => string;

/** What an operator wrote on a dead letter may name somebody, as what a cliente wrote may. */
export const semMotivo = without(['motivo'], 'apagado');

/**
 * Redacts what the trail tells of these subjects, and what their queues refused, in the transaction of an erasure. What is in
 * the outbox leaves it by itself.
 */
export async function redactMessages<DB extends MessagingTables>(
  trx: Transaction<DB>,
  kind: string,
  ids: readonly number[],
  redact: Redact,
): Promise<void> {
  if (ids.length === 0) return;
  // As for the outbox: the bound on DB makes this narrowing sound.
  const db = trx as unknown as Kysely<MessagingTables>;
  const told = db.selectFrom('trilha').select(['seq', 'tipo', 'dados']).where('assunto', '=', kind);
  for (const { seq, tipo, dados } of await told.where('assunto_id', 'in', [...ids]).execute()) {
    const novos = redact(tipo === 'morta-descartada' ? semMotivo(dados) : dados);
    if (novos !== dados) await db.updateTable('trilha').set({ dados: novos }).where('seq', '=', seq).execute();
  }
  const aside = db.selectFrom('recusada').select(['id', 'corpo']).where('grupo', 'in', ids.map(String));
  for (const { id, corpo } of await aside.execute())
    await db
      .updateTable('recusada')
      .set({ corpo: redact(corpo) })
      .where('id', '=', id)
      .execute();
}

/** As much of the care of the queues as redacting takes. */
export type DeadCare = Pick<QueueCare, 'depth' | 'takeDead' | 'putBack' | 'rewrite'>;

/** How long those looked at are hidden from others, in milliseconds. */
const HIDDEN_MS = 20_000;

/**
 * Redacts the dead letters of these groups behind a queue; says of which groups there are any. Repeatable. Throws Unavailable
 * while somebody else has some of them in hand.
 */
export async function redactDead(
  care: DeadCare,
  queue: QueueName,
  groups: ReadonlySet<string>,
  redact: Redact,
): Promise<ReadonlySet<string>> {
  const { waiting, inFlight } = await care.depth(dlq(queue));
  const found = new Set<string>();
  if (waiting + inFlight === 0) return found;
  const seen = new Set<string>();
  const left: DeadLetter[] = [];
  try {
    for (;;) {
      const letters = await care.takeDead(queue, HIDDEN_MS);
      if (letters.length === 0) break;
      for (const letter of letters) {
        seen.add(letter.messageId);
        const ours = groups.has(letter.group);
        if (ours) found.add(letter.group);
        const body = ours ? redact(letter.body) : letter.body;
        if (body === letter.body) left.push(letter);
        else await care.rewrite(queue, letter, body);
      }
    }
  } finally {
    if (left.length > 0) await care.putBack(queue, left);
  }
  if (seen.size < waiting + inFlight) throw new Unavailable(`others hold dead letters of ${queue}`);
  return found;
}
