import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AUDIENCE, roles } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { randomSecret, sameSecret, secretFile, secretHash } from '@foodious/platform/secrets.ts';
import type { Job } from '@foodious/platform/service.ts';
import { calculateJwkThumbprint, createLocalJWKSet, importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { identidades } from '../../db/identidades.ts';
import type { Reader } from '../../db/schema.ts';
import type { Credenciais, Identity, Issued, Pessoa, Portador } from '../../ports.ts';

/** What `credenciais.json` holds: random secrets made at the first start, for whoever may read the file. */
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
/** Wrong palavras-passe a user name may have in a window, before it must wait for the window to end. */
const FAILURES = 10;
const WINDOW_MS = 60_000;

/**
 * An issuer of our own: keys and secrets in the data folder, mode 0600, read when it starts. Says where the credentials are;
 * with `:memory:` they are in a temporary folder until it stops.
 */
export function localIdentity(
  dataDir: string,
  issuer: string,
  { db }: Reader,
): Identity & Credenciais & Required<Job> & { credentialsFile(): string } {
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  const now = () => {
    if (!opened) throw new Error('the identity has not started');
    return opened;
  };
  return {
    async start() {
      opened = await open(dataDir, issuer, db);
    },
    stop: () => opened?.close(),
    credentialsFile: () => now().credentialsFile,
    checkDevice: (...credentials) => now().checkDevice(...credentials),
    programa: () => now().programa(),
    issue: (portador) => now().issue(portador),
    conferirPessoa: (...credentials) => now().conferirPessoa(...credentials),
    ownToken: (scope) => now().ownToken(scope),
    keys: (...token) => now().keys(...token),
    jwks: () => now().jwks(),
    ...identidades(db),
  };
}

async function open(dataDir: string, issuer: string, db: Reader['db']) {
  const folder = dataDir === ':memory:' ? mkdtempSync(join(tmpdir(), 'foodious-')) : dataDir;
  const credentials = secretFile(folder, 'credenciais.json', Credentials, () => ({
    gateway: issuer,
    cliente_id: `totem-${randomUUID()}`,
    cliente_segredo: randomSecret(),
    gerente: { usuario: 'gerente', senha: randomSecret() },
    cozinha: { usuario: 'cozinha', senha: randomSecret() },
  }));
  const privateJwk = secretFile(folder, 'chaves.json', PrivateKey, () =>
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

  const failures = failureCount(folder);
  const staff = new Map([
    [credentials.gerente.usuario, 'gerente'],
    [credentials.cozinha.usuario, 'cozinha'],
  ] as const);

  return {
    credentialsFile: join(folder, 'credenciais.json'),
    close() {
      failures.close();
      if (folder !== dataDir) rmSync(folder, { recursive: true });
    },
    programa: () => ({
      clientId: credentials.cliente_id,
      segredoHash: secretHash(credentials.cliente_segredo),
    }),
    checkDevice(clientId: string, clientSecret: string) {
      const known = sameSecret(clientId, credentials.cliente_id);
      if (!sameSecret(clientSecret, credentials.cliente_segredo) || !known) throw denied();
    },
    async issue(portador: Portador) {
      await identidades(db).conferir([portador.sub, ...portador.bases]);
      return issueTo(portador);
    },
    conferirPessoa(usuario: string, palavraPasse: string): Pessoa {
      const papel = staff.get(usuario);
      const who = papel ?? 'unknown';
      if (failures.of(who) >= FAILURES)
        throw new Refusal('too-many', 'Muitas tentativas: espere um minuto', { codigo: 'tentativas-demais' });
      if (!papel || !sameSecret(palavraPasse, credentials[papel].senha)) {
        failures.add(who);
        throw denied();
      }
      failures.forget(who);
      return { sub: papel, papel, pessoaId: null };
    },
    ownToken: async (scope: string) => (await issue('gateway', scope, OWN_S)).token,
    keys: createLocalJWKSet({ keys: [publicJwk] }),
    jwks: async () => ({ keys: [publicJwk] }),
  };
}

/** Counts wrong palavras-passe in the window of each name; in a file, so that other instances and a restart go on with it. */
function failureCount(folder: string) {
  const db = new DatabaseSync(join(folder, 'senhas-erradas.sqlite'), { timeout: 5_000 });
  db.exec('create table if not exists falha (quem text primary key, vezes integer, ate integer)');
  const get = db.prepare('select vezes from falha where quem = ? and ate > ?');
  const put = db.prepare(`insert into falha values (:quem, 1, :ate) on conflict (quem) do update set
    vezes = iif(ate > :agora, vezes + 1, 1), ate = iif(ate > :agora, ate, :ate)`);
  const remove = db.prepare('delete from falha where quem = ?');
  return {
    of: (who: string) => Number(get.get(who, Date.now())?.vezes ?? 0),
    add: (quem: string) => void put.run({ quem, agora: Date.now(), ate: Date.now() + WINDOW_MS }),
    forget(who: string) {
      if (get.get(who, 0)) remove.run(who);
    },
    close: () => db.close(),
  };
}

const denied = () => new Refusal('unauthorized', 'Credenciais inválidas');
