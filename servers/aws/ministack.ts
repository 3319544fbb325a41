import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { answers, until } from '@foodious/testing/waiting.ts';
import { daemon } from './daemon.ts';

const run = promisify(execFile);

/** The emulator, and what it signs tokens with: without it they would carry no signature. */
const PACKAGES = ['ministack==1.5.33', 'cryptography==50.0.2'];
/** Those of its account, which may do everything: what our processes say to a local endpoint. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const region = 'us-east-1';

const VENV = join(import.meta.dirname, '../.cache/ministack');
const READY = join(VENV, 'packages.txt');

/** Installs the emulator into a folder of the project, once. Throws in one line what is missing. */
export async function install(say: (line: string) => void): Promise<void> {
  const wanted = PACKAGES.join('\n');
  if (existsSync(READY) && readFileSync(READY, 'utf8') === wanted) return;
  await run('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']).catch((cause) => {
    throw new Error('python3, 3.10 or later with venv, is needed: apt-get install python3-venv', { cause });
  });
  say(`installing ${PACKAGES.join(' and ')} from PyPI`);
  rmSync(VENV, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', VENV]);
  await run(join(VENV, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]).catch(
    (cause) => {
      throw new Error(`PyPI does not give ${PACKAGES.join(' and ')}: is there a network?`, { cause });
    },
  );
  writeFileSync(READY, wanted);
}

/** The resource types CloudFormation creates there, as its source names them. */
export function supportedTypes(): ReadonlySet<string> {
  const [source = ''] = globSync(join(VENV, 'lib/*/site-packages/ministack/services/cloudformation/provisioners.py'));
  const names = readFileSync(source, 'utf8').matchAll(/"(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)"/g);
  return new Set([...names].map(([, name = '']) => name));
}

/**
 * The emulator of a folder, on a port of this machine.
 * @param withTls whether it speaks TLS, where policies that refuse whatever came without it let roles of the account in
 */
export function ministack(folder: string, port: number, withTls = false) {
  const endpoint = withTls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  /** The certificate it makes for itself. */
  const certificate = join(folder, 'ministack-tls/server.crt');
  const own = daemon(folder, 'ministack');
  const trust = () =>
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(certificate, 'utf8')]);
  const healthy = async () => (await fetch(`${endpoint}/_ministack/health`).catch(() => undefined))?.ok === true;

  return {
    endpoint,
    pid: own.pid,
    stop: own.stop,
    healthy,
    /** Has this process trust its certificate. */
    trust,
    /** What a program of this machine is told to find it, as the root of its account. */
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(withTls ? { NODE_EXTRA_CA_CERTS: certificate } : {}),
    },
    async start(): Promise<void> {
      if (own.pid() !== undefined) return withTls ? trust() : undefined;
      if (await healthy()) throw new Error(`port ${port} is in use by another emulator`);
      own.start(join(VENV, 'bin/ministack'), [], {
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), // functions run on our own Node
        HOME: folder,
        TMPDIR: folder,
        BIND_HOST: '127.0.0.1',
        GATEWAY_PORT: String(port),
        IOT_MTLS_ENABLED: '0',
        SFTP_ENABLED: '0',
        AUTH: 'true', // signatures, policies, SECRET_HASH and the flows of an app client count
        ...(withTls ? { USE_SSL: '1' } : {}),
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        MINISTACK_COGNITO_PRETOKEN_STRICT: '1', // a trigger that fails gives no token, as on Amazon
      });
      if (withTls) {
        await until('the certificate of the emulator', async () => existsSync(certificate), 60_000);
        trust();
      }
      await answers(`${endpoint}/_ministack/health`);
    },
    /** Empties it. */
    async reset(): Promise<void> {
      const answer = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
      if (!answer.ok) throw new Error(`reset: ${answer.status}`);
    },
  };
}

/** Where a deployed emulator answers, to whoever asks it as the root of its account. */
export type Emulator = { endpoint: string };

/** What signs a request of the root of the account, whose signatures the emulator does not look at. */
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=unsigned`,
});

async function answered(asked: string, answer: Response): Promise<string> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${asked}: ${answer.status} ${text}`);
  return text;
}

/** Asks an API of forms and XML as the root of the account. Resolves with the XML. */
export async function query(
  { endpoint }: Emulator,
  service: string,
  Action: string,
  asked: Record<string, string> = {},
) {
  const body = new URLSearchParams({ Action, ...asked });
  return answered(Action, await fetch(endpoint, { method: 'POST', headers: signed(service), body }));
}

/** Asks an API of JSON as the root of the account, by the name of its operation. */
export async function ask<Answer>(
  { endpoint }: Emulator,
  service: string,
  target: string,
  asked: object,
): Promise<Answer> {
  const headers = { ...signed(service), 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(asked) });
  return JSON.parse(await answered(target, answer));
}

/** What an XML answer holds in elements of this name. */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, inner = '']) => inner);
