import { newStory } from '@foodious/kernel/context.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import type { Sql } from '@foodious/platform/sql.ts';
import { startSpan } from '@foodious/platform/telemetry.ts';
import { ajustes } from '../db/ajustes.ts';
import { clientes } from '../db/clientes.ts';
import { type Email, emails } from '../db/emails.ts';
import { pedidos } from '../db/pedidos.ts';
import type { Database, PedidoInTransaction, PedidoTx } from '../db/schema.ts';
import { primeiroNome } from '../domain/cliente.ts';
import { compor, ehAviso } from '../domain/email.ts';
import type { Mailer } from '../ports.ts';
import { registrarEmail } from '../use-cases/emails/registrar-email.ts';

/** Tries before an e-mail is given up: about a day with the growing waits. */
const TRIES = 12;
const SWEEP_MS = 2_000;
/** How many e-mails an instance takes at once. */
const BATCH = 10;
/** How long an e-mail an instance has taken is left to it, in milliseconds; after that the instance has crashed. */
const CLAIM_MS = 40_000;

/**
 * Sends what the email table holds, at least once: right after the commit that wakes it, and by a sweep.
 * A failing e-mail waits longer each time and holds back no other.
 */
export function emailSender({
  sql: { db, transact },
  inTransaction,
  mailer,
  esquecer,
  meusDados,
  log,
}: {
  sql: Pick<Sql<Database>, 'db' | 'transact'>;
  inTransaction: PedidoInTransaction;
  mailer: Mailer;
  /** Told when an address or a code that was only here has been erased. */
  esquecer: { wake(): void };
  /** The address of the page where clientes see and change what is kept of them. */
  meusDados: string;
  log: Logger;
}): Required<Job> & { wake(): void } {
  async function drain(): Promise<number> {
    const due = (await emails(db).hasDue(Date.now())) ? await claim() : [];
    await Promise.all(due.map(send));
    return due.length;
  }

  /** Takes what is due for this instance: the others leave it alone until long after it was sent. */
  const claim = () =>
    transact(async (trx) => {
      const due = await emails(trx).lockDue(Date.now(), BATCH);
      const ids = due.map(({ id }) => id);
      await emails(trx).updateProximaEm(ids, Date.now() + CLAIM_MS);
      return due;
    });

  async function send(email: Email) {
    const { id, tipo, pedidoId, clienteId, correlacao, traceparent } = email;
    const context = { emailId: id, tipo, pedidoId, correlacao };
    const cliente = clienteId === null ? undefined : await clientes(db).get(clienteId);
    const para = email.para ?? cliente?.email;
    const tarde = email.dados.ate !== undefined && Date.now() >= email.dados.ate;
    if (!para || tarde) {
      await settle(email, async (tx) => {
        await emails(tx.db).delete(id);
        registrarEmail(tx, email, 'email-descartado', {});
      });
      log.info(context, tarde ? 'e-mail dropped: it is too late for it' : 'e-mail dropped: there is no such cliente');
      return;
    }
    const recusado = clienteId !== null && ehAviso(tipo) ? await clientes(db).getEmailRecusado(clienteId) : null;
    if (recusado) {
      await settle(email, async (tx) => {
        await emails(tx.db).updateSuspenso(id, recusado);
        registrarEmail(tx, email, 'email-suspenso', { retorno: recusado });
      });
      log.info({ ...context, retorno: recusado }, 'e-mail not sent: its address gets no more of its kind');
      return;
    }
    const pedido = pedidoId === null ? undefined : await pedidos(db).get(pedidoId);
    // Where it goes to another address than theirs, nothing of a cliente goes along.
    const nome = cliente && email.para === null ? primeiroNome(cliente.nome) : '';
    const { lanchonete } = (await ajustes(db).get()).ajustes;
    const texto = compor(tipo, { nome, lanchonete, meusDados, pedidoId, senha: pedido?.senha ?? null, ...email.dados });
    const began = performance.now();
    const tries = email.tries + 1;
    const attributes = { 'foodious.email': tipo };
    const span = startSpan({ name: 'e-mail', kind: 'client', service: 'pedido', traceparent, attributes });
    try {
      await mailer({ para, tipo, evento: id, ...texto });
      span.end();
      const duracaoMs = Math.round(performance.now() - began);
      await settle(email, async (tx) => {
        await emails(tx.db).updateEnviado(id, Date.now());
        registrarEmail(tx, email, 'email-enviado', { tentativa: tries, duracaoMs });
      });
      log.info(context, 'e-mail sent');
    } catch (err) {
      span.end(err);
      const givenUp = tries >= TRIES;
      const proximaEm = givenUp ? null : Date.now() + Math.min(4 * 3_600_000, 1_000 * 3 ** tries);
      const erro = err instanceof Error ? err.name : 'erro';
      await settle(email, async (tx) => {
        await emails(tx.db).updateFalhou(id, tries, proximaEm);
        registrarEmail(tx, email, givenUp ? 'email-desistido' : 'email-falhou', { tentativa: tries, erro });
      });
      log.warn({ err, ...context, tries }, givenUp ? 'e-mail given up' : 'e-mail not sent: again later');
    }
  }

  /** Keeps what became of an e-mail, as part of the story that it was written in. */
  async function settle(
    { id: causa, correlacao, traceparent, para, dados }: Email,
    work: (tx: PedidoTx) => Promise<void>,
  ) {
    await inTransaction({ ...newStory(correlacao, new Date(), 'pedido'), traceparent, causa }, work);
    if (para !== null || dados.codigo !== undefined) esquecer.wake();
  }

  return loopingJob(
    async () => {
      while ((await drain()) === BATCH);
    },
    { everyMs: SWEEP_MS, failed: (err) => log.warn({ err }, 'e-mails wait: database unavailable') },
  );
}
