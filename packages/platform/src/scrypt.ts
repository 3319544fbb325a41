import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { Unavailable } from '@foodious/kernel/refusal.ts';

/**
 * How dear a guess is: `ln` is the logarithm of N. One of the settings the OWASP Password Storage Cheat Sheet takes as equal, the
 * one that needs the least memory but 16 MiB: 128 * r * N = 32 MiB, and p = 3 times the work.
 */
const NOW = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Hashes made at once, so that no crowd at the door takes more than 64 MiB; and how many may wait for their turn. */
const AT_ONCE = 2;
const WAITING = 64;

type Cost = typeof NOW;

/**
 * The hash of a secret that a person chose (scrypt, RFC 7914), with its salt and its parameters, as the PHC string format writes
 * them: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, 90 characters. Throws Unavailable while too many wait.
 */
export async function hashOf(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return write(NOW, salt, await inTurn(secret, salt, NOW));
}

/**
 * Whether a secret is the one of a hash, and whether that was made as we would no longer make it. Without a hash the answer is no,
 * after the same work: the time of an answer tells nobody whether there was one. Throws Unavailable while too many wait.
 */
export async function matches(secret: string, hash: string | null | undefined): Promise<{ ok: boolean; old: boolean }> {
  const { cost, salt, key } = read(hash ?? NOBODYS);
  const same = timingSafeEqual(await inTurn(secret, salt, cost), key);
  return { ok: same && typeof hash === 'string', old: write(cost, salt, key) !== write(NOW, salt, key) };
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
const write = ({ ln, r, p }: Cost, salt: Buffer, key: Buffer) =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(key)}`;

function read(hash: string): { cost: Cost; salt: Buffer; key: Buffer } {
  const [, ln, r, p, salt = '', key = ''] =
    /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash) ?? [];
  if (key === '') throw new Error('this is no hash of ours');
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
}

/** What no secret hashes to, as far as anybody will ever know. */
const NOBODYS = write(NOW, Buffer.alloc(SALT_BYTES), Buffer.alloc(KEY_BYTES));

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn(secret: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING) throw new Unavailable('too many secrets are being checked at once');
    await new Promise<void>((turn) => waiting.push(turn)); // who ends hands its place over
  } else running += 1;
  try {
    return await derive(secret, salt, cost);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function derive(secret: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 128 * r * (2 ** ln + p + 2) };
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
