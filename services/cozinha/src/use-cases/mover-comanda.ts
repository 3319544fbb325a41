import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Tx } from '@foodious/messaging/sql.ts';
import { comandas, type Database } from './db/database.ts';
import { type Acao, acompanhar, type Comanda, type EstadoPreparo, marcarItem, mover } from './domain/comanda.ts';

type ComandaTx = Tx<Database>;

/** A pedido was paid: its comanda hangs on the rail. */
export async function receberComanda(
  tx: ComandaTx,
  pedida: Pick<Comanda, 'pedidoId' | 'senha' | 'consumo'> & {
    itens: readonly Omit<Comanda['itens'][number], 'feitoEm' | 'feitoPor'>[];
  },
): Promise<void> {
  const nova: Comanda = {
    ...pedida,
    itens: pedida.itens.map((item) => ({ ...item, feitoEm: null, feitoPor: null })),
    estado: 'RECEBIDO',
    recebidaEm: tx.agora.getTime(),
    iniciadaEm: null,
    prontaEm: null,
    entregueEm: null,
    movimentos: 0,
    historico: [],
    traceparent: tx.traceparent,
  };
  await comandas(tx.db).insert(nova);
  registrar(tx, null, nova);
}

/** The cook acts on a comanda. Throws Refusal `not-found`, or `conflict` by the table of states. */
export const moverComanda = (tx: ComandaTx, pedidoId: number, acao: Acao): Promise<Comanda> =>
  mudar(tx, pedidoId, (comanda) => mover(comanda, acao, tx.agora, tx.por));

/** The cook ticks an item off, or takes that back. Throws as {@link marcarItem}. */
export const marcarItemDaComanda = (tx: ComandaTx, pedidoId: number, posicao: number, feito: boolean) =>
  mudar(tx, pedidoId, (comanda) => marcarItem(comanda, posicao, feito, tx.agora, tx.por));

/** The counter moved the pedido: the comanda follows, and says where it stands now, so that both agree in the end. */
export async function acompanharPedido(
  tx: ComandaTx,
  pedidoId: number,
  para: EstadoPreparo,
  movimentos: number,
): Promise<void> {
  const atual = await obter(tx, pedidoId);
  const comanda = acompanhar(atual, para, movimentos, tx.agora, tx.por);
  const dela = tx.within(atual.traceparent);
  await comandas(tx.db).update(comanda);
  if (comanda.estado !== atual.estado) registrar(dela, atual.estado, comanda);
  contar(dela, comanda);
}

/** What the cook does to a comanda is part of its order's story. */
async function mudar(tx: ComandaTx, pedidoId: number, decide: (comanda: Comanda) => Comanda): Promise<Comanda> {
  const atual = await obter(tx, pedidoId);
  const comanda = decide(atual);
  if (comanda === atual) return atual;
  const dela = tx.within(atual.traceparent);
  await comandas(tx.db).update(comanda);
  registrar(dela, atual.estado, comanda);
  if (comanda.estado !== atual.estado) contar(dela, comanda);
  return comanda;
}

async function obter(tx: ComandaTx, pedidoId: number): Promise<Comanda> {
  const comanda = await comandas(tx.db).lock(pedidoId);
  if (!comanda) throw new Refusal('not-found', `Comanda não encontrada para o pedido ${pedidoId}`);
  return comanda;
}

/** What the trail, and so the live stream of the cozinha, tells: where it came from, and the comanda as it is now. */
export type MudouAComanda = { de: Comanda['estado'] | null; para: Comanda['estado']; comanda: Comanda };

function registrar(tx: ComandaTx, de: Comanda['estado'] | null, comanda: Comanda): void {
  const { pedidoId, estado: para } = comanda;
  tx.note(de === para ? 'item' : 'estado', pedidoId, { de, para, comanda } satisfies MudouAComanda);
}

function contar(tx: ComandaTx, { pedidoId, estado, movimentos }: Comanda): void {
  if (estado !== 'RECEBIDO' && estado !== 'CANCELADO')
    tx.announce('preparo-mudou', { pedidoId }, { estado, movimentos });
}
