import { randomUUID } from 'node:crypto';
import { LOJA } from '@foodious/contracts/scopes.ts';
import { randomSecret, secretHash } from '@foodious/platform/secrets.ts';
import { type Refresh, refreshes } from '../db/refresh.ts';
import type { GatewayTx } from '../db/schema.ts';
import type { Portador } from '../ports.ts';
import { baseDaFamilia, revogarParaSempre } from './revogar.ts';

const HORA_MS = 60 * 60_000;
/** How long a refresh token waits to be used, and how long one after another go on, milliseconds: then somebody signs in again. */
const PARADO_MS = 24 * HORA_MS;
const AO_TODO_MS = 30 * 24 * HORA_MS;
/** How long a program may ask again with the same one, whose answer got lost on the way, milliseconds. */
const GRACA_MS = 10_000;

/** A refresh token, and whose access tokens it stands for. */
export type Renovavel = { refreshToken: string; portador: Portador };

/** Begins a family of refresh tokens for somebody of the staff who signed in at a program. */
export async function abrirFamilia(tx: GatewayTx, { sub, papel }: Pick<Refresh, 'sub' | 'papel'>): Promise<Renovavel> {
  return guardar(tx, { familia: randomUUID(), sub, papel, desde: tx.agora.getTime() });
}

/**
 * Exchanges a refresh token for the next of its family (RFC 9700, 4.14.2). Brought again within ten seconds, it gets another one,
 * and the one that was lost on the way serves no more; brought again later, or after its successor was used, somebody has a copy:
 * the whole family ends. Null where it opens nothing, whose transaction is to be kept. Who asks twice at once goes on with what
 * came last.
 */
export async function renovar(tx: GatewayTx, token: string): Promise<Renovavel | null> {
  const { db, agora } = tx;
  const em = agora.getTime();
  const rows = refreshes(db);
  const refresh = await rows.lock(secretHash(token));
  if (!refresh || refresh.ate <= em) return null;
  const { hash, usadoEm, sucessor } = refresh;
  const lost = sucessor === null ? undefined : await rows.lock(sucessor);
  if (usadoEm !== null && (em - usadoEm > GRACA_MS || !lost || lost.usadoEm !== null)) {
    await encerrarFamilia(tx, refresh.familia);
    return null;
  }
  const next = await guardar(tx, refresh);
  const nextHash = secretHash(next.refreshToken);
  await rows.updateUsado(hash, usadoEm ?? em, nextHash);
  if (lost) await rows.updateUsado(lost.hash, em, nextHash);
  return next;
}

/** Ends the family of a refresh token, and its access tokens; nothing where there is none. */
export async function revogarRefresh(tx: GatewayTx, token: string): Promise<void> {
  const refresh = await refreshes(tx.db).lock(secretHash(token));
  if (refresh) await encerrarFamilia(tx, refresh.familia);
}

/** Ends a family, and its access tokens. */
export async function encerrarFamilia(tx: GatewayTx, familia: string): Promise<void> {
  await refreshes(tx.db).delete({ familia });
  await revogarParaSempre(tx, baseDaFamilia(familia));
}

async function guardar(
  { db, agora }: GatewayTx,
  { familia, sub, papel, desde }: Pick<Refresh, 'familia' | 'sub' | 'papel' | 'desde'>,
): Promise<Renovavel> {
  const refreshToken = randomSecret(32);
  const ate = Math.min(agora.getTime() + PARADO_MS, desde + AO_TODO_MS);
  const hash = secretHash(refreshToken);
  await refreshes(db).insert({ hash, familia, sub, papel, desde, ate, usadoEm: null, sucessor: null });
  return { refreshToken, portador: { sub, papel, lojaId: LOJA, bases: [baseDaFamilia(familia), sub] } };
}
