import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { compose as composePagamento } from '@foodious/pagamento/compose.ts';
import { s3Client, s3Keys } from '@foodious/platform/aws.ts';
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

suite('os baldes', { timeout: 60_000 }, () => {
  test('têm o prefixo da casa, e quem guarda neles os acha', async (t) => {
    const place = await freshPlace();
    t.after(() => place.remove());
    const daCasa = environment(place, { BUCKETS_PREFIX: 'casa-dois', DATA_DIR: ':memory:' }, {});
    const settings = readSettings(houseSettings, [], daCasa);
    const system = await startSystem(settings, log);
    t.after(() => system.stop());
    const s3 = s3Client(settings);
    t.after(() => s3.destroy());
    assert.notDeepEqual(await s3Keys(s3, 'casa-dois-imagens'), [], 'the pictures of the menu');
    for (const vazio of ['casa-dois-protocolos', 'casa-dois-auditoria']) await s3Keys(s3, vazio);
    await assert.rejects(s3Keys(s3, 'foodious-imagens'), Unavailable);
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
