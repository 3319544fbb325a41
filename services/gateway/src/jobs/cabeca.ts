import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Job } from '@foodious/platform/service.ts';
import { auditoria } from '../db/auditoria.ts';
import type { Cabeca } from '../db/cadeia.ts';
import type { Reader } from '../db/schema.ts';

const DIA_MS = 24 * 60 * 60 * 1000;

/** What a line of the log that tells the end of the audit log says, beside its `n`, its `hash` and the instant `em`. */
export const CABECA = 'the end of the audit log';

/** What an end is kept under in object storage: all it says, so that nothing is ever written over. */
const chaveDe = ({ n, hash }: Cabeca) => `${String(n).padStart(12, '0')}-${hash}.json`;

/** The ends that keys of object storage tell. */
export const cabecasDe = (chaves: readonly string[]): Cabeca[] =>
  chaves.flatMap((chave) => {
    const [, n, hash] = /^(\d{12})-([0-9a-f]{64})\.json$/.exec(chave) ?? [];
    return hash ? [{ n: Number(n), hash }] : [];
  });

/**
 * Tells others where the audit log ends, when the gateway starts, once a day, and when it stops: its own log and object storage, out of reach of
 * who can write its database. By that it is found when its latest entries were cut off, or all of them made anew.
 */
export function guardarCabeca({ db }: Reader, objects: Pick<Objects, 'put'>, log: Logger): Required<Job> {
  let timer: NodeJS.Timeout | undefined;
  let primeira = Promise.resolve();
  async function guardar() {
    const cabeca = await auditoria(db).getCabeca();
    if (cabeca.n === 0) return;
    const dita = { ...cabeca, em: new Date().toISOString() };
    log.info(dita, CABECA);
    await objects.put(chaveDe(cabeca), Buffer.from(JSON.stringify(dita)), 'application/json');
  }
  const tentar = () =>
    guardar().catch((err) => {
      if (!(err instanceof Unavailable)) throw err;
      log.warn({ err }, 'the end of the audit log was not kept elsewhere');
    });
  return {
    start() {
      timer = setInterval(tentar, DIA_MS);
      primeira = tentar(); // a machine that is switched off every night never has a day
    },
    async stop() {
      if (!timer) return;
      clearInterval(timer);
      await primeira;
      await tentar();
    },
  };
}
