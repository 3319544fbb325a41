import { newStory } from '@foodious/kernel/context.ts';
import { outage, pause } from '@foodious/messaging/loop.ts';
import type { Foreign, ForeignQueue } from '@foodious/messaging/sqs.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { lerEvento } from '../adapters/ses/evento.ts';
import { emails } from '../db/emails.ts';
import type { PedidoInTransaction, Reader } from '../db/schema.ts';
import { saberRetorno } from '../use-cases/emails/saber-retorno.ts';

/**
 * Reads what SES tells of the e-mails that left. What is not understood, or is of an e-mail that is not ours or not here any more,
 * is logged by its id and removed; what fails stays, and comes again.
 */
export function retornosDeEmail({
  db,
  inTransaction,
  fila,
  log,
}: Reader & { inTransaction: PedidoInTransaction; fila: ForeignQueue; log: Logger }): Required<Job> {
  const stopping = new AbortController();
  let running = Promise.resolve();

  async function handle({ id, body }: Foreign): Promise<void> {
    const evento = lerEvento(body);
    if (!evento) return log.warn({ id }, 'event of an e-mail not understood: removed');
    const { emailId, retorno } = evento;
    const email = await emails(db).get(emailId);
    if (!email) return log.info({ id, emailId, retorno }, 'event of an e-mail that is not here: removed');
    const { tipo, pedidoId, correlacao, traceparent } = email;
    const story = { ...newStory(correlacao, new Date(), 'pedido'), traceparent, causa: emailId };
    await inTransaction(story, (tx) => saberRetorno(tx, email, evento));
    log.info({ emailId, tipo, pedidoId, correlacao, retorno }, 'event of an e-mail handled');
  }

  async function poll(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const messages = await fila.receive(stopping.signal);
        const done = await Promise.allSettled(messages.map(handle));
        const handled = messages.filter((_, i) => done[i]?.status === 'fulfilled');
        if (handled.length > 0) await fila.remove(handled);
        const failed = done.find((one) => one.status === 'rejected'); // it holds up none of the others
        if (failed) throw failed.reason;
        failures = 0;
      } catch (err) {
        failures += 1;
        log.warn({ err, failures }, 'events of e-mails wait: queue or database unavailable');
        await pause(outage(failures), stopping.signal);
      }
    }
  }

  return {
    start() {
      running = poll();
    },
    stop() {
      stopping.abort();
      return running;
    },
  };
}
