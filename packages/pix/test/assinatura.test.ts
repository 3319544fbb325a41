import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { assinar, assinarV1, confereV1, conferir } from '../src/assinatura.ts';

const SEGREDO = 'test-secret';
const AGORA = 1_704_908_010_000;
const ids = { transacaoId: '7b3c1f60-2f5e-4c0d-9a3e-111111111111', requestId: 'bb56a2f1-6aae-46ac-982e-9dcd3581d08e' };
const aprovada = { ...ids, estado: 1 } as const;
const recusada = { ...ids, estado: 2, motivo: 'recusado' } as const;

// printf 'id:...;estado:2;motivo:recusado;request-id:...;ts:1704908010000;' | openssl dgst -sha256 -hmac test-secret
const HEADER_RECUSADA = 'ts=1704908010000,v1=440e0b77e489ea6f53fd7ba4892fe89b24e974f150624598342ebd84a89f531f';
const HEADER_APROVADA = 'ts=1704908010000,v1=4bee3b1c3f30e93c01cb5bbf06cc3ff6153b8b5d830f95e4b0e1cd2f117e1eea';
const HEADER_EM_SEGUNDOS = 'ts=1704908010,v1=57de9ca9e728ebd512ff778aac2aee0292c3941bda4b1cfedb1ec9c29a616114';

suite('assinatura do aviso da primeira versão', () => {
  test('a assinatura é a que o OpenSSL calcula', () => {
    assert.equal(assinarV1(SEGREDO, { ...recusada, ts: AGORA }), HEADER_RECUSADA);
    assert.equal(assinarV1(SEGREDO, { ...aprovada, ts: AGORA }), HEADER_APROVADA);
    assert.equal(assinarV1(SEGREDO, { ...aprovada, motivo: undefined, ts: AGORA }), HEADER_APROVADA);
  });

  test('confere o que foi assinado, com ts em milissegundos ou em segundos', () => {
    assert.ok(confereV1(SEGREDO, HEADER_RECUSADA, recusada, AGORA));
    assert.ok(confereV1(SEGREDO, HEADER_APROVADA, aprovada, AGORA));
    assert.ok(confereV1(SEGREDO, HEADER_EM_SEGUNDOS, aprovada, AGORA));
    assert.ok(confereV1(SEGREDO, HEADER_APROVADA.replace(',', ', '), aprovada, AGORA));
  });

  test('trocar qualquer parte do aviso desfaz a assinatura', () => {
    const others = [
      { ...recusada, transacaoId: ids.requestId },
      { ...recusada, requestId: ids.transacaoId },
      { ...recusada, motivo: 'expirado' },
      { ...recusada, estado: 1 as const },
      { ...ids, estado: 2 as const },
    ];
    for (const other of others) assert.equal(confereV1(SEGREDO, HEADER_RECUSADA, other, AGORA), false);
    assert.equal(confereV1('outro', HEADER_RECUSADA, recusada, AGORA), false);
    assert.equal(confereV1(SEGREDO, HEADER_RECUSADA.replace('8010000', '8010001'), recusada, AGORA), false);
  });

  test('um aviso velho, ou do futuro, não vale além da tolerância', () => {
    for (const header of [HEADER_APROVADA, HEADER_EM_SEGUNDOS])
      for (const side of [1, -1]) {
        assert.ok(confereV1(SEGREDO, header, aprovada, AGORA + side * 5 * 60_000));
        assert.equal(confereV1(SEGREDO, header, aprovada, AGORA + side * (5 * 60_000 + 1)), false);
      }
    assert.equal(confereV1(SEGREDO, HEADER_APROVADA, aprovada, AGORA + 11, 10), false);
  });

  test('lixo no cabeçalho nunca confere nem derruba', () => {
    const v1 = HEADER_APROVADA.slice(-64);
    const bad = [undefined, '', 'x', 'ts=,v1=', `v1=${v1}`, `ts=1704908010000,v1=${v1}00`, `ts=1e12,v1=${v1}`];
    for (const header of bad) assert.equal(confereV1(SEGREDO, header, aprovada, AGORA), false, header);
    fc.assert(fc.property(fc.string(), (header) => !confereV1(SEGREDO, header, aprovada, AGORA)));
    fc.assert(
      fc.property(
        fc.stringMatching(/^ts=\d{1,20},v1=[0-9a-f]{60,68}$/),
        (header) => !confereV1(SEGREDO, header, aprovada, AGORA),
      ),
    );
  });
});

/** Over `id:123456789;request-id:bb56a2f1-6aae-46ac-982e-9dcd3581d08e;ts:1704908010;`. */
const CERTA = 'ts=1704908010,v1=836770f85a31cba847158857c687625d7d5bd268779abb39414d6abc6548b0b4';
const pago = { dataId: '123456789', requestId: ids.requestId };

suite('assinatura da notificação do Mercado Pago', () => {
  const conferida = (assinatura: string | null, part: Partial<typeof pago> = {}, agora = AGORA, segredos = [SEGREDO]) =>
    conferir(segredos, { ...pago, ...part, assinatura }, agora);

  test('a assinatura é a que o manifesto documentado dá', () => {
    // printf 'id:123456789;request-id:bb56a2f1-…;ts:1704908010;' | openssl dgst -sha256 -hmac test-secret
    assert.equal(assinar(SEGREDO, { ...pago, ts: 1_704_908_010 }), CERTA);
    assert.equal(conferida(CERTA), 'valida');
    assert.equal(conferida(CERTA.replace(',', ', ')), 'valida');
  });

  test('o ts vale em segundos e em milissegundos, e só dentro da tolerância', () => {
    for (const ts of [AGORA / 1000, AGORA]) {
      const header = assinar(SEGREDO, { ...pago, ts });
      for (const side of [1, -1]) {
        assert.equal(conferida(header, {}, AGORA + side * 5 * 60_000), 'valida');
        assert.equal(conferida(header, {}, AGORA + side * (5 * 60_000 + 1)), 'fora-do-prazo');
      }
      assert.equal(conferir([SEGREDO], { ...pago, assinatura: header }, AGORA + 11, 10), 'fora-do-prazo');
    }
  });

  test('uma assinatura velha e errada é errada, não velha', () => {
    assert.equal(conferida(CERTA, { dataId: '1' }, AGORA + 1e9), 'invalida');
  });

  test('um id com letras confere como veio e em minúsculas', () => {
    for (const dataId of ['ORD01JXYZ', 'ord01jxyz'])
      assert.equal(conferida(assinar(SEGREDO, { ...pago, dataId, ts: AGORA }), { dataId: 'ORD01JXYZ' }), 'valida');
    assert.equal(
      conferida(assinar(SEGREDO, { ...pago, dataId: 'ORD01JXYZ', ts: AGORA }), { dataId: 'ord01jxyz' }),
      'invalida',
    );
  });

  test('o que falta fica fora do manifesto', () => {
    // printf 'ts:1704908010;' and 'id:123456789;ts:1704908010;' | openssl dgst -sha256 -hmac test-secret
    const sem = {
      '2fd69226daacb8ae0a8d45feb01fb01a0440163f386940df57e4e7bcea6972de': { dataId: null, requestId: null },
      '304604351b0c84ed368519b2014b9774a22fdd56b7770cf8c5c3d7efccea9d23': { dataId: '123456789', requestId: null },
    };
    for (const [v1, assinado] of Object.entries(sem)) {
      const assinatura = `ts=1704908010,v1=${v1}`;
      assert.equal(assinar(SEGREDO, { ...assinado, ts: 1_704_908_010 }), assinatura);
      assert.equal(conferir([SEGREDO], { ...assinado, assinatura }, AGORA), 'valida');
    }
  });

  test('trocar o id, o request-id, o ts ou o segredo desfaz a assinatura', () => {
    assert.equal(conferida(CERTA, { dataId: '123456780' }), 'invalida');
    assert.equal(conferida(CERTA, { requestId: ids.transacaoId }), 'invalida');
    assert.equal(conferida(CERTA.replace('8010', '8011')), 'invalida');
    assert.equal(conferida(CERTA, {}, AGORA, ['outro']), 'invalida');
    assert.equal(conferida(CERTA, {}, AGORA, []), 'invalida');
  });

  test('enquanto um segredo substitui o outro, vale qualquer dos dois; um vazio não vale nada', () => {
    assert.equal(conferida(CERTA, {}, AGORA, ['novo', SEGREDO]), 'valida');
    assert.equal(conferida(CERTA, {}, AGORA, [SEGREDO, 'novo']), 'valida');
    assert.equal(conferida(assinar('', { ...pago, ts: AGORA }), {}, AGORA, ['', SEGREDO]), 'invalida');
  });

  test('sem assinatura ela está ausente, e lixo nunca confere nem derruba', () => {
    for (const header of [null, '', '  ']) assert.equal(conferida(header), 'ausente');
    const v1 = CERTA.slice(-64);
    for (const header of ['x', 'ts=,v1=', `v1=${v1}`, `ts=1704908010,v1=${v1}00`, `ts=1e12,v1=${v1}`])
      assert.equal(conferida(header), 'invalida', header);
    fc.assert(fc.property(fc.string(), (header) => conferida(header) !== 'valida'));
    fc.assert(
      fc.property(fc.stringMatching(/^ts=\d{1,20},v1=[0-9a-f]{60,68}$/), (header) => conferida(header) === 'invalida'),
    );
  });
});
