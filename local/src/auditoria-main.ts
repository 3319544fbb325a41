import { createLogger } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { conferir } from './auditoria.ts';
import { houseSettings } from './settings.ts';

const DEFEITOS = {
  mudada: 'was changed',
  ausente: 'is missing, or out of its place',
  desligada: 'does not follow the one before it',
  refeita: 'is not the one that was told elsewhere: it was made anew',
  cortada: 'is missing, and with it the end: more was told elsewhere',
};

// npm run audit:verify [-- --data-dir <folder>]: whether the audit log is whole; it ends with 1 where it is not.
await run(
  houseSettings,
  async (settings) => {
    const { certas, quebra, cabecas } = await conferir(settings);
    const vistas = `${certas} entries follow from the first on; ${cabecas} known ends were compared`;
    if (quebra) process.stdout.write(`BROKEN: entry ${quebra.n} ${DEFEITOS[quebra.defeito]}. ${vistas}.\n`);
    else process.stdout.write(`ok: ${vistas}.\n`);
    process.exitCode = quebra ? 1 : 0;
    return { async stop() {} };
  },
  () => createLogger('silent'),
);
