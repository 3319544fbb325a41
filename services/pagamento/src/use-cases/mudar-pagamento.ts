import { type Feito, sobre } from '@foodious/contracts/auditoria.ts';
import { type Outgoing, stamp } from '@foodious/contracts/messages.ts';
import { type Context, within } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import type { Ato } from '../domain/balcao.ts';
import type { Fato, Mudanca, Pagamento } from '../domain/pagamento.ts';
import type { PagamentoNote, PagamentoStore } from '../ports.ts';
import { mudancas } from './notas.ts';

type Opcoes = {
  /** What led to it: noted with the change, or on its own where nothing changes. */
  passos?: readonly PagamentoNote[];
  /** What the audit log is told, where somebody of the staff does it. */
  auditar?: (antes: Pagamento, depois: Pagamento) => Feito;
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
  { passos = [], auditar }: Opcoes = {},
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
    if (auditar) messages.push(...contado({ ato: story, feito: auditar(antes, depois) }, story));
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
      return [
        ...stamp(fato.tipo, about, { transacaoId }, context),
        ...contado(recebidoNoBalcao(fato, pagamento), context),
      ];
    case 'pagamento-rejeitado':
      return stamp(fato.tipo, about, { transacaoId, motivo: pagamento.motivo ?? 'recusado' }, context);
    case 'pagamento-estornado': {
      const { id: estornoId, centavos: totalCentavos, causa } = fato.estorno;
      return [
        ...stamp(fato.tipo, about, { transacaoId, totalCentavos, estornoId, inteiro: fato.inteiro, causa }, context),
        ...contado(devolvidoNoBalcao(fato, pagamento), context),
      ];
    }
    case 'estorno-recusado': {
      const { id: estornoId, centavos: totalCentavos, erro } = fato.estorno;
      return stamp(fato.tipo, about, { transacaoId, estornoId, totalCentavos, motivo: erro ?? 'outro' }, context);
    }
  }
}

/** Something somebody of the staff did: now, or at the counter before we came to it. */
type Feita = { ato: Pick<Context, 'agora' | 'por' | 'papel'>; feito: Feito };

/** Tells the audit log. */
const contado = (feita: Feita | null, context: Context): Outgoing[] =>
  feita ? stamp('acao-auditada', AUDITORIA, auditada({ ...context, ...feita.ato }, feita.feito), context) : [];

const quando = ({ em, por, papel }: Ato) => ({ agora: new Date(em), por, papel });

function recebidoNoBalcao(
  { noBalcao }: Extract<Fato, { tipo: 'pagamento-confirmado' }>,
  { transacaoId, totalCentavos: centavos }: Pagamento,
): Feita | null {
  if (!noBalcao) return null;
  const { ato, forma, entregueCentavos } = noBalcao;
  const depois = { centavos, forma, entregueCentavos, trocoCentavos: entregueCentavos - centavos };
  return {
    ato: quando(ato),
    feito: { acao: 'recebimento-no-balcao', sobre: sobre('pagamento', transacaoId), depois },
  };
}

function devolvidoNoBalcao(
  { entregue, estorno: { id, centavos } }: Extract<Fato, { tipo: 'pagamento-estornado' }>,
  { forma }: Pagamento,
): Feita | null {
  if (!entregue) return null;
  const depois = { centavos, ...(forma && { forma }) };
  return { ato: quando(entregue), feito: { acao: 'devolucao-no-balcao', sobre: sobre('estorno', id), depois } };
}
