import { randomUUID } from 'node:crypto';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { clientes } from '../../db/clientes.ts';
import { protocolos } from '../../db/protocolos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Protocolo } from '../../domain/cliente.ts';
import { escreverEmail } from '../emails/escrever-email.ts';

/**
 * Erases a cliente: name, e-mail and CPF are gone, pedidos stay without a link to anyone, and a receipt is archived and mailed.
 * Throws Refusal `not-found`.
 */
export async function apagarCliente(tx: PedidoTx, id: number): Promise<Protocolo> {
  const cliente = await clientes(tx.db).lock(id); // no pedido is given to this cliente from here on
  if (!cliente) throw new Refusal('not-found', `Cliente não encontrado: ${id}`);
  const pedidos = await clientes(tx.db).delete(cliente.id);
  const protocolo = { id: randomUUID(), solicitadoEm: tx.agora, apagadoEm: tx.agora, pedidos };
  await protocolos(tx.db).insert(protocolo);
  await escreverEmail(tx, { tipo: 'lgpd-protocolo', para: cliente.email, protocolo: protocolo.id });
  auditar(tx, { acao: 'cliente-apagado', sobre: { tipo: 'protocolo', id: protocolo.id } });
  tx.announce('lgpd-delecao-solicitada', { group: protocolo.id }, { protocolo: protocolo.id });
  return protocolo;
}
