import { refreshes } from '../db/refresh.ts';
import { revogadas } from '../db/revogacoes.ts';
import type { GatewayTx } from '../db/schema.ts';
import { sessoes } from '../db/sessoes.ts';

/** Later than any token may be made: for what never comes back, whatever the clock of who made its token. */
const PARA_SEMPRE = 8_640_000_000_000_000;

const FAMILIA = 'familia-';
/** What the access tokens of a family stand on. A program's token, which cannot be renewed, has one to itself. */
export const baseDaFamilia = (familia: string): string => `${FAMILIA}${familia}`;
export const ehBaseDeFamilia = (base: string): boolean => base.startsWith(FAMILIA);
export const familiaDe = (base: string): string => base.slice(FAMILIA.length);

/** What the tokens of a session stand on. Not the sub: who identifies goes on as the same one in another session. */
export const baseDaSessao = (idHash: string): string => `sessao-${idHash}`;

/**
 * Refuses from now on every token that stands on a base, and ends the sessions and refresh tokens that do: of an aparelho (`aparelho-<id>`), a
 * cliente (`cliente-<id>`) or, by its sub, a person of the staff, who may sign in again. Whoever calls it lets
 * {@link Revogacoes} read at once after the commit; other instances do within two seconds.
 */
export async function revogar(tx: GatewayTx, base: string): Promise<void> {
  const { db, agora } = tx;
  const em = agora.getTime();
  const [, de, id] = /^(aparelho|cliente)-(\d+)$/.exec(base) ?? [];
  if (de === 'aparelho') await sessoes(db).updateEncerrada({ aparelhoId: Number(id) }, em);
  else if (de === 'cliente') await sessoes(db).updateEncerrada({ clienteId: Number(id) }, em);
  else {
    // A token of theirs may be on its way, and be made a moment later than this was asked for: what it stands on is over.
    const [abertas, familias] = [await sessoes(db).lockOf(base), await refreshes(db).lockFamilias(base)];
    for (const sua of [...abertas.map(baseDaSessao), ...familias.map(baseDaFamilia)]) await revogarParaSempre(tx, sua);
    await sessoes(db).updateEncerrada({ sub: base }, em);
    await refreshes(db).delete({ sub: base });
  }
  await revogadas(db).insert({ base, desde: de === undefined ? em : PARA_SEMPRE, em });
}

/** Refuses every token that stands on a base which nobody will have again: a session, a family of refresh tokens. */
export const revogarParaSempre = ({ db, agora }: GatewayTx, base: string): Promise<void> =>
  revogadas(db).insert({ base, desde: PARA_SEMPRE, em: agora.getTime() });
