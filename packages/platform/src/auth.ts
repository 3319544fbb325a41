import { LOJA } from '@foodious/kernel/context.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** Who is calling, as a verified token says. */
export type Principal = {
  sub: string;
  /** What kind of caller: one of the roles. */
  papel: string;
  scopes: ReadonlySet<string>;
  /** The loja the token is of. */
  lojaId: number;
  /** To whom the pedidos it makes belong. */
  dono: string;
  /** The cliente who identified by CPF, or is verified. Null for devices and staff. */
  clienteId: number | null;
  /** Whether that cliente proved who they are by a code sent to their e-mail. */
  verificado: boolean;
  /** What the token stands on, each of which may be revoked: a session, an aparelho, a person. */
  bases: readonly string[];
  /** When the token was made, epoch milliseconds: what was revoked later takes it along. */
  since: number;
  /** When the token ends, epoch milliseconds. */
  until: number;
};

/** Verifies a bearer token. Throws Refusal `unauthorized`, or {@link Unavailable} when the keys cannot be fetched. */
export type Verify = (token: string) => Promise<Principal>;

/** Verified tokens remembered, so that a kiosk's next call costs no RSA check. */
const REMEMBERED = 1_000;

/**
 * Verifies JWTs of an issuer, made for this audience, by the keys it publishes (RFC 7517), at an address that need not be its
 * public name; they are fetched when first needed, and when they rotate. `ready` rejects while there are none.
 */
export function remoteVerifier(
  issuer: string,
  audience: string,
  publishedAt: string,
): { verify: Verify; ready(): Promise<void> } {
  const keys = createRemoteJWKSet(new URL(`${publishedAt}/.well-known/jwks.json`));
  return {
    verify: jwtVerifier(issuer, audience, keys),
    async ready() {
      if (!keys.jwks()) await keys.reload();
    },
  };
}

/** Verifies JWTs of an issuer, made for this audience, by keys at hand. */
export function jwtVerifier(issuer: string, audience: string, keys: JWTVerifyGetKey): Verify {
  const known = new Map<string, Principal>();

  return async (token) => {
    const remembered = known.get(token);
    if (remembered && remembered.until > Date.now()) return remembered;
    known.delete(token);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'sub'],
      });
      if (payload.token_use === 'id') throw new errors.JWTInvalid('an ID token opens nothing');
      // The `sub` of a pool's user is the pool's own: who it is to us stands beside it.
      const sub = typeof payload.quem === 'string' ? payload.quem : (payload.sub ?? '');
      const principal: Principal = {
        sub,
        papel: String(payload.papel ?? ''),
        lojaId: typeof payload.lojaId === 'number' ? payload.lojaId : LOJA,
        dono: sub,
        verificado: payload.verificado === true,
        bases: Array.isArray(payload.bases) ? payload.bases.map(String) : [],
        scopes: new Set(String(payload.scope ?? '').split(' ')),
        clienteId: typeof payload.clienteId === 'number' ? payload.clienteId : null,
        since: (payload.iat ?? 0) * 1000,
        until: (payload.exp ?? 0) * 1000,
      };
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value ?? '');
      known.set(token, principal);
      return principal;
    } catch (error) {
      const ours =
        error instanceof errors.JOSEError &&
        !(error instanceof errors.JWKSTimeout) &&
        error.code !== 'ERR_JOSE_GENERIC';
      if (ours) throw new Refusal('unauthorized', 'Token inválido ou expirado');
      throw new Unavailable('the issuer of the tokens does not answer', { cause: error });
    }
  };
}
