import { randomUUID } from 'node:crypto';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { PEDIDOS_POR_MORDIDA } from '@foodious/contracts/messages.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { clientes } from '../../db/clientes.ts';
import { codigos } from '../../db/codigos.ts';
import { esquecerPedidos, listPedidosDe } from '../../db/esquecer.ts';
import { protocolos } from '../../db/protocolos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { NomeDaParte, Parte, PedidoDeQuemSai, Protocolo } from '../../domain/protocolo.ts';
import { escreverEmail } from '../emails/escrever-email.ts';
import { quemLe } from './pedir-codigo.ts';
import { pedirParte } from './pedir-parte.ts';

/**
 * Erases a cliente here: name, e-mail and CPF are gone, pedidos stay without a link to anyone and without what was written in
 * them. The others are asked for their parts (S7); a receipt is archived and mailed. Throws Refusal `not-found`.
 * @param antes the erasure of the same cliente that a restored backup undid: it is made again, and keeps its number
 */
export async function apagarCliente(tx: PedidoTx, id: number, antes?: Protocolo): Promise<Protocolo> {
  const cliente = await clientes(tx.db).lock(id); // no pedido is given to this cliente from here on
  if (!cliente) throw new Refusal('not-found', `Cliente não encontrado: ${id}`);
  const clienteCriadoEm = (await clientes(tx.db).getCriadoEm(id)) ?? null;
  const { pedidos, ultimoEm } = await listPedidosDe(tx.db, id);
  for (const mordida of emMordidas(pedidos))
    await esquecerPedidos(
      tx.db,
      mordida.map((pedido) => pedido.id),
    );
  await codigos(tx.db).deleteByQuem(quemLe(cliente.email));
  const protocolo: Protocolo = {
    id: randomUUID(),
    solicitadoEm: tx.agora,
    apagadoEm: tx.agora,
    pedidos: pedidos.length,
    ultimoPedidoEm: ultimoEm === null ? null : new Date(ultimoEm),
    clienteId: id,
    clienteCriadoEm,
    ...antes,
    concluidoEm: null,
  };
  await clientes(tx.db).delete(id, protocolo.id);

  const parteDe = (parte: NomeDaParte, seus: readonly PedidoDeQuemSai[] = []): Parte[] =>
    emMordidas(seus).map((pedidos, mordida) => {
      return { parte, mordida, pedidos, pedidaEm: tx.agora.getTime(), feitaEm: null, contagem: 0 };
    });
  const partes = [
    ...parteDe('pedido'),
    ...parteDe('pagamento', pedidos),
    ...parteDe(
      'cozinha',
      pedidos.filter(({ pago }) => pago),
    ),
    ...parteDe('identidade'),
  ];
  if (antes) await protocolos(tx.db).delete(antes.id);
  await protocolos(tx.db).insert(protocolo, partes);
  await escreverEmail(tx, { tipo: 'lgpd-protocolo', para: cliente.email, protocolo: protocolo.id });
  auditar(tx, { acao: 'cliente-apagado', sobre: sobre('protocolo', protocolo.id) });
  tx.announce('lgpd-delecao-solicitada', { group: protocolo.id }, { protocolo: protocolo.id });
  for (const parte of partes) pedirParte(tx, protocolo, parte);
  return protocolo;
}

/** Pedidos in the bites a message can hold; one that is empty where there are none. */
function emMordidas(pedidos: readonly PedidoDeQuemSai[]): (readonly PedidoDeQuemSai[])[] {
  const quantas = Math.max(1, Math.ceil(pedidos.length / PEDIDOS_POR_MORDIDA));
  return Array.from({ length: quantas }, (_, i) =>
    pedidos.slice(i * PEDIDOS_POR_MORDIDA, (i + 1) * PEDIDOS_POR_MORDIDA),
  );
}
