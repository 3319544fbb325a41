import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { naMaquina } from '../src/http/maquina.ts';

const AQUI = 'http://127.0.0.1:8080';

/** Whether such a request, else from a browser on this machine, is taken for one of it. */
function eDaqui({ host = 'localhost:8080', peer = '127.0.0.1', httpVersion = '1.1', url = AQUI, mais = {} } = {}) {
  const raw = { httpVersion, socket: { remoteAddress: peer } };
  return naMaquina({ headers: { host, ...mais }, raw } as unknown as FastifyRequest, url);
}

suite('esta mesma máquina', () => {
  test('é um navegador dela, em um endereço dela', () => {
    assert.ok(eDaqui());
    for (const peer of ['127.0.0.2', '::1', '::ffff:127.0.0.1']) assert.ok(eDaqui({ peer }), peer);
    for (const host of ['127.0.0.1', '[::1]:8080', 'LOCALHOST']) assert.ok(eDaqui({ host }), host);
  });

  test('não é quem vem da rede, nem a página de fora cujo nome foi levado até aqui', () => {
    for (const peer of ['192.168.0.7', '::ffff:192.168.0.7', 'fe80::1', '']) assert.ok(!eDaqui({ peer }), peer);
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost@evil.example',
      'localhost.',
      '0.0.0.0',
      '',
    ])
      assert.ok(!eDaqui({ host }), host);
  });

  test('não é um proxy ao lado, que o diga ou não: atrás dele pode estar qualquer um', () => {
    for (const nome of ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'])
      assert.ok(!eDaqui({ mais: { [nome]: 'alguém' } }), nome);
    assert.ok(!eDaqui({ httpVersion: '1.0' }), 'nginx that was told no more than `proxy_pass`');
    assert.ok(!eDaqui({ url: 'https://lanchonete.example' }));
  });
});
