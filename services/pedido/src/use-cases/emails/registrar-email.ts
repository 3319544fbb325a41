import { subjectOf } from '@foodious/contracts/messages.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Email } from '../../db/emails.ts';
import type { PedidoTx } from '../../db/schema.ts';

type Acontecimento = Extract<keyof TrailOf<'pedido'>, `email-${string}`>;

/** Tells the trail what became of an e-mail: its id and kind, never to whom. */
export function registrarEmail<A extends Acontecimento>(
  tx: PedidoTx,
  { id, tipo, pedidoId }: Pick<Email, 'id' | 'tipo' | 'pedidoId'>,
  acontecimento: A,
  dados: Omit<TrailOf<'pedido'>[A], 'emailId' | 'email'>,
): void {
  tx.note(acontecimento, subjectOf({ pedidoId }), { emailId: id, email: tipo, ...dados } as TrailOf<'pedido'>[A]);
}
