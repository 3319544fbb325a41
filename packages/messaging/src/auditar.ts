import type { Auditada, Feito } from '@foodious/contracts/auditoria.ts';
import type { MessageType, Origin } from '@foodious/contracts/messages.ts';
import type { Context } from '@foodious/kernel/context.ts';

/** All that was done goes to the audit log in one order. */
export const AUDITORIA: Origin = { group: 'auditoria' };

/** Who acts, when and where. */
type Quem = Pick<Context, 'agora' | 'lojaId' | 'por' | 'papel'>;

/** What somebody did, as it is told: who, by the context it was done in. */
export const auditada = (
  { agora, lojaId, por: quem, papel }: Quem,
  { antes = null, depois = null, ...feito }: Feito,
): Auditada => ({ lojaId, quem, papel, ...feito, antes, depois, em: agora.toISOString() });

/** Tells the audit log what somebody did, in the transaction that does it. Throws ZodError for what an entry may not hold. */
export const auditar = (
  tx: Quem & {
    announce(tipo: MessageType & 'acao-auditada', origin: Origin, dados: Auditada): void;
  },
  feito: Feito,
): void => tx.announce('acao-auditada', AUDITORIA, auditada(tx, feito));
