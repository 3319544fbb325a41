import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bucketOf } from '@foodious/contracts/resources.ts';
import type { Cabeca } from '@foodious/gateway/db/cadeia.ts';
import type { Database } from '@foodious/gateway/db/schema.ts';
import { CABECA, cabecasDe } from '@foodious/gateway/jobs/cabeca.ts';
import { conferirAuditoria } from '@foodious/gateway/use-cases/auditoria/conferir.ts';
import { s3Client, s3Keys } from '@foodious/platform/aws.ts';
import { openSql } from '@foodious/platform/database.ts';
import { logFiles } from '@foodious/platform/log.ts';
import { dataFile, SettingsError, type SqlSettings } from '@foodious/platform/settings.ts';
import { startAws } from './fauxqs.ts';
import { lock } from './lock.ts';
import type { HouseSettings } from './settings.ts';

type Onde = Pick<HouseSettings, keyof SqlSettings | 'DATA_DIR' | 'AWS_ENDPOINT' | 'AWS_REGION' | 'BUCKETS_PREFIX'>;

/**
 * Verifies the audit log of a data folder, which nothing may be running on, or of a server; with the ends of it that the logs and
 * object storage tell. Throws SettingsError where there is none, Unavailable while who must be asked is away.
 */
export async function conferir(onde: Onde) {
  if (onde.MYSQL_URL) return conferirCom(onde, onde);
  if (!existsSync(dataFile(onde.DATA_DIR, 'gateway.sqlite')))
    throw new SettingsError(`DATA_DIR: there is no audit log in ${onde.DATA_DIR}`);
  const unlock = lock(onde.DATA_DIR);
  // The object storage of a laptop is in the same folder, and nobody has started it.
  const aws = await startAws({ host: '127.0.0.1', port: 0, dataDir: join(onde.DATA_DIR, 'aws'), names: [] });
  try {
    return await conferirCom(onde, { ...onde, AWS_ENDPOINT: `http://127.0.0.1:${aws.port}` });
  } finally {
    await aws.stop();
    unlock();
  }
}

async function conferirCom(onde: Onde, s3: Pick<Onde, 'AWS_ENDPOINT' | 'AWS_REGION'>) {
  const cabecas = [
    ...(await cabecasDoLog(join(onde.DATA_DIR, 'logs'))),
    ...cabecasDe(await s3Keys(s3Client(s3), bucketOf('auditoria', onde))),
  ];
  const { db } = await openSql<Database>(onde, 'gateway', []);
  try {
    return { ...(await conferirAuditoria({ db }, cabecas)), cabecas: cabecas.length };
  } finally {
    await db.destroy();
  }
}

/** The line of a log that tells an end: no text that somebody else wrote into one has quotes like these. */
const DITA = new RegExp(`"n":(\\d+),"hash":"([0-9a-f]{64})","em":"[^"]+","msg":"${CABECA}"}$`);

/** The ends of the audit log that the log files of a folder tell. */
async function cabecasDoLog(folder: string): Promise<Cabeca[]> {
  const cabecas: Cabeca[] = [];
  for (const file of logFiles(folder))
    for await (const line of createInterface({ input: createReadStream(file) })) {
      // Where a process was killed half a line may be, and the next one right behind it.
      const [, n, hash = ''] = DITA.exec(line) ?? [];
      if (n) cabecas.push({ n: Number(n), hash });
    }
  return cabecas;
}
