import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { generatePixPayload, getPixPayloadInfo, isValidPixPayload } from '@brazilian-utils/brazilian-utils';
import fc from 'fast-check';
import { BrCodeError, brCode, crc16, defeitoDoCodigo, parseBrCode, temFormaDeChave } from '../src/brcode.ts';

const CHAVE = '123e4567-e12b-42d1-a456-426655440000';
const loja = { chave: CHAVE, nome: 'Fast & Foodious', cidade: 'São Paulo', valorCentavos: 2020, txid: 'PED1' };

const semValor =
  '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D';
const comValor =
  '00020126330014BR.GOV.BCB.PIX01115794666323452040000530398654041.005802BR5925CLENILTON CRUZ DE ALENCAR6006MANAUS62070503***6304FA88';
const doMercadoPago =
  '00020126580014br.gov.bcb.pix0136b76aa9c2-2ec4-4110-954e-ebfe34f05b61520400005303986540510.005802BR5912TESTPVBWOSBE6009Sao Paulo62240520mpqrinter715936942186304C3C0';

/** A payload with a right CRC around fields written by hand. */
const selado = (fields: string) => `${fields}6304${crc16(`${fields}6304`)}`;
const certo = comValor.slice(0, -8);

const cobrancas = fc.record({
  chave: fc.uuid({ version: 4 }),
  nome: fc.string({ unit: 'grapheme', maxLength: 40 }).map((s) => `Loja ${s}`),
  cidade: fc.string({ unit: 'grapheme', maxLength: 20 }).map((s) => `Cidade ${s}`),
  valorCentavos: fc.integer({ min: 1, max: 999_999_999_999 }),
  txid: fc.stringMatching(/^[A-Za-z0-9]{1,25}$/),
});

suite('BR Code', () => {
  test('o CRC confere com o vetor do padrão', () => {
    assert.equal(crc16('123456789'), '29B1');
    assert.equal(crc16('São Paulo'), 'E390'); // of the bytes, not of the letters
    assert.equal(crc16('315'), '003B'); // leading zeros are kept
  });

  test('lê os códigos do Banco Central, de um banco e do Mercado Pago', () => {
    assert.deepEqual(parseBrCode(semValor), {
      gui: 'br.gov.bcb.pix',
      chave: '123e4567-e12b-12d1-a456-426655440000',
      valorCentavos: null,
      nome: 'Fulano de Tal',
      cidade: 'BRASILIA',
      txid: '***',
    });
    assert.deepEqual(parseBrCode(comValor), {
      gui: 'br.gov.bcb.pix',
      chave: '57946663234',
      valorCentavos: 100,
      nome: 'CLENILTON CRUZ DE ALENCAR',
      cidade: 'MANAUS',
      txid: '***',
    });
    assert.equal(parseBrCode(doMercadoPago).valorCentavos, 1000);
    assert.equal(parseBrCode(doMercadoPago).txid, 'mpqrinter71593694218');
  });

  test('um código dinâmico traz uma URL no lugar da chave', () => {
    const dinamico = generatePixPayload({ url: 'pix.example.com/qr/v2/1234', merchantName: 'A', merchantCity: 'B' });
    assert.equal(parseBrCode(dinamico ?? '').chave, undefined);
  });

  test('aceita o CRC em minúsculas', () => {
    assert.equal(parseBrCode(comValor.slice(0, -4) + comValor.slice(-4).toLowerCase()).valorCentavos, 100);
  });

  test('o que se escreve é o que se lê', () => {
    fc.assert(
      fc.property(cobrancas, (nova) => {
        const { chave, valorCentavos, txid, nome, cidade, gui } = parseBrCode(brCode(nova));
        assert.deepEqual(
          { chave, valorCentavos, txid, gui },
          { chave: nova.chave, valorCentavos: nova.valorCentavos, txid: nova.txid, gui: 'br.gov.bcb.pix' },
        );
        assert.match(nome, /^Loja[ -~]{0,21}$/);
        assert.match(cidade, /^Cidade[ -~]{0,9}$/);
      }),
    );
  });

  test('o código é, letra por letra, o de outra biblioteca', () => {
    fc.assert(
      fc.property(cobrancas, ({ chave, nome, cidade, valorCentavos, txid }) => {
        const amount = valorCentavos / 100;
        const expected = generatePixPayload({ key: chave, merchantName: nome, merchantCity: cidade, amount, txid });
        const text = brCode({ chave, nome, cidade, valorCentavos, txid });
        assert.equal(text, expected);
        assert.equal(getPixPayloadInfo(text)?.amount, amount);
      }),
    );
  });

  test('um caractere trocado em qualquer lugar é notado, como nota a outra biblioteca', () => {
    fc.assert(
      fc.property(fc.nat(comValor.length - 1), fc.constantFrom(...'09AZ.-'), (at, char) => {
        fc.pre(comValor[at] !== char);
        const text = comValor.slice(0, at) + char + comValor.slice(at + 1);
        assert.throws(() => parseBrCode(text), BrCodeError);
        assert.equal(isValidPixPayload(text), false);
      }),
    );
  });

  test('nome e cidade perdem os acentos e o que passa de 25 e 15 letras', () => {
    const { nome, cidade } = parseBrCode(
      brCode({ ...loja, nome: 'Açaí & Pão de Queijo da Esquina', cidade: 'São José do Rio Preto' }),
    );
    assert.equal(nome, 'Acai & Pao de Queijo da E');
    assert.equal(cidade, 'Sao Jose do Rio');
    assert.equal(parseBrCode(brCode({ ...loja, cidade: 'São João del  Rei' })).cidade, 'Sao Joao del Re');
    assert.equal(parseBrCode(brCode({ ...loja, cidade: 'Rio das Ostras do Sul' })).cidade, 'Rio das Ostras');
  });

  test('o que não cabe no código é recusado ao escrever', () => {
    const bad = [
      { valorCentavos: 0 },
      { valorCentavos: -1 },
      { valorCentavos: 10.5 },
      { valorCentavos: Number.NaN },
      { valorCentavos: 1_000_000_000_000 },
      { txid: '' },
      { txid: 'PED-1' },
      { txid: 'a'.repeat(26) },
      { chave: '' },
      { chave: 'josé@loja.com' },
      { chave: 'a'.repeat(78) },
      { nome: '日本' },
      { cidade: ' ' },
    ];
    for (const part of bad) assert.throws(() => brCode({ ...loja, ...part }), RangeError, JSON.stringify(part));
    assert.equal(parseBrCode(brCode({ ...loja, chave: 'a'.repeat(77) })).chave?.length, 77);
    assert.equal(parseBrCode(brCode({ ...loja, valorCentavos: 999_999_999_999 })).valorCentavos, 999_999_999_999);
  });

  test('ao ler, um código malfeito é recusado com o motivo', () => {
    assert.equal(parseBrCode(selado(certo)).valorCentavos, 100); // the examples below start from a good one
    const bad: [string, RegExp][] = [
      ['', /CRC/],
      ['Pix', /CRC/],
      [`${certo}6304FA89`, /CRC/],
      [comValor.slice(0, -8), /CRC/],
      [selado(`${certo}99`), /TLV/],
      [selado(`${certo}xx02ab`), /TLV/],
      [selado(`${certo}5404`), /TLV/],
      [selado(`${certo}54049.99`), /TLV/],
      [selado(certo.replace('000201', '')), /00.* missing/],
      [selado(certo.replace('000201', '000202')), /bad .*00/],
      [selado(certo.replace('26330014', '27330014')), /26.* missing/],
      [selado(certo.replace('BR.GOV.BCB.PIX', 'BR.GOV.BCB.TED')), /GUI/],
      [selado(certo.replace('011157946663234', '031157946663234')), /key .* missing/],
      [selado(certo.replace('011157946663234', '011157946')), /TLV/],
      [selado(certo.replace('52040000', '')), /52.* missing/],
      [selado(certo.replace('5303986', '5303840')), /bad .*53/],
      [selado(certo.replace('5802BR', '')), /58.* missing/],
      [selado(certo.replace('5802BR', '5802US')), /bad .*58/],
      [selado(certo.replace('5925CLENILTON CRUZ DE ALENCAR', '')), /59.* missing/],
      [selado(certo.replace('5925CLENILTON CRUZ DE ALENCAR', '5900')), /bad .*59/],
      [selado(certo.replace('6006MANAUS', '')), /60.* missing/],
      [selado(certo.replace('62070503***', '')), /62.* missing/],
      [selado(certo.replace('0503***', '0403***')), /62-05.* missing/],
      [selado(certo.replace('54041.00', '54041,00')), /amount/],
      [selado(certo.replace('54041.00', '5404-1.0')), /amount/],
    ];
    for (const [text, message] of bad) assert.throws(() => parseBrCode(text), { name: 'BrCodeError', message }, text);
  });

  test('texto qualquer é lido ou recusado, nunca outro erro', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string().map(selado)), (text) => {
        assert.throws(() => parseBrCode(text), BrCodeError);
      }),
    );
  });
});

suite('um código que se pode mostrar', () => {
  test('é o do valor certo, com chave ou com URL', () => {
    assert.equal(defeitoDoCodigo(doMercadoPago, 1000), null);
    assert.equal(defeitoDoCodigo(comValor, 100), null);
    fc.assert(fc.property(cobrancas, (nova) => assert.equal(defeitoDoCodigo(brCode(nova), nova.valorCentavos), null)));
    const dinamico = selado(certo.replace(/2633.{33}/, '26370014br.gov.bcb.pix2515pix.example/abc'));
    assert.equal(parseBrCode(dinamico).chave, undefined);
    assert.equal(defeitoDoCodigo(dinamico, 100), null);
  });

  test('não é o de outro valor, nem o que deixa quem paga escolher', () => {
    assert.match(defeitoDoCodigo(comValor, 101) ?? '', /charges 100, not 101/);
    assert.match(defeitoDoCodigo(semValor, 100) ?? '', /any amount/);
  });

  test('não é o que tem um só caractere trocado, em qualquer lugar; nisso a outra biblioteca concorda', () => {
    fc.assert(
      fc.property(cobrancas, fc.nat(), fc.constantFrom(...'aZ09-'), (nova, onde, letra) => {
        const codigo = brCode(nova);
        const at = onde % (codigo.length - 4);
        fc.pre(codigo[at] !== letra);
        const trocado = codigo.slice(0, at) + letra + codigo.slice(at + 1);
        assert.notEqual(defeitoDoCodigo(trocado, nova.valorCentavos), null);
        assert.equal(isValidPixPayload(trocado), false);
      }),
    );
  });

  for (const [nome, chaves] of [
    ['CPF', ['57946663234', '12345678909']],
    ['CNPJ', ['11222333000181', '12ABC34501DE35']],
    ['e-mail', ['pix@exemplo.com', 'a.b+c@loja.com.br']],
    ['telefone', ['+5511987654321', '+551133334444']],
    ['aleatória', ['123e4567-e12b-12d1-a456-426655440000', 'B76AA9C2-2EC4-4110-954E-EBFE34F05B61']],
  ] as const)
    test(`a chave pode ser ${nome}`, () => {
      for (const chave of chaves) {
        assert.ok(temFormaDeChave(chave), chave);
        const { valorCentavos } = loja;
        assert.equal(defeitoDoCodigo(brCode({ ...loja, chave }), valorCentavos), null);
      }
    });

  test('a chave não é qualquer texto', () => {
    const demais = `${'a'.repeat(70)}@loja.com`;
    for (const chave of [
      '1',
      'chave',
      '5794666323',
      '+1212345678901',
      'a@b@c',
      '@',
      '123e4567-e12b-12d1-a456',
      demais,
    ]) {
      assert.ok(!temFormaDeChave(chave), chave);
      if (chave.length < 77) assert.equal(defeitoDoCodigo(brCode({ ...loja, chave }), loja.valorCentavos), 'bad key');
    }
  });
});
