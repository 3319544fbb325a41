import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Tx } from '@foodious/messaging/sql.ts';
import { comandas, type Database } from './db/database.ts';
import { type Acao, acompanhar, type Comanda, type EstadoPreparo, type ItemComanda, mover } from './domain/comanda.ts';

type ComandaTx = Tx<Database>;

/** A pedido was paid: its comanda hangs on the rail. */
export function receberComanda(
  tx: ComandaTx,
  pedidoId: number,
  senha: number,
  itens: readonly ItemComanda[],
): Promise<void> {
  const nova = { pedidoId, senha, itens, estado: 'RECEBIDO' as const, recebidaEm: tx.agora.getTime() };
  return comandas(tx.db).insert({ ...nova, iniciadaEm: null, prontaEm: null, entregueEm: null, movimentos: 0 });
}

/** The cook acts on a comanda. Throws Refusal `not-found`, or `conflict` by the table of states. */
export async function moverComanda(tx: ComandaTx, pedidoId: number, acao: Acao): Promise<Comanda> {
  const atual = await obter(tx, pedidoId);
  const comanda = mover(atual, acao, tx.agora);
  if (comanda === atual) return atual;
  await comandas(tx.db).update(comanda);
  contar(tx, comanda);
  return comanda;
}

/** The counter moved the pedido: the comanda follows, and says where it stands now, so that both agree in the end. */
export async function acompanharPedido(
  tx: ComandaTx,
  pedidoId: number,
  para: EstadoPreparo,
  movimentos: number,
): Promise<void> {
  const comanda = acompanhar(await obter(tx, pedidoId), para, movimentos, tx.agora);
  await comandas(tx.db).update(comanda);
  contar(tx, comanda);
}

async function obter(tx: ComandaTx, pedidoId: number): Promise<Comanda> {
  const comanda = await comandas(tx.db).get(pedidoId);
  if (!comanda) throw new Refusal('not-found', `Comanda não encontrada para o pedido ${pedidoId}`);
  return comanda;
}

function contar(tx: ComandaTx, { pedidoId, estado, movimentos }: Comanda): void {
  if (estado !== 'RECEBIDO' && estado !== 'CANCELADO')
    tx.announce('preparo-mudou', { pedidoId }, { estado, movimentos });
}
