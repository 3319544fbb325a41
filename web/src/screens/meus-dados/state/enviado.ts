import { agora } from '../../../api/hora.ts';
import type { CodigoEnviado } from '../../../api/session.ts';

/** A code that is on its way to an e-mail. */
export type Enviado = CodigoEnviado & { email: string };

/**
 * The code this entry of the history waits for; undefined without one that still holds. A telephone whose owner goes to read
 * their mail may load the page anew.
 */
export function enviadoLembrado(): Enviado | undefined {
  const enviado: Enviado | undefined = history.state?.enviado;
  return enviado && Date.parse(enviado.ate) > agora() ? enviado : undefined;
}

export const lembrarEnviado = (enviado: Enviado | undefined): void =>
  history.replaceState({ ...history.state, enviado }, '');
