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

/** About how many minutes it still takes; null where nobody knows, or where it is not waited for any more. */
export const esperaMin = ({
  estado,
  esperaSegundos,
}: Pick<PedidoSeguido, 'estado' | 'esperaSegundos'>): number | null =>
  esperaSegundos === null || (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO')
    ? null
    : Math.max(1, Math.round(esperaSegundos / 60));
