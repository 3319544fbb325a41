import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { compose as composePagamento } from '@foodious/pagamento/compose.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { startService } from '@foodious/platform/service.ts';
import { readSettings, SettingsError } from '@foodious/platform/settings.ts';
import { environment, freshPlace } from '@foodious/testing/place.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { houseSettings } from '../src/settings.ts';
import { startSystem } from '../src/system.ts';

const log = createLogger('silent');

suite('o restaurante num só processo', { timeout: 60_000 }, () => {
  test('o que não parte por inteiro não deixa nada de pé: sem o obstáculo, parte no mesmo lugar', async (t) => {
    const place = await freshPlace();
    t.after(() => place.remove());
    const settings = readSettings(houseSettings, [], environment(place));
    const obstaculo = await umServidor((_, answer) => answer.end(), settings.PEDIDO_PORT);
    await assert.rejects(startSystem(settings, log), { code: 'EADDRINUSE' });
    await obstaculo.fechar();
    const system = await startSystem(settings, log);
    await system.stop();
  });
});

suite('pagamento', () => {
  test('não parte com segredos que não se leem', async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'segredos-'));
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, 'segredos.json'), '{"PIX');
    const settings = readSettings(houseSettings, [], { DATA_DIR: dir });
    await assert.rejects(startService(await composePagamento(settings, log), settings), (error) => {
      assert.ok(error instanceof SettingsError, 'said in a line');
      assert.match(error.message, /segredos\.json/);
      return true;
    });
  });
});
