import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type Running, startLoop } from '@foodious/messaging/loop.ts';
import type { InTransaction, Tx } from '@foodious/messaging/sql.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Sql } from '@foodious/platform/sql.ts';
import { startSpan } from '@foodious/platform/telemetry.ts';
import type { Selectable, Transaction } from 'kysely';
import type { Database } from '../db/database.ts';
import { clientes, pedidos } from '../db/repositories.ts';
import { primeiroNome } from '../domain/cliente.ts';
import type { DadosEmail, TipoEmail } from './outbox.ts';
import { compor } from './templates.ts';

type Row = Selectable<Database['email']>;

/** How an e-mail leaves. Throws when it did not. `evento` is its idempotency reference. */
export type Mailer = (email: {
  para: string;
  evento: string;
  subject: string;
  text: string;
  html: string;
}) => Promise<void>;

export const sesMailer =
  (client: SESv2Client, remetente: string): Mailer =>
  async ({ para, evento, subject, text, html }) => {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: remetente,
        Destination: { ToAddresses: [para] },
        Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
        EmailTags: [{ Name: 'evento', Value: evento }],
      }),
    );
  };

/** Tries before an e-mail is given up: about a day with the growing waits. */
const TRIES = 12;
const SWEEP_MS = 2_000;
/** How long an e-mail an instance has taken is left to it, in milliseconds; after that the instance has crashed. */
const CLAIM_MS = 40_000;

/**
 * Sends what the email table holds, at least once: right after the commit that wakes it, and by a sweep.
 * A failing e-mail waits longer each time and holds back no other.
 */
export function startEmails({
  sql: { db, transact },
  inTransaction,
  mailer,
  log,
}: {
  sql: Sql<Database>;
  inTransaction: InTransaction<Database>;
  mailer: Mailer;
  log: Logger;
}): Running & { wake(): void } {
  async function drain(): Promise<number> {
    const due = (await anyDue()) ? await transact(claim) : [];
    await Promise.all(due.map(send));
    return due.length;
  }

  const anyDue = () =>
    db.selectFrom('email').select('id').where('proxima_em', '<=', Date.now()).limit(1).executeTakeFirst();

  /** Takes what is due for this instance: the others leave it alone until long after it was sent. */
  async function claim(trx: Transaction<Database>): Promise<Row[]> {
    const due = await trx
      .selectFrom('email')
      .selectAll()
      .where('proxima_em', '<=', Date.now())
      .orderBy('proxima_em')
      .limit(10)
      .forUpdate()
      .skipLocked()
      .execute();
    const ids = due.map(({ id }) => id);
    if (ids.length > 0)
      await trx
        .updateTable('email')
        .set({ proxima_em: Date.now() + CLAIM_MS })
        .where('id', 'in', ids)
        .execute();
    return due;
  }

  async function send(row: Row) {
    const context = { emailId: row.id, tipo: row.tipo, pedidoId: row.pedido_id, correlacao: row.correlacao };
    const cliente = row.cliente_id === null ? undefined : await clientes(db).get(row.cliente_id);
    const para = row.para ?? cliente?.email;
    if (!para) {
      await settle(row, 'email-descartado', {}, (tx) => tx.db.deleteFrom('email').where('id', '=', row.id).execute());
      log.info(context, 'e-mail dropped: the cliente is gone');
      return;
    }
    const pedido = row.pedido_id === null ? undefined : await pedidos(db).get(row.pedido_id);
    const texto = compor(row.tipo as TipoEmail, {
      nome: cliente ? primeiroNome(cliente.nome) : '',
      pedidoId: row.pedido_id,
      senha: pedido?.senha ?? null,
      ...(JSON.parse(row.dados) as DadosEmail),
    });
    const began = performance.now();
    const { traceparent } = row;
    const attributes = { 'foodious.email': row.tipo };
    const span = startSpan({ name: 'e-mail', kind: 'client', service: 'pedido', traceparent, attributes });
    try {
      await mailer({ para, evento: row.id, ...texto });
      span.end();
      const duracaoMs = Math.round(performance.now() - began);
      await settle(row, 'email-enviado', { tentativa: row.tentativas + 1, duracaoMs }, (tx) =>
        update(tx, row.id, { enviado_em: Date.now(), proxima_em: null, para: null }),
      );
      log.info(context, 'e-mail sent');
    } catch (err) {
      span.end(err);
      const tentativas = row.tentativas + 1;
      const proxima_em = tentativas < TRIES ? Date.now() + Math.min(4 * 3_600_000, 1_000 * 3 ** tentativas) : null;
      // What is given up is written to nobody: its address has no more reason to be here.
      const erro = err instanceof Error ? err.name : 'erro';
      const tipo = proxima_em === null ? 'email-desistido' : 'email-falhou';
      await settle(row, tipo, { tentativa: tentativas, erro }, (tx) =>
        update(tx, row.id, { tentativas, proxima_em, ...(proxima_em === null ? { para: null } : {}) }),
      );
      log.warn(
        { err, ...context, tentativas },
        proxima_em === null ? 'e-mail given up' : 'e-mail not sent: again later',
      );
    }
  }

  /** Keeps what became of an e-mail, and its entry in the trail. */
  const settle = (
    { id, tipo: email, pedido_id, correlacao, traceparent }: Row,
    tipo: string,
    dados: object,
    change: (tx: Tx<Database>) => Promise<unknown>,
  ) =>
    inTransaction({ agora: new Date(), correlacao, traceparent, causa: id, por: 'pedido' }, async (tx) => {
      await change(tx);
      tx.note(tipo, pedido_id, { emailId: id, email, ...dados });
    });

  const update = (tx: Tx<Database>, id: string, values: Partial<Row>) =>
    tx.db.updateTable('email').set(values).where('id', '=', id).execute();

  return startLoop(
    async () => {
      while ((await drain()) === 10);
    },
    { everyMs: SWEEP_MS, failed: (err) => log.warn({ err }, 'e-mails wait: database unavailable') },
  );
}
