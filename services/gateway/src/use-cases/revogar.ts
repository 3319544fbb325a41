import { refreshes } from '../db/refresh.ts';
import { revogadas } from '../db/revogacoes.ts';
import type { GatewayTx } from '../db/schema.ts';
import { sessoes } from '../db/sessoes.ts';

/** Later than any token may be made: for what never comes back, whatever the clock of who made its token. */
const PARA_SEMPRE = 8_640_000_000_000_000;

/**
 * Refuses from now on every token that stands on a base, and ends the sessions and refresh tokens that do: of an aparelho (`aparelho-<id>`), a
 * cliente (`cliente-<id>`) or, by its sub, a person of the staff, who may sign in again. Whoever calls it lets
 * {@link Revogacoes} read at once after the commit; other instances do within two seconds.
 */
export async function revogar({ db, agora }: GatewayTx, base: string): Promise<void> {
  const em = agora.getTime();
  const [, de, id] = /^(aparelho|cliente)-(\d+)$/.exec(base) ?? [];
  const ended =
    de === 'aparelho' ? { aparelhoId: Number(id) } : de === 'cliente' ? { clienteId: Number(id) } : { sub: base };
  await sessoes(db).end(ended, em);
  if (de === undefined) await refreshes(db).delete({ sub: base });
  await revogadas(db).insert({ base, desde: de === 'aparelho' ? PARA_SEMPRE : em, em });
}

/** Refuses every token that stands on a base which nobody will have again: a session, a family of refresh tokens. */
export const revogarParaSempre = ({ db, agora }: GatewayTx, base: string): Promise<void> =>
  revogadas(db).insert({ base, desde: PARA_SEMPRE, em: agora.getTime() });
