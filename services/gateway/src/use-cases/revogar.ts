import { refreshes } from '../db/refresh.ts';
import { revogadas } from '../db/revogacoes.ts';
import type { GatewayTx } from '../db/schema.ts';
import { sessoes } from '../db/sessoes.ts';

/** Later than any token may be made: for what never comes back, whatever the clock of who made its token. */
const PARA_SEMPRE = 8_640_000_000_000_000;

const FAMILIA = 'familia-';
/** What the access tokens of a family stand on. A program's token, which cannot be renewed, has one to itself. */
export const baseDaFamilia = (familia: string): string => `${FAMILIA}${familia}`;
/** The family whose base it is; undefined for what is none. */
export const familiaDa = (base: string): string | undefined =>
  base.startsWith(FAMILIA) ? base.slice(FAMILIA.length) : undefined;

/** What the tokens of a session stand on. Not the sub: who identifies goes on as the same one in another session. */
export const baseDaSessao = (idHash: string): string => `sessao-${idHash}`;

/**
 * Refuses from now on every token that stands on a base, and ends the sessions and refresh tokens that do: of an aparelho
 * (`aparelho-<id>`), a cliente (`cliente-<id>`) or, by its sub, a person of the staff, who may sign in again. A token of theirs
 * that is made a moment later stands on what is over. Whoever calls it lets {@link Revogacoes} read at once after the commit;
 * other instances do within two seconds.
 */
export async function revogar(tx: GatewayTx, base: string): Promise<void> {
  const { db, agora } = tx;
  const em = agora.getTime();
  const [, de, id] = /^(aparelho|cliente)-(\d+)$/.exec(base) ?? [];
  const ended =
    de === 'aparelho' ? { aparelhoId: Number(id) } : de === 'cliente' ? { clienteId: Number(id) } : { sub: base };
  await encerrarSessoes(tx, ended);
  if (de !== undefined) return revogarParaSempre(tx, base);
  for (const familia of await refreshes(db).delete({ sub: base })) await revogarParaSempre(tx, baseDaFamilia(familia));
  await revogadas(db).insert({ base, desde: em, em });
}

/** Ends sessions, and the tokens behind them, whenever and by whatever clock those were made. */
export async function encerrarSessoes(
  tx: GatewayTx,
  quais: Parameters<ReturnType<typeof sessoes>['end']>[0],
): Promise<void> {
  for (const idHash of await sessoes(tx.db).end(quais, tx.agora.getTime()))
    await revogarParaSempre(tx, baseDaSessao(idHash));
}

/** Refuses every token that stands on a base which nobody will have again: a session, a family of refresh tokens. */
export const revogarParaSempre = ({ db, agora }: GatewayTx, base: string): Promise<void> =>
  revogadas(db).insert({ base, desde: PARA_SEMPRE, em: agora.getTime() });
