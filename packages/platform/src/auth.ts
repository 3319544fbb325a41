import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** Who is calling, as a verified token says. */
export type Principal = {
  sub: string;
  scopes: ReadonlySet<string>;
  /** The cliente who identified by CPF: may order and follow only what is theirs. Null for devices and staff. */
  clienteId: number | null;
  /** When the token ends, epoch milliseconds. */
  until: number;
};

/** Verifies a bearer token. Throws Refusal `unauthorized`, or {@link Unavailable} when the keys cannot be fetched. */
export type Verify = (token: string) => Promise<Principal>;

/** Verified tokens remembered, so that a kiosk's next call costs no RSA check. */
const REMEMBERED = 1_000;

/**
 * Verifies JWTs of an issuer, made for this audience, by its published keys (RFC 7517); they are fetched when first needed, and
 * when they rotate.
 */
export function jwtVerifier(issuer: string, audience: string): Verify {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
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
      const principal: Principal = {
        sub: payload.sub ?? '',
        scopes: new Set(String(payload.scope ?? '').split(' ')),
        clienteId: typeof payload.clienteId === 'number' ? payload.clienteId : null,
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
