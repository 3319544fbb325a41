import type { Writable } from 'node:stream';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { loopingJob } from '@foodious/messaging/loop.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { GUARDADA_MS, revogadas } from '../db/revogacoes.ts';
import type { Reader } from '../db/schema.ts';

/** How often an instance asks what others revoked, milliseconds: what it hears is true everywhere within two seconds. */
const EVERY_MS = 1_500;
/** Behind how many later ones a revocation may turn up, whose transaction took its time: far more than are said in that. */
const ATRASO = 5_000;

type Standing = Pick<Principal, 'bases' | 'since'>;

/** What was revoked, as far as this instance has heard, in memory: no request waits for the database. */
export type Revogacoes = Required<Job> & {
  /** Reads now: for who has just revoked something here. Ends the open streams of what was. */
  ler(): Promise<void>;
  /** Throws Refusal `unauthorized` for a token that stands on what was revoked after it was made. */
  conferir(quem: Standing): void;
  /** Ends an answer that goes on for hours, should what its caller stands on be revoked. */
  vigiar(quem: Standing, answer: Writable): void;
};

/**
 * While the database is away nothing new is heard: a token revoked elsewhere then holds for the minutes it has left, and no
 * session gets another.
 */
export function revogacoes({ db }: Reader, log: Logger): Revogacoes {
  const known = new Map<string, { desde: number; em: number }>();
  const open = new Map<Writable, Standing>();
  let ultima = 0;
  const revogado = ({ bases, since }: Standing) => bases.some((base) => since < (known.get(base)?.desde ?? 0));

  function conferir(quem: Standing): void {
    if (revogado(quem)) throw new Refusal('unauthorized', 'Token inválido ou expirado');
  }

  async function ler(): Promise<void> {
    for (const { id, base, desde, em } of await revogadas(db).list(ultima - ATRASO)) {
      ultima = Math.max(ultima, id);
      const before = known.get(base);
      if (!before || before.desde < desde) known.set(base, { desde, em });
    }
    const old = Date.now() - 2 * GUARDADA_MS;
    for (const [base, { em }] of known) if (em < old) known.delete(base);
    for (const [answer, quem] of open) if (revogado(quem)) answer.end();
  }
  const loop = loopingJob(ler, {
    everyMs: EVERY_MS,
    failed: (err) => log.warn({ err }, 'revocations are not heard: database unavailable'),
  });
  return {
    async start() {
      await ler(); // what was revoked before it started stays so from the first request on
      loop.start();
    },
    stop: loop.stop,
    ler,
    conferir,
    vigiar(quem, answer) {
      conferir(quem); // not heard of a moment ago
      open.set(answer, quem);
      answer.once('close', () => open.delete(answer));
    },
  };
}
