import type { EventsOf } from '@foodious/contracts/events.ts';
import type { EstadoPedido } from '@foodious/kernel/estados.ts';
import type { EventOf } from '../../../api/live.ts';

/** A pedido as whoever has its link sees it: no number of the database, nobody's name. */
export type PedidoSeguido = EventsOf<'seguir'>['retrato'];

/** What the stream tells: first how it stands, then each change. */
export function seguir(
  atual: PedidoSeguido | undefined,
  ...[event, data]: EventOf<'seguir'>
): PedidoSeguido | undefined {
  if (event === 'retrato') return data;
  if (event !== 'estado' || !atual) return atual;
  const { em, ...mudou } = data;
  return { ...atual, ...mudou, desde: em };
}

/** The way of a pedido, as told to who waits for it. */
export const passos = ['Pagamento', 'Recebido', 'Em preparo', 'Pronto'] as const;

const passosFeitos: Record<EstadoPedido, number> = {
  PAGAMENTO_PENDENTE: 0,
  CHECKOUT: 0,
  RECEBIDO: 1,
  EM_PREPARACAO: 2,
  PRONTO: 3,
  FINALIZADO: 4,
  CANCELADO: -1,
};

/** How many steps a pedido has behind it; -1 when it goes no further. */
export const passoDe = ({ estado }: Pick<PedidoSeguido, 'estado'>): number => passosFeitos[estado];

const frases: Record<EstadoPedido, string> = {
  PAGAMENTO_PENDENTE: 'O pagamento não foi concluído. Volte ao totem para tentar de novo.',
  CHECKOUT: 'Esperando o seu Pix.',
  RECEBIDO: 'Pagamento confirmado. A cozinha já tem o seu pedido.',
  EM_PREPARACAO: 'Estamos preparando o seu pedido.',
  PRONTO: 'Pode retirar no balcão.',
  FINALIZADO: 'Entregue. Bom apetite!',
  CANCELADO: 'O pedido foi cancelado. O que foi pago volta pelo Pix.',
};

/** One sentence for who waits. */
export const fraseDe = ({ estado }: Pick<PedidoSeguido, 'estado'>): string => frases[estado];

/** About how long it still takes, in words; null where nobody knows, or where it is not waited for any more. */
export function esperaDe({ estado, esperaSegundos }: Pick<PedidoSeguido, 'estado' | 'esperaSegundos'>): string | null {
  if (esperaSegundos === null || (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO')) return null;
  const minutos = Math.max(1, Math.round(esperaSegundos / 60));
  return `Costuma levar cerca de ${minutos} ${minutos === 1 ? 'minuto' : 'minutos'}.`;
}
