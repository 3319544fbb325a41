import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { readSettings } from '@foodious/platform/settings.ts';
import jsqr from 'jsqr';
import { addressesOf } from '../src/greeting.ts';
import { houseSettings } from '../src/settings.ts';

const LAN = ['192.168.1.50', '10.0.0.7'];
const dizer = (...argv: string[]) => addressesOf(readSettings(houseSettings, argv, {}), 'credenciais.json', LAN);

// Its types describe an ES module; Node hands over its CommonJS function.
const decode = jsqr as unknown as typeof jsqr.default;

/** What a camera reads in the half blocks of a terminal. */
function lido(texto: string): string | undefined {
  const linhas = texto.split('\n').filter((linha) => /[█▀▄]/.test(linha));
  const [largura, altura] = [linhas[0]?.length ?? 0, 2 * linhas.length];
  const lado = 4; // pixels a module
  const pixels = new Uint8ClampedArray(largura * lado * altura * lado * 4).fill(255);
  for (let y = 0; y < altura * lado; y += 1)
    for (let x = 0; x < largura * lado; x += 1) {
      const linha = Math.floor(y / lado);
      const bloco = linhas[Math.floor(linha / 2)]?.[Math.floor(x / lado)] ?? ' ';
      const claro = bloco === '█' || bloco === (linha % 2 ? '▄' : '▀');
      pixels.fill(claro ? 255 : 0, 4 * (y * largura * lado + x), 4 * (y * largura * lado + x) + 3);
    }
  return decode(pixels, largura * lado, altura * lado)?.data;
}

suite('o que o terminal diz a quem abre o restaurante', () => {
  test('só nesta máquina, os endereços são dela, e não há o que apontar com o telefone', () => {
    const dito = dizer();
    assert.match(dito, /Totem +http:\/\/127\.0\.0\.1:8080\/totem\n/);
    assert.match(dito, /Pix provider +http:\/\/127\.0\.0\.1:3010 /);
    assert.equal(lido(dito), undefined);
    assert.doesNotMatch(dito, /192\.168|Also at/);
  });

  test('aberto à rede, são os que valem nela, e um QR abre o totem no telefone', () => {
    const dito = dizer('--host', '0.0.0.0');
    assert.match(dito, /Totem +http:\/\/192\.168\.1\.50:8080\/totem\n/);
    assert.match(dito, /Also at +http:\/\/127\.0\.0\.1:8080\n +Also at +http:\/\/10\.0\.0\.7:8080\n/);
    assert.match(dito, /Pix provider +http:\/\/127\.0\.0\.1:3010 /);
    assert.match(dizer('--host', '0.0.0.0', '--pix-host', '0.0.0.0'), /Pix provider +http:\/\/192\.168\.1\.50:3010 /);
    assert.equal(lido(dito), 'http://192.168.1.50:8080/totem');
    for (const host of ['0.0.0.0', '::']) assert.doesNotMatch(dizer('--host', host), /0\.0\.0\.0|::/);
  });

  test('com um endereço público, é ele que as pessoas leem', () => {
    const dito = dizer('--host', '0.0.0.0', '--gateway-url', 'https://pedidos.exemplo.com.br');
    assert.match(dito, /Totem +https:\/\/pedidos\.exemplo\.com\.br\/totem\n/);
    assert.equal(lido(dito), 'https://pedidos.exemplo.com.br/totem');
  });

  test('enquanto ninguém gerencia, diz o convite; em um terminal largo o bastante, também como QR', () => {
    const settings = readSettings(houseSettings, ['--host', '0.0.0.0'], {});
    const dito = (columns?: number) =>
      addressesOf(settings, 'credenciais.json', LAN, { columns }, 'um-convite-de-32-letras-ao-acaso');
    const link = 'http://192.168.1.50:8080/gerencia#convite=um-convite-de-32-letras-ao-acaso';
    for (const columns of [undefined, 30, 200]) assert.ok(dito(columns).includes(`\n  ${link}\n`));
    const depoisDoLink = (columns?: number) => stripVTControlCharacters(dito(columns).split(link)[1] ?? '');
    assert.equal(lido(depoisDoLink(200)), link);
    for (const columns of [undefined, 30]) assert.equal(lido(depoisDoLink(columns)), undefined);
    assert.doesNotMatch(dizer('--host', '0.0.0.0'), /convite/);
  });
});
