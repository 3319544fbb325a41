import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { clientSecretOf, cognitoIdentity, type Pool } from '@foodious/gateway/adapters/identity/cognito.ts';
import { caller } from '@foodious/testing/client.ts';
import { freePorts } from '@foodious/testing/place.ts';
import { type AwsEnvironment, registerTarget } from '../../servers/aws/deployed.ts';
import { credentials, ministack, region } from '../../servers/aws/ministack.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '../../scripts/aws');

/**
 * Amazon's emulator with the restaurant deployed in it from infra/, in a folder and on ports of its own.
 * @param pedidoUrl where pedido answers: the deployed load balancer sends there what the functions ask of it
 * @param more what scripts/aws is told besides
 */
export async function umaNuvem(pedidoUrl?: string, more: Record<string, string> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'foodious-aws-'));
  const port = await freePorts();
  const env = { ...process.env, AWS_DIR: dir, MINISTACK_PORT: String(port), ...more };
  const fechar = async () => {
    await run(script, ['down'], { env });
    rmSync(dir, { recursive: true, force: true });
  };
  async function entrar() {
    await run(script, ['up'], { env, maxBuffer: 16 * 1024 * 1024 });
    const ambiente: AwsEnvironment = JSON.parse(readFileSync(join(dir, 'environment.json'), 'utf8'));
    const { settings, endpoint } = ambiente;
    if (endpoint.startsWith('https:')) ministack(dir, port, true).trust();
    if (pedidoUrl) await registerTarget(ambiente, 'pedido', Number(new URL(pedidoUrl).port));
    const pool: Pool = {
      client: new CognitoIdentityProviderClient({ endpoint, region, credentials }),
      issuer: settings.TOKEN_ISSUER,
      clientId: settings.TOKEN_AUDIENCE,
      segredo: settings.IDENTITY_SECRET,
      endpoint,
    };
    return { ambiente, pool, clientSecret: await clientSecretOf(pool) };
  }
  const { ambiente, pool, clientSecret } = await entrar().catch(async (error) => {
    await fechar();
    throw new Error((error as { stderr?: string }).stderr || String(error), { cause: error });
  });
  const { settings, API_URL } = ambiente;
  return {
    /** What a gateway needs to have its tokens from the pool. */
    env: { IDENTITY: 'cognito', ...settings },
    settings,
    /** All that is known of it: what is deployed, where it answers. */
    ambiente,
    dir,
    pool,
    userPoolId: settings.TOKEN_ISSUER.split('/').at(-1) ?? '',
    /** The SECRET_HASH of a user: that who asks has the secret of the app client. */
    hash: (usuario: string) => createHmac('sha256', clientSecret).update(`${usuario}${pool.clientId}`).digest('base64'),
    identity: cognitoIdentity(pool),
    /** Calls the HTTP API, and so a function. */
    api: (method: string, path: string, body?: unknown, token?: string) => caller(API_URL, token)(method, path, body),
    fechar,
  };
}
