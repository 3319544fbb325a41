import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { EventsOf } from '@foodious/contracts/events.ts';
import type { TrailOf } from '@foodious/contracts/trail.ts';
import type { Snapshot } from '@foodious/messaging/streams.ts';
import type { Tail } from '@foodious/messaging/tail.ts';
import type { Kysely } from 'kysely';
import { produtos } from '../db/produtos.ts';
import type { Database } from '../db/schema.ts';
import { cardapioDto } from './dto.ts';

type Encoding = 'br' | 'gzip' | 'identity';
type Answer = { status: 200 | 304; headers: Record<string, string>; body: Buffer | undefined };
type Headers = Readonly<Record<string, string | string[] | undefined>>;

export type CardapioEmMemoria = {
  /** The whole menu, encoded as the caller takes it; or 304 when it has it already. */
  answer(headers: Headers): Promise<Answer>;
  /** The menu and the position of the trail it stands for. */
  retrato(): Promise<Snapshot<EventsOf<'cardapio'>['retrato']>>;
};

/** The menu, read and encoded once and kept until a product changes, whichever instance changed it. */
export function cardapioEmMemoria(db: Kysely<Database>, tail: Tail<TrailOf<'produto'>>): CardapioEmMemoria {
  let kept: ReturnType<typeof read> | undefined;
  tail.listen((entries) => {
    if (entries.some(({ tipo }) => tipo === 'produto')) kept = undefined;
  });

  async function read() {
    const position = tail.position();
    const menu = cardapioDto(await produtos(db).listAtivos());
    const identity = Buffer.from(JSON.stringify(menu));
    const [br, zipped] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)]);
    const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 22);
    return { position, menu, hash, bytes: { identity, br, gzip: zipped } satisfies Record<Encoding, Buffer> };
  }

  async function current() {
    await tail.fresh();
    if (!kept) {
      const reading = read();
      kept = reading;
      reading.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return kept;
  }

  return {
    async answer(headers) {
      const { hash, bytes } = await current();
      const encoding = encodingFor(String(headers['accept-encoding'] ?? ''));
      const answer = {
        etag: `"${hash}-${encoding}"`,
        'cache-control': 'private, no-cache',
        vary: 'accept-encoding',
      };
      // Each encoding is a representation of its own, so has its own strong tag; a caller with any of them has this menu.
      const known = String(headers['if-none-match'] ?? '');
      if (known === '*' || known.includes(hash)) return { status: 304, headers: answer, body: undefined };
      return {
        status: 200,
        headers: {
          ...answer,
          'content-type': 'application/json; charset=utf-8',
          ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
        },
        body: bytes[encoding],
      };
    },
    async retrato() {
      const { position, menu } = await current();
      return { position, data: menu };
    },
  };
}

/** The best encoding a caller takes; `q=0` is a no. */
function encodingFor(accepted: string): Encoding {
  const weights = new Map(
    accepted.split(',').map((one) => {
      const [name = '', q = '1'] = one.trim().split(/\s*;\s*q=/);
      return [name, Number(q)];
    }),
  );
  const takes = (name: string) => (weights.get(name) ?? 0) > 0;
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity';
}
