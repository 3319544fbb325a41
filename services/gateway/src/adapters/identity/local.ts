import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { AUDIENCE, roles } from '@foodious/contracts/scopes.ts';
import { houseSecret, type SecretStore } from '@foodious/platform/secret-store.ts';
import { randomSecret, sameSecret, secretHash } from '@foodious/platform/secrets.ts';
import type { Job } from '@foodious/platform/service.ts';
import { calculateJwkThumbprint, createLocalJWKSet, importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { identidades } from '../../db/identidades.ts';
import type { Reader } from '../../db/schema.ts';
import { credenciaisInvalidas } from '../../domain/credenciais.ts';
import type { Credenciais, Identity, Issued, Portador } from '../../ports.ts';

/** What is kept as `credenciais`: random secrets made at the first start, for whoever may read them. */
const Entrada = z.object({ usuario: z.string(), senha: z.string() });
const Credentials = z.object({
  gateway: z.string(),
  cliente_id: z.string(),
  cliente_segredo: z.string(),
  gerente: Entrada,
  cozinha: Entrada,
});
/** The key that signs, RSA, as RFC 7517 writes it: of its members those are named that we look at. */
const PrivateKey = z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string(), d: z.string() });

/** How long a token of others lives, and one of the gateway's own calls, in seconds. */
const ACCESS_S = 15 * 60;
const OWN_S = 60;

/** An issuer of our own: its keys and secrets are those of the house, read when it starts. */
export function localIdentity(
  segredos: SecretStore,
  issuer: string,
  { db }: Reader,
): Identity & Credenciais & Pick<Job, 'start'> {
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  const now = () => {
    if (!opened) throw new Error('the identity has not started');
    return opened;
  };
  return {
    async start() {
      opened = await open(segredos, issuer, db);
    },
    checkDevice: (...credentials) => now().checkDevice(...credentials),
    programa: () => now().programa(),
    issue: (portador) => now().issue(portador),
    conferirCasa: (...credentials) => now().conferirCasa(...credentials),
    ownToken: (scope) => now().ownToken(scope),
    keys: (...token) => now().keys(...token),
    jwks: () => now().jwks(),
    ...identidades(db),
  };
}

async function open(segredos: SecretStore, issuer: string, db: Reader['db']) {
  const credentials = await houseSecret(segredos, 'credenciais', Credentials, () => ({
    gateway: issuer,
    cliente_id: `totem-${randomUUID()}`,
    cliente_segredo: randomSecret(),
    gerente: { usuario: 'gerente', senha: randomSecret() },
    cozinha: { usuario: 'cozinha', senha: randomSecret() },
  }));
  const privateJwk = await houseSecret(segredos, 'chaves', PrivateKey, () =>
    PrivateKey.parse(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })),
  );
  const key = await importJWK(privateJwk, 'RS256');
  const { kty, n, e } = privateJwk;
  const publicJwk = { kty, n, e, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(privateJwk) } as JWK & {
    kid: string;
  };

  async function issue(
    sub: string,
    scope: string,
    seconds: number,
    claims: Record<string, unknown> = {},
  ): Promise<Issued> {
    const agora = Date.now() / 1000; // not whole seconds: what is revoked and given anew within one is told apart
    const token = await new SignJWT({ scope, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: publicJwk.kid, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(sub)
      .setIssuedAt(agora)
      .setExpirationTime(agora + seconds)
      .setJti(randomUUID())
      .sign(key);
    return { token, expiresIn: seconds };
  }

  const issueTo = ({ sub, papel, ...claims }: Portador) =>
    issue(sub, roles[papel].join(' '), ACCESS_S, { papel, ...claims });

  const staff = new Map([
    [credentials.gerente.usuario, 'gerente'],
    [credentials.cozinha.usuario, 'cozinha'],
  ] as const);

  return {
    programa: () => ({
      clientId: credentials.cliente_id,
      segredoHash: secretHash(credentials.cliente_segredo),
    }),
    checkDevice(clientId: string, clientSecret: string) {
      const known = sameSecret(clientId, credentials.cliente_id);
      if (!sameSecret(clientSecret, credentials.cliente_segredo) || !known) throw credenciaisInvalidas();
    },
    async issue(portador: Portador) {
      await identidades(db).conferir([portador.sub, ...portador.bases]);
      return issueTo(portador);
    },
    conferirCasa(usuario: string, palavraPasse: string) {
      const papel = staff.get(usuario);
      return papel && sameSecret(palavraPasse, credentials[papel].senha) ? papel : null;
    },
    ownToken: async (scope: string) => (await issue('gateway', scope, OWN_S)).token,
    keys: createLocalJWKSet({ keys: [publicJwk] }),
    jwks: async () => ({ keys: [publicJwk] }),
  };
}
