import { DONOS_PESSOAIS } from '@foodious/contracts/dono.ts';
import { PALAVRAS_APAGADAS, PALAVRAS_DE_PESSOAS } from '@foodious/kernel/estados.ts';
import { redactMessages, without } from '@foodious/messaging/forget.ts';
import type { Kysely, Transaction } from 'kysely';
import type { PedidoDeQuemSai } from '../domain/protocolo.ts';
import type { Database } from './schema.ts';

/** The pedidos of a cliente, the latest last; and when that was made, epoch milliseconds. */
export async function listPedidosDe(
  db: Kysely<Database>,
  clienteId: number,
): Promise<{ pedidos: PedidoDeQuemSai[]; ultimoEm: number | null }> {
  const rows = await db
    .selectFrom('pedido')
    .select(['id', 'criado_em', 'transacao_id', 'transacao_paga'])
    .where('cliente_id', '=', clienteId)
    .orderBy('id')
    .execute();
  const pedidos = rows.map((row) => ({ id: row.id, transacaoId: row.transacao_id, pago: row.transacao_paga !== null }));
  return { pedidos, ultimoEm: rows.at(-1)?.criado_em ?? null };
}

const semPalavras = without(PALAVRAS_DE_PESSOAS, PALAVRAS_APAGADAS);

/**
 * Takes out of pedidos, and of all that quotes them, whose they are and what was written in them. At most some hundred at once.
 */
export async function esquecerPedidos(trx: Transaction<Database>, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable('item')
    .set({ observacoes: PALAVRAS_APAGADAS })
    .where('pedido_id', 'in', [...ids])
    .where('observacoes', 'is not', null)
    .execute();
  await trx
    .updateTable('pedido')
    .set({ cliente_id: null, motivo_cancelamento: null })
    .where('id', 'in', [...ids])
    .execute();
  await trx
    .updateTable('estorno')
    .set({ motivo: null })
    .where('pedido_id', 'in', [...ids])
    .where('motivo', 'is not', null)
    .execute();
  await trx
    .updateTable('pedido')
    .set({ dono: null })
    .where('id', 'in', [...ids])
    .where((eb) => eb.or(DONOS_PESSOAIS.map((inicio) => eb('dono', 'like', `${inicio}%`))))
    .execute();
  const guardadas = trx
    .selectFrom('idempotencia')
    .select(['chave', 'resposta'])
    .where('pedido_id', 'in', [...ids]);
  for (const { chave, resposta } of await guardadas.execute())
    await trx
      .updateTable('idempotencia')
      .set({ resposta: semPalavras(resposta) })
      .where('chave', '=', chave)
      .execute();
  await redactMessages(trx, 'pedido', ids, semPalavras);
}
