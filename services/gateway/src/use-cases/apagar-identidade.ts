import type { Data } from '@foodious/contracts/messages.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { handleOnce } from '@foodious/messaging/sql.ts';
import type { GatewayInTransaction } from '../db/schema.ts';
import { sessoes } from '../db/sessoes.ts';
import type { Identity } from '../ports.ts';
import type { Revogacoes } from './revogacoes.ts';
import { revogar } from './revogar.ts';

export type ApagarIdentidade = {
  identity: Pick<Identity, 'forget'>;
  inTransaction: GatewayInTransaction;
  revogacoes: Pick<Revogacoes, 'ler'>;
  scrub(): Promise<void>;
};

/**
 * Somebody was erased: their tokens are refused, their sessions are over and no longer theirs, the issuer knows them no more;
 * then that is told. Each step is repeatable: a crash between two of them repeats them all.
 */
export async function apagarIdentidade(
  { identity, inTransaction, revogacoes, scrub }: ApagarIdentidade,
  delivery: Delivery,
  { protocolo, mordida, clienteId }: Data<'lgpd-apagar-identidade'>,
): Promise<void> {
  const sub = `cliente-${clienteId}`;
  const contagem = await inTransaction(delivery, async (tx) => {
    await revogar(tx, sub);
    return sessoes(tx.db).updateSemCliente(clienteId);
  });
  await revogacoes.ler();
  await identity.forget(sub);
  await scrub();
  await handleOnce(inTransaction, delivery, async (tx) => {
    tx.announce('lgpd-parte-apagada', { group: protocolo }, { protocolo, mordida, parte: 'identidade', contagem });
  });
}
