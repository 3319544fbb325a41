import { type Feito, sobre } from '@foodious/contracts/auditoria.ts';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { daEquipe } from '@foodious/contracts/scopes.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import type { Motivo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import { type Acao, type Fato, mover, type Pagamento } from '../domain/pagamento.ts';
import type { PagamentoNote, PagamentoStore, Provedor } from '../ports.ts';
import { devolverTardio } from './devolver-tardio.ts';
import { mudou } from './notas.ts';

type Movimento = {
  transacaoId: string;
  acao: Acao;
  /** Why it is rejected; anything else has none. */
  motivo?: Motivo | null;
  /** What led to it: noted with the change, or on its own where nothing changes. */
  passos?: readonly PagamentoNote[];
};

/**
 * Moves a pagamento by the provider's word. Of two at once one wins, and the other is decided on what it left.
 * Throws Refusal `not-found`, or `invalid` for a rejection of what is confirmed.
 */
export async function moverPagamento(
  store: PagamentoStore,
  provedor: Provedor,
  context: Context,
  { transacaoId, acao, motivo = null, passos = [] }: Movimento,
): Promise<Pagamento> {
  for (;;) {
    const read = await store.get(transacaoId);
    // A mark without a charge is no transaction of the provider's yet: it tells us again.
    if (!read?.pagamento.cobranca) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
    const { pagamento, fatos } = mover(read.pagamento, acao, context.agora, motivo);
    if (fatos.length === 0) {
      if (passos.length > 0) await store.trail.append(passos);
      if (acao === 'confirmar' && pagamento.estado === 'ESTORNADO')
        await devolverTardio(store, provedor, context, pagamento);
      return pagamento;
    }
    const story = within(context, pagamento.traceparent);
    const messages = fatos.flatMap((fato) => messagesOf(fato, pagamento, story));
    if (daEquipe(context.papel)) messages.push(...auditoriaDe(read.pagamento, pagamento, story));
    if (await store.update(read, pagamento, messages, [...passos, mudou(story, read.pagamento.estado, pagamento)]))
      return pagamento;
  }
}

/** What the audit log is told where somebody of the staff speaks in the provider's place. */
function auditoriaDe(antes: Pagamento, agora: Pagamento, context: Context): Outgoing[] {
  const feito: Feito = {
    acao: 'pagamento-notificado',
    sobre: sobre('pagamento', agora.transacaoId),
    antes: campos(antes),
    depois: campos(agora),
  };
  return stamp('acao-auditada', AUDITORIA, auditada(context, feito), context);
}

const campos = ({ estado, motivo }: Pagamento) => ({ estado, motivo });

function messagesOf(fato: Fato, pagamento: Pagamento, context: Context): Outgoing[] {
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
