import { createHmac } from 'node:crypto';
import { sameSecret } from '@foodious/platform/secrets.ts';
import type { Portador } from '../../ports.ts';

/** Whose token it is, as the triggers of the pool are told: the gateway itself has scopes and no papel. */
export type Declarado = Omit<Portador, 'papel'> & { papel?: Portador['papel']; scope?: string };

/** How long what the gateway declares holds: as long as one sign-in takes. */
const DECLARADO_MS = 60_000;

const hmac = (segredo: string, ...partes: string[]): string =>
  createHmac('sha256', segredo).update(JSON.stringify(partes)).digest('base64url');

/** That a user of the pool was made by us, kept as its `custom:prova`: it lets no one in. */
export const provaDeCriacao = (segredo: string, usuario: string): string => hmac(segredo, 'criar', usuario);

/** What goes with a sign-in as ClientMetadata: whose token it shall be, until when that holds, and that the gateway says so. */
export function declarar(segredo: string, usuario: string, declarado: Declarado, agora = Date.now()) {
  const portador = JSON.stringify(declarado);
  const ate = String(agora + DECLARADO_MS);
  return { portador, ate, prova: hmac(segredo, 'entrar', usuario, portador, ate) };
}

/** What the gateway declared of the user who signs in; null for what it did not, or too long ago. */
export function declarado(
  segredo: string,
  usuario: string,
  { portador = '', ate = '', prova = '' }: Record<string, string> = {},
  agora = Date.now(),
): Declarado | null {
  const nosso = sameSecret(prova, hmac(segredo, 'entrar', usuario, portador, ate));
  return nosso && agora <= Number(ate) ? JSON.parse(portador) : null;
}
