import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type Running, startLoop } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../db/database.ts';
import { clientes, pedidos } from '../db/repositories.ts';
import { primeiroNome } from '../domain/cliente.ts';
import type { DadosEmail, TipoEmail } from './outbox.ts';
import { compor } from './templates.ts';

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

/**
 * Sends what the email table holds, at least once: right after the commit that wakes it, and by a sweep.
 * A failing e-mail waits longer each time and holds back no other.
 */
export function startEmails({
  db,
  mailer,
  log,
}: {
  db: Kysely<Database>;
  mailer: Mailer;
  log: Logger;
}): Running & { wake(): void } {
  async function drain(): Promise<number> {
    const due = await db
      .selectFrom('email')
      .selectAll()
      .where('proxima_em', '<=', Date.now())
      .orderBy('proxima_em')
      .limit(10)
      .execute();
    await Promise.all(due.map(send));
    return due.length;
  }

  async function send(row: Selectable<Database['email']>) {
    const context = { emailId: row.id, tipo: row.tipo, pedidoId: row.pedido_id, correlacao: row.correlacao };
    const cliente = row.cliente_id === null ? undefined : await clientes(db).get(row.cliente_id);
    const para = row.para ?? cliente?.email;
    if (!para) {
      await db.deleteFrom('email').where('id', '=', row.id).execute();
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
    try {
      await mailer({ para, evento: row.id, ...texto });
      await settle(row.id, { enviado_em: Date.now(), proxima_em: null, para: null });
      log.info(context, 'e-mail sent');
    } catch (err) {
      const tentativas = row.tentativas + 1;
      const proxima_em = tentativas < TRIES ? Date.now() + Math.min(4 * 3_600_000, 1_000 * 3 ** tentativas) : null;
      // What is given up is written to nobody: its address has no more reason to be here.
      await settle(row.id, { tentativas, proxima_em, ...(proxima_em === null ? { para: null } : {}) });
      log.warn(
        { err, ...context, tentativas },
        proxima_em === null ? 'e-mail given up' : 'e-mail not sent: again later',
      );
    }
  }

  const settle = (id: string, values: Partial<Selectable<Database['email']>>) =>
    db.updateTable('email').set(values).where('id', '=', id).execute();

  return startLoop(
    async () => {
      while ((await drain()) === 10);
    },
    { everyMs: SWEEP_MS, failed: (err) => log.warn({ err }, 'e-mails wait: database unavailable') },
  );
}
