import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { assinar, confere } from '../src/assinatura.ts';

const SEGREDO = 'test-secret';
const AGORA = 1_704_908_010_000;
const ids = { transacaoId: '7b3c1f60-2f5e-4c0d-9a3e-111111111111', requestId: 'bb56a2f1-6aae-46ac-982e-9dcd3581d08e' };
const aprovada = { ...ids, estado: 1 } as const;
const recusada = { ...ids, estado: 2, motivo: 'recusado' } as const;

// printf 'id:...;estado:2;motivo:recusado;request-id:...;ts:1704908010000;' | openssl dgst -sha256 -hmac test-secret
const HEADER_RECUSADA = 'ts=1704908010000,v1=440e0b77e489ea6f53fd7ba4892fe89b24e974f150624598342ebd84a89f531f';
const HEADER_APROVADA = 'ts=1704908010000,v1=4bee3b1c3f30e93c01cb5bbf06cc3ff6153b8b5d830f95e4b0e1cd2f117e1eea';
const HEADER_EM_SEGUNDOS = 'ts=1704908010,v1=57de9ca9e728ebd512ff778aac2aee0292c3941bda4b1cfedb1ec9c29a616114';

suite('assinatura do aviso', () => {
  test('a assinatura é a que o OpenSSL calcula', () => {
    assert.equal(assinar(SEGREDO, { ...recusada, ts: AGORA }), HEADER_RECUSADA);
    assert.equal(assinar(SEGREDO, { ...aprovada, ts: AGORA }), HEADER_APROVADA);
    assert.equal(assinar(SEGREDO, { ...aprovada, motivo: undefined, ts: AGORA }), HEADER_APROVADA);
  });

  test('confere o que foi assinado, com ts em milissegundos ou em segundos', () => {
    assert.ok(confere(SEGREDO, HEADER_RECUSADA, recusada, AGORA));
    assert.ok(confere(SEGREDO, HEADER_APROVADA, aprovada, AGORA));
    assert.ok(confere(SEGREDO, HEADER_EM_SEGUNDOS, aprovada, AGORA));
    assert.ok(confere(SEGREDO, HEADER_APROVADA.replace(',', ', '), aprovada, AGORA));
  });

  test('trocar qualquer parte do aviso desfaz a assinatura', () => {
    const others = [
      { ...recusada, transacaoId: ids.requestId },
      { ...recusada, requestId: ids.transacaoId },
      { ...recusada, motivo: 'expirado' },
      { ...recusada, estado: 1 as const },
      { ...ids, estado: 2 as const },
    ];
    for (const other of others) assert.equal(confere(SEGREDO, HEADER_RECUSADA, other, AGORA), false);
    assert.equal(confere('outro', HEADER_RECUSADA, recusada, AGORA), false);
    assert.equal(confere(SEGREDO, HEADER_RECUSADA.replace('8010000', '8010001'), recusada, AGORA), false);
  });

  test('um aviso velho, ou do futuro, não vale além da tolerância', () => {
    for (const header of [HEADER_APROVADA, HEADER_EM_SEGUNDOS])
      for (const side of [1, -1]) {
        assert.ok(confere(SEGREDO, header, aprovada, AGORA + side * 5 * 60_000));
        assert.equal(confere(SEGREDO, header, aprovada, AGORA + side * (5 * 60_000 + 1)), false);
      }
    assert.equal(confere(SEGREDO, HEADER_APROVADA, aprovada, AGORA + 11, 10), false);
  });

  test('lixo no cabeçalho nunca confere nem derruba', () => {
    const v1 = HEADER_APROVADA.slice(-64);
    const bad = [undefined, '', 'x', 'ts=,v1=', `v1=${v1}`, `ts=1704908010000,v1=${v1}00`, `ts=1e12,v1=${v1}`];
    for (const header of bad) assert.equal(confere(SEGREDO, header, aprovada, AGORA), false, header);
    fc.assert(fc.property(fc.string(), (header) => !confere(SEGREDO, header, aprovada, AGORA)));
    fc.assert(
      fc.property(
        fc.stringMatching(/^ts=\d{1,20},v1=[0-9a-f]{60,68}$/),
        (header) => !confere(SEGREDO, header, aprovada, AGORA),
      ),
    );
  });
});
