import { type Auditada, type Feito, sobre } from '@foodious/contracts/auditoria.ts';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import type { Fato, Mudanca, Pagamento } from '../domain/pagamento.ts';
import type { PagamentoNote, PagamentoStore } from '../ports.ts';
import { mudancas } from './notas.ts';

type Opcoes = {
  /** What led to it: noted with the change, or on its own where nothing changes. */
  passos?: readonly PagamentoNote[];
  /** What the audit log is told, where somebody of the staff does it. */
  auditar?: (antes: Pagamento, depois: Pagamento) => Feito;
  /** And of what others did before, which the change follows. */
  contar?: (antes: Pagamento, depois: Pagamento) => readonly Auditada[];
};

/**
 * Changes a pagamento by a decision, with its messages and notes. Of two at once one wins, and the other decides anew on what it
 * left. Throws Refusal `not-found` for a transacao without a charge, and what the decision throws.
 */
export async function mudarPagamento(
  store: Pick<PagamentoStore, 'get' | 'update' | 'trail'>,
  context: Context,
  transacaoId: string,
  decidir: (pagamento: Pagamento) => Mudanca,
  { passos = [], auditar, contar }: Opcoes = {},
): Promise<Pagamento> {
  for (;;) {
    const read = await store.get(transacaoId);
    // A mark without a charge is no transaction of the provider's yet: it tells us again.
    if (!read?.pagamento.cobranca) throw new Refusal('not-found', `Transação não encontrada: ${transacaoId}`);
    const { pagamento: antes } = read;
    const { pagamento: depois, fatos } = decidir(antes);
    if (depois === antes) {
      if (passos.length > 0) await store.trail.append(passos);
      return antes;
    }
    const story = within(context, antes.traceparent);
    const messages = fatos.flatMap((fato) => messagesOf(fato, depois, story));
    const feitos = [...(contar?.(antes, depois) ?? []), ...(auditar ? [auditada(story, auditar(antes, depois))] : [])];
    for (const feito of feitos) messages.push(...stamp('acao-auditada', AUDITORIA, feito, story));
    if (await store.update(read, depois, messages, [...passos, ...mudancas(story, antes, depois)])) return depois;
  }
}

/** What the audit log is told where somebody of the staff speaks in the provider's place. */
export const notificadoPorGente = (antes: Pagamento, depois: Pagamento): Feito => ({
  acao: 'pagamento-notificado',
  sobre: sobre('pagamento', depois.transacaoId),
  antes: { estado: antes.estado, motivo: antes.motivo },
  depois: { estado: depois.estado, motivo: depois.motivo },
});

function messagesOf(fato: Fato, pagamento: Pagamento, context: Context): Outgoing[] {
  const { transacaoId, pedidoId } = pagamento;
  const about = { pedidoId };
  switch (fato.tipo) {
    case 'pagamento-confirmado':
      return stamp(fato.tipo, about, { transacaoId }, context);
    case 'pagamento-rejeitado':
      return stamp(fato.tipo, about, { transacaoId, motivo: pagamento.motivo ?? 'recusado' }, context);
    case 'pagamento-estornado': {
      const { id: estornoId, centavos: totalCentavos, causa } = fato.estorno;
      return stamp(fato.tipo, about, { transacaoId, totalCentavos, estornoId, inteiro: fato.inteiro, causa }, context);
    }
    case 'estorno-recusado': {
      const { id: estornoId, centavos: totalCentavos, erro } = fato.estorno;
      return stamp(fato.tipo, about, { transacaoId, estornoId, totalCentavos, motivo: erro ?? 'outro' }, context);
    }
  }
}
