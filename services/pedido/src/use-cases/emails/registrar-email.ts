import type { Email } from '../../db/emails.ts';
import type { PedidoTx } from '../../db/schema.ts';

type Acontecimento = 'email-escrito' | 'email-enviado' | 'email-falhou' | 'email-desistido' | 'email-descartado';

/** Tells the trail what became of an e-mail: its id and kind, never to whom. */
export function registrarEmail(
  tx: PedidoTx,
  { id, tipo, pedidoId }: Pick<Email, 'id' | 'tipo' | 'pedidoId'>,
  acontecimento: Acontecimento,
  dados: object = {},
): void {
  tx.note(acontecimento, pedidoId, { emailId: id, email: tipo, ...dados });
}
