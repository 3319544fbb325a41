import { secretHash } from '@foodious/platform/secrets.ts';
import type { Reader } from '../db/schema.ts';
import type { Identity } from '../ports.ts';
import { continuarSessao, portadorDe } from './sessoes.ts';

/**
 * How long a token is used before another is made, milliseconds: a third of its life, so that a stream opened with it lasts; and
 * how exactly a session's end follows its use.
 */
const FRESCO_MS = 5 * 60_000;
/** Tokens remembered: more than a restaurant has screens. */
const LEMBRADOS = 10_000;

/**
 * The access token behind a session's id, at the screen it was opened at; undefined where there is no such session, or it is over. Kept in memory: a request
 * reads the database only when its token is to be renewed. What was revoked meanwhile, whoever verifies the token knows.
 */
export function tokenDaSessao({
  db,
  identity,
}: Reader & { identity: Pick<Identity, 'issue'> }): (tela: string, id: string) => Promise<string | undefined> {
  const known = new Map<string, { token: Promise<string | undefined>; until: number }>();

  async function make(tela: string, idHash: string): Promise<string | undefined> {
    const sessao = await continuarSessao({ db }, idHash, Date.now());
    return sessao?.tela === tela ? (await identity.issue(portadorDe(sessao))).token : undefined;
  }

  return async (tela, id) => {
    const idHash = secretHash(id);
    const key = `${tela} ${idHash}`;
    const remembered = known.get(key);
    if (remembered && remembered.until > Date.now()) return remembered.token;
    known.delete(key);
    const token = make(tela, idHash);
    if (known.size >= LEMBRADOS) known.delete(known.keys().next().value ?? '');
    known.set(key, { token, until: Date.now() + FRESCO_MS });
    const made = await token.catch((error) => {
      known.delete(key);
      throw error;
    });
    if (!made) known.delete(key); // garbage takes no room
    return made;
  };
}
