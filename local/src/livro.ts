import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provedorDoBalcao } from '@foodious/pagamento/adapters/balcao/provedor.ts';
import { abrirPix } from '@foodious/pagamento/adapters/pix/pix.ts';
import { openStore } from '@foodious/pagamento/store/open.ts';
import { type Conferencia, conferirLivro } from '@foodious/pagamento/use-cases/conferir-livro.ts';
import { pixSecrets } from '@foodious/pix/secrets.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { dataFile, SettingsError } from '@foodious/platform/settings.ts';
import { lock } from './lock.ts';
import { startPix } from './pix/server.ts';
import type { HouseSettings } from './settings.ts';

/**
 * Verifies the ledger of a data folder, which nothing may be running on, or of the server of `MONGO_URL`, against the states of the
 * pagamentos and against the provider. Changes nothing. Throws SettingsError where there is none, Unavailable while the database is
 * away.
 */
export async function conferirLivros(settings: HouseSettings, log: Logger): Promise<Conferencia> {
  if (settings.MONGO_URL) return conferirCom(settings, log);
  if (!existsSync(dataFile(settings.DATA_DIR, 'pagamento.sqlite')))
    throw new SettingsError(`DATA_DIR: there is no ledger in ${settings.DATA_DIR}`);
  const unlock = lock(settings.DATA_DIR);
  try {
    const livros = join(settings.DATA_DIR, 'pix', 'pix.sqlite');
    if (settings.PROVEDOR_PIX !== 'simulado' || !existsSync(livros)) return await conferirCom(settings, log);
    // The simulated bank of a laptop is in the same folder, and nobody has started it: one on a copy of its books tells of them.
    const copia = mkdtempSync(join(tmpdir(), 'livro-'));
    for (const parte of ['', '-wal'])
      if (existsSync(livros + parte)) copyFileSync(livros + parte, join(copia, `pix.sqlite${parte}`));
    const { PIX_API_KEY: apiKey, PIX_WEBHOOK_SECRET: webhookSecret } = await pixSecrets(settings);
    const webhookUrl = 'http://127.0.0.1:9'; // nobody: what it has yet to tell, the real one tells
    const banco = await startPix({ host: '127.0.0.1', port: 0, dataDir: copia, apiKey, webhookSecret, webhookUrl });
    try {
      return await conferirCom({ ...settings, PIX_URL: banco.url }, log);
    } finally {
      await banco.stop();
      rmSync(copia, { recursive: true });
    }
  } finally {
    unlock();
  }
}

async function conferirCom(settings: HouseSettings, log: Logger): Promise<Conferencia> {
  const pix = abrirPix(settings, log);
  const store = await openStore(settings);
  try {
    await pix.abrir();
    return await conferirLivro(store, { pix: pix.provedor, balcao: provedorDoBalcao(store.balcao) });
  } finally {
    await store.close();
  }
}
