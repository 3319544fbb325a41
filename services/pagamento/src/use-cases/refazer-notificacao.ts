import { sobre } from '@foodious/contracts/auditoria.ts';
import { stamp } from '@foodious/contracts/messages.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { AUDITORIA, auditada } from '@foodious/messaging/auditar.ts';
import type { Messaging } from '@foodious/messaging/messaging.ts';
import type { Notificacao, NotificacaoStore, PagamentoStore, Provedor } from '../ports.ts';
import { tratarNotificacao } from './tratar-notificacao.ts';

/**
 * Handles a notification once more because somebody of the staff wants it, whatever its signature says: what is true, the provider
 * tells. Told to the audit log before it is done. Throws Refusal `not-found`, `conflict` for one that names no charge, and
 * Unavailable while the provider, the store or the queues do not answer.
 */
export async function refazerNotificacao(
  store: PagamentoStore & { notificacoes: NotificacaoStore },
  provedor: Pick<Provedor, 'obter'>,
  answer: Messaging['answer'],
  context: Context,
  id: string,
): Promise<Notificacao> {
  const read = await store.notificacoes.get(id);
  if (!read) throw new Refusal('not-found', `Notificação não encontrada: ${id}`);
  const antes = read.doc;
  if (antes.cobrancaId === null)
    throw new Refusal('conflict', 'Esta notificação não diz de que cobrança é: não há o que buscar');
  const feito = {
    acao: 'notificacao-refeita' as const,
    sobre: sobre('notificacao', id),
    antes: { resultado: antes.resultado ?? 'pendente' },
  };
  await answer(stamp('acao-auditada', AUDITORIA, auditada(context, feito), context));
  const tratada = await tratarNotificacao(store, provedor, context, antes);
  for (let atual = read; ; ) {
    const { tentativas } = atual.doc;
    const tratadaEm = context.agora.toISOString();
    const depois = { ...atual.doc, ...tratada, tentativas: tentativas + 1, tratadaEm, proximaEm: null };
    if (await store.notificacoes.replace(atual, depois)) return depois;
    atual = (await store.notificacoes.get(id)) ?? atual;
  }
}
