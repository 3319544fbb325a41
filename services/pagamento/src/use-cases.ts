import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Context } from '@foodious/messaging/sql.ts';
import { parseBrCode } from '@foodious/pix/brcode.ts';
import { type Acao, canceladoAntes, type Fato, type Motivo, mover, type Pagamento } from './domain/pagamento.ts';
import type { Cobranca, PagamentoStore, Provedor } from './ports.ts';

export type World = {
  store: PagamentoStore;
  provedor: Provedor;
  relay: { wake(): void };
  /** How long a Pix code may be paid, in milliseconds. */
  validadeMs: number;
};

/**
 * Asks the provider for a Pix charge and keeps the pagamento PENDENTE. Repeatable: the transacao is the idempotency key,
 * and the expiry counts from the checkout, so that a repeat asks for the very same charge.
 */
export async function solicitarPagamento(
  world: World,
  context: Context,
  pedido: Pick<Pagamento, 'transacaoId' | 'pedidoId' | 'tentativa' | 'totalCentavos'>,
  pedidoEm: Date,
): Promise<void> {
  const { store, provedor, validadeMs } = world;
  const known = await store.get(pedido.transacaoId);
  if (known?.pagamento.cobranca) return;
  const aberta = await provedor.criar({
    transacaoId: pedido.transacaoId,
    valorCentavos: pedido.totalCentavos,
    expiraEm: new Date(pedidoEm.getTime() + validadeMs),
  });
  // What is shown to the cliente must charge what the pedido says, whatever the provider answered.
  const { valorCentavos } = parseBrCode(aberta.pixCopiaECola);
  if (valorCentavos !== pedido.totalCentavos)
    throw new Error(
      `${pedido.transacaoId}: the Pix code charges ${valorCentavos}, not ${pedido.totalCentavos} centavos`,
    );
  const { id, pixCopiaECola, expiraEm } = aberta;
  const cobranca = { id, pixCopiaECola, expiraEm };
  if (!known && (await store.insert({ ...pedido, estado: 'PENDENTE', motivo: null, cobranca, pagoEm: null }))) return;

  // It was called off before or meanwhile. The charge is called off too, and kept: what is paid on it all the same goes back.
  const mark = known ?? (await store.get(pedido.transacaoId));
  if (!mark || mark.pagamento.cobranca) return;
  const cancelada = await provedor.cancelar(id);
  const pagamento = { ...mark.pagamento, ...pedido, cobranca };
  if (!(await store.replace(mark, pagamento, [])))
    throw new Error(`${pedido.transacaoId} changed meanwhile: to be tried again`);
  await conciliar(world, context, pagamento, cancelada);
}

/**
 * Takes the provider's word on a pagamento. Of two at once one wins, and the other is decided on what it left.
 * Throws Refusal `not-found`, or `invalid` for a rejection of what is confirmed.
 */
export async function notificar(
  world: World,
  context: Context,
  transacaoId: string,
  acao: Acao,
  motivo: Motivo | null = null,
): Promise<Pagamento> {
  for (;;) {
    const read = await world.store.get(transacaoId);
    // A mark without a charge is no transaction of the provider's yet: it tells us again.
    if (!read?.pagamento.cobranca) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
    const { pagamento, fatos } = mover(read.pagamento, acao, context.agora, motivo);
    if (fatos.length === 0) return pagamento;
    const messages = fatos.map((fato) => messageOf(fato, pagamento, context));
    if (await world.store.replace(read, pagamento, messages)) {
      world.relay.wake();
      return pagamento;
    }
  }
}

/** Sees that no money of a pagamento stays with us: refunds what was paid, calls off what is pending. Repeatable. */
export async function estornarPagamento(
  world: World,
  context: Context,
  transacaoId: string,
  pedidoId: number,
): Promise<void> {
  const read = await world.store.get(transacaoId);
  if (!read) {
    // Two queues have no common order: the request to charge may still be on its way, and must find this mark.
    const marked = await world.store.insert(canceladoAntes(transacaoId, pedidoId));
    if (!marked) throw new Error(`pagamento ${transacaoId} appeared meanwhile: to be tried again`);
    return;
  }
  const { cobranca } = read.pagamento;
  if (!cobranca) return;
  const pendente = read.pagamento.estado === 'PENDENTE';
  const { estado } = pendente
    ? await conciliar(world, context, read.pagamento, await world.provedor.cancelar(cobranca.id))
    : read.pagamento;
  if (estado !== 'CONFIRMADO') return;
  // Staff may have confirmed what the provider never saw paid: then there is nothing to give back, only to call off.
  const noProvedor = await world.provedor.cancelar(cobranca.id);
  if (noProvedor.estado === 'aprovada') await world.provedor.estornar(cobranca.id);
  await notificar(world, context, transacaoId, 'estornar');
}

/** Settles pagamentos whose Pix code ended and of whom the provider told us nothing: asks it, and calls off what is still open. */
export async function conciliarExpirados(world: World, context: Context, before: Date): Promise<number> {
  const expired = await world.store.expired(before, 20);
  for (const read of expired) {
    if (!read.pagamento.cobranca) continue;
    const cobranca = await world.provedor.obter(read.pagamento.cobranca.id);
    if (cobranca.estado !== 'pendente') await conciliar(world, context, read.pagamento, cobranca);
    // We call it off, but only because its time is over: that is what the cliente is told.
    else
      await conciliar(world, context, read.pagamento, {
        ...(await world.provedor.cancelar(cobranca.id)),
        motivo: 'expirado',
      });
  }
  return expired.length;
}

async function conciliar(world: World, context: Context, pagamento: Pagamento, cobranca: Cobranca): Promise<Pagamento> {
  if (cobranca.estado === 'pendente') return pagamento;
  const pago = cobranca.estado === 'aprovada' || cobranca.estado === 'estornada';
  return pago
    ? notificar(world, context, pagamento.transacaoId, 'confirmar')
    : notificar(world, context, pagamento.transacaoId, 'rejeitar', cobranca.motivo);
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
