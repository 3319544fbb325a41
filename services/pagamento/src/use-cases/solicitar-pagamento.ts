import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Delivery, receipt } from '@foodious/messaging/consumer.ts';
import { inboxRepeats, sagaDuration } from '@foodious/messaging/metrics.ts';
import type { Relay } from '@foodious/messaging/relay.ts';
import { type Note, noteOf, type Trail } from '@foodious/messaging/trail.ts';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import { startSpan } from '@foodious/platform/telemetry.ts';
import { type Acao, canceladoAntes, type Fato, type Motivo, mover, type Pagamento } from './domain/pagamento.ts';
import type { Cobranca, PagamentoStore, Provedor } from './ports.ts';

export type World = {
  store: PagamentoStore;
  provedor: Provedor;
  /** Woken when there is something to send, or to tell. */
  relay: Pick<Relay, 'wake'>;
  tail: { wake(): void };
  trail: Pick<Trail, 'append'>;
  /** How long a Pix code may be paid, in milliseconds. */
  validadeMs: number;
};

/**
 * Asks the provider for a Pix charge and keeps the pagamento PENDENTE. Repeatable: the transacao is the idempotency key,
 * and the expiry counts from the checkout, so that a repeat asks for the very same charge.
 */
export async function solicitarPagamento(
  world: World,
  delivery: Delivery,
  pedido: Pick<Pagamento, 'transacaoId' | 'pedidoId' | 'tentativa' | 'totalCentavos'>,
  pedidoEm: Date,
): Promise<void> {
  const { store, provedor, validadeMs } = world;
  const { pedidoId, tentativa } = pedido;
  const known = await store.get(pedido.transacaoId);
  if (known?.pagamento.cobranca) return repetida(world, delivery);
  const passos = passosDe(world, delivery, pedidoId);
  passos.add(noteOf(delivery, ...receipt(delivery, true)));
  const aberta = await passos.chamar('criar', () =>
    provedor.criar({
      transacaoId: pedido.transacaoId,
      valorCentavos: pedido.totalCentavos,
      expiraEm: new Date(pedidoEm.getTime() + validadeMs),
    }),
  );
  // What is shown to the cliente must charge what the pedido says, whatever the provider answered.
  const { valorCentavos } = parseBrCode(aberta.pixCopiaECola);
  if (valorCentavos !== pedido.totalCentavos)
    throw new Error(
      `${pedido.transacaoId}: the Pix code charges ${valorCentavos}, not ${pedido.totalCentavos} centavos`,
    );
  const { id, pixCopiaECola, expiraEm } = aberta;
  const cobranca = { id, pixCopiaECola, expiraEm };
  const { traceparent } = delivery;
  const novo: Pagamento = { ...pedido, estado: 'PENDENTE', motivo: null, cobranca, pagoEm: null, traceparent };
  const criado = noteOf(delivery, 'estado', pedidoId, { de: null, para: 'PENDENTE', tentativa });
  const ateAqui = passos.take();
  if (!known && (await store.insert(novo, [...ateAqui, criado]))) {
    world.tail.wake();
    sagaDuration.observe({ saga: 'checkout_pendente' }, Math.max(0, Date.now() - pedidoEm.getTime()) / 1000);
    return;
  }
  for (const passo of ateAqui) passos.add(passo); // not kept: someone else was faster

  // It was called off before or meanwhile. The charge is called off too, and kept: what is paid on it all the same goes back.
  const mark = known ?? (await store.get(pedido.transacaoId));
  if (!mark || mark.pagamento.cobranca) return;
  const cancelada = await passos.chamar('cancelar', () => provedor.cancelar(id));
  const pagamento = { ...mark.pagamento, ...pedido, cobranca };
  if (!(await store.replace(mark, pagamento, [], passos.take())))
    throw new Error(`${pedido.transacaoId} changed meanwhile: to be tried again`);
  world.tail.wake();
  await conciliar(world, delivery, pagamento, cancelada);
}

/**
 * Takes the provider's word on a pagamento. Of two at once one wins, and the other is decided on what it left.
 * Throws Refusal `not-found`, or `invalid` for a rejection of what is confirmed.
 * @param passos what led to it, noted with the change, or on its own where nothing changes
 */
export async function notificar(
  world: World,
  context: Context,
  transacaoId: string,
  acao: Acao,
  motivo: Motivo | null = null,
  passos: readonly Note[] = [],
): Promise<Pagamento> {
  for (;;) {
    const read = await world.store.get(transacaoId);
    // A mark without a charge is no transaction of the provider's yet: it tells us again.
    if (!read?.pagamento.cobranca) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
    const { pagamento, fatos } = mover(read.pagamento, acao, context.agora, motivo);
    if (fatos.length === 0) {
      if (passos.length > 0) await world.trail.append(passos);
      if (acao === 'confirmar' && pagamento.estado === 'ESTORNADO') await devolverTardio(world, context, pagamento);
      return pagamento;
    }
    const story = within(context, pagamento.traceparent);
    const messages = fatos.map((fato) => messageOf(fato, pagamento, story));
    const { pedidoId, tentativa, estado: para } = pagamento;
    const dados = { de: read.pagamento.estado, para, tentativa, motivo: pagamento.motivo };
    const mudou = noteOf(story, 'estado', pedidoId, dados);
    if (await world.store.replace(read, pagamento, messages, [...passos, mudou])) {
      world.relay.wake(messages);
      world.tail.wake();
      return pagamento;
    }
  }
}

/** Sees that no money of a pagamento stays with us: refunds what was paid, calls off what is pending. Repeatable. */
export async function estornarPagamento(
  world: World,
  delivery: Delivery,
  transacaoId: string,
  pedidoId: number,
): Promise<void> {
  const recebida = noteOf(delivery, ...receipt(delivery, true));
  const read = await world.store.get(transacaoId);
  if (!read) {
    // Two queues have no common order: the request to charge may still be on its way, and must find this mark.
    const mark = canceladoAntes(transacaoId, pedidoId, delivery.traceparent);
    if (!(await world.store.insert(mark, [recebida])))
      throw new Error(`pagamento ${transacaoId} appeared meanwhile: to be tried again`);
    world.tail.wake();
    return;
  }
  const { cobranca, estado: antes } = read.pagamento;
  if (!cobranca) return repetida(world, delivery);
  if (antes === 'ESTORNADO') {
    await devolverTardio(world, delivery, read.pagamento); // the try before may have ended before it came to this
    return repetida(world, delivery);
  }
  const passos = passosDe(world, delivery, pedidoId);
  // A try that failed half-way has noted it already.
  const conhecida = (await world.store.trail.ofPedido(pedidoId)).some(
    ({ tipo, dados }) => tipo === 'mensagem-recebida' && dados.mensagemId === delivery.causa,
  );
  if (!conhecida) passos.add(recebida);
  if (antes === 'REJEITADO') return world.trail.append(passos.take());
  const noProvedor = await passos.chamar('cancelar', () => world.provedor.cancelar(cobranca.id));
  const { estado } =
    antes === 'PENDENTE' ? await conciliar(world, delivery, read.pagamento, noProvedor, passos.take()) : read.pagamento;
  if (estado !== 'CONFIRMADO') return;
  // Staff may have confirmed what the provider never saw paid: then there is nothing to give back, only to call off.
  if (noProvedor.estado === 'aprovada') await passos.chamar('estornar', () => world.provedor.estornar(cobranca.id));
  const estornado = await notificar(world, delivery, transacaoId, 'estornar', null, passos.take());
  if (noProvedor.estado !== 'aprovada') await devolverTardio(world, delivery, estornado);
}

/**
 * What staff confirmed in the provider's place, and we gave back, the provider may still approve: that money goes back too.
 * Looked at when it tells us, and after the refund for what it told us just before. Repeatable.
 */
async function devolverTardio(world: World, context: Context, { pedidoId, cobranca }: Pagamento): Promise<void> {
  if (!cobranca) return;
  const passos = passosDe(world, context, pedidoId);
  const { estado } = await passos.chamar('obter', () => world.provedor.obter(cobranca.id));
  if (estado === 'aprovada') await passos.chamar('estornar', () => world.provedor.estornar(cobranca.id));
  await world.trail.append(passos.take());
  world.tail.wake();
}

/** Settles pagamentos whose Pix code ended and of whom the provider told us nothing: asks it, and calls off what is still open. */
export async function conciliarExpirados(world: World, context: Context, before: Date): Promise<number> {
  const expired = await world.store.expired(before, 20);
  for (const { pagamento } of expired) {
    if (!pagamento.cobranca) continue;
    const { id } = pagamento.cobranca;
    const story = within(context, pagamento.traceparent);
    const passos = passosDe(world, story, pagamento.pedidoId);
    const cobranca = await passos.chamar('obter', () => world.provedor.obter(id));
    if (cobranca.estado !== 'pendente') await conciliar(world, story, pagamento, cobranca, passos.take());
    // We call it off, but only because its time is over: that is what the cliente is told.
    else {
      const cancelada = await passos.chamar('cancelar', () => world.provedor.cancelar(id));
      await conciliar(world, story, pagamento, { ...cancelada, motivo: 'expirado' }, passos.take());
    }
  }
  return expired.length;
}

async function conciliar(
  world: World,
  context: Context,
  pagamento: Pagamento,
  cobranca: Cobranca,
  passos: readonly Note[] = [],
): Promise<Pagamento> {
  if (cobranca.estado === 'pendente') return pagamento;
  const pago = cobranca.estado === 'aprovada' || cobranca.estado === 'estornada';
  return pago
    ? notificar(world, context, pagamento.transacaoId, 'confirmar', null, passos)
    : notificar(world, context, pagamento.transacaoId, 'rejeitar', cobranca.motivo, passos);
}

/** A message whose work is done already. */
async function repetida(world: World, delivery: Delivery): Promise<void> {
  inboxRepeats.inc({ service: delivery.service, queue: delivery.queue });
  await world.trail.append([noteOf(delivery, ...receipt(delivery, false))]);
}

/** The calls to the provider on the way to a change, to be noted with it; one that fails is noted at once. */
function passosDe(world: World, context: Context, pedidoId: number) {
  let notes: Note[] = [];
  return {
    add: (note: Note) => void notes.push(note),
    /** Those gathered so far, for who writes them. */
    take(): readonly Note[] {
      const taken = notes;
      notes = [];
      return taken;
    },
    async chamar(chamada: string, call: () => Promise<Cobranca>): Promise<Cobranca> {
      const [began, em] = [performance.now(), Date.now()];
      const { traceparent } = context;
      const span = startSpan({ name: `provedor ${chamada}`, kind: 'client', service: 'pagamento', traceparent });
      const note = (resultado: string): Note => ({
        ...noteOf(context, 'provedor', pedidoId, {
          chamada,
          resultado,
          duracaoMs: Math.round(performance.now() - began),
        }),
        em,
      });
      try {
        const answer = await call();
        span.end();
        notes.push(note(answer.estado));
        return answer;
      } catch (error) {
        span.end(error);
        const failed = note(error instanceof Error ? error.name : 'erro');
        await Promise.allSettled([world.trail.append([failed])]); // what the provider said matters more than its record
        throw error;
      }
    },
  };
}

function messageOf(fato: Fato, pagamento: Pagamento, context: Context): Outgoing {
  const { transacaoId, pedidoId, totalCentavos } = pagamento;
  switch (fato) {
    case 'pagamento-confirmado':
      return stamp(fato, { pedidoId }, { transacaoId }, context);
    case 'pagamento-rejeitado':
      return stamp(fato, { pedidoId }, { transacaoId, motivo: pagamento.motivo ?? 'recusado' }, context);
    case 'pagamento-estornado':
      return stamp(fato, { pedidoId }, { transacaoId, totalCentavos }, context);
  }
}
