import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { inicioRoutes } from '../src/http/inicio.ts';
import type { Credenciais, Identity, Upstream } from '../src/ports.ts';

const EMAIL = '0b9f1c1e-6f0a-4b39-8f5e-3c1c2f7a9d10';
const entrada = (seq: number, tipo: string, dados: object, por = 'pedido') => ({
  seq,
  em: `2026-05-04T12:00:0${seq}.000Z`,
  tipo,
  correlacao: 'historia-77',
  causa: 'requisicao-88',
  por,
  instancia: 'pedido-a:123',
  fila: null,
  dados,
});
const trilhas: Record<string, object[]> = {
  pedido: [
    entrada(1, 'estado', { de: null, para: 'PAGAMENTO_PENDENTE', senha: null, ativo: true }, 'totem-9876'),
    entrada(2, 'estado', { de: 'CHECKOUT', para: 'RECEBIDO', senha: 4321, recebidoEm: 5 }, 'cliente-5555'),
    entrada(3, 'email-escrito', { emailId: EMAIL, email: 'pagamento-confirmado' }),
    entrada(4, 'email-enviado', { emailId: EMAIL, email: 'pagamento-confirmado', tentativa: 1, duracaoMs: 3 }),
    entrada(7, 'email-voltou', { emailId: EMAIL, email: 'pagamento-confirmado', retorno: 'devolvido' }),
  ],
  pagamento: [entrada(5, 'estado', { de: 'PENDENTE', para: 'REJEITADO', tentativa: 1, motivo: 'expirado' })],
  cozinha: [entrada(6, 'morta-descartada', { mensagemId: 'm-1', mensagem: null, motivo: 'a Maria ligou' }, 'gerente')],
};

async function abrir(t: TestContext, { url = 'http://127.0.0.1:1', pedidos = [{ id: 654321 }] } = {}) {
  const perguntas: string[] = [];
  const upstream = {
    forward: () => assert.fail('nothing is handed over here'),
    ask: async (_, path) => {
      perguntas.push(path);
      if (path.startsWith('/v2/gerencia/pedidos')) return { status: 200, body: { pedidos } };
      const servico = path.split('/')[3] ?? '';
      return { status: 200, body: { servico, entradas: trilhas[servico] ?? [], aguardando: [] } };
    },
  } satisfies Upstream;
  const verify = async (token: string) => {
    if (token === 'velho') throw new Refusal('unauthorized', 'Token inválido ou expirado');
    return umPrincipal({ scopes: new Set([token]) });
  };
  const app = await createHttp({ name: 'gateway', log: createLogger('silent'), verify, ready: async () => {} });
  t.after(() => app.close());
  inicioRoutes(app, {
    identity: { ownToken: async (scope: string) => scope } as Identity & Credenciais,
    verify: verify as never,
    bearer: async () => undefined,
    upstreams: { produto: upstream, pedido: upstream, pagamento: upstream, cozinha: upstream, gateway: upstream },
    url,
  });
  const pedir = (de: string, host: string, headers: Record<string, string> = {}) =>
    app.inject({ url: '/inicio/historia', remoteAddress: de, headers: { host, ...headers } });
  return { pedir, perguntas };
}

suite('a história do último pedido, na porta da frente', () => {
  test('quem está na máquina a vê, por qualquer nome dela', async (t) => {
    const { pedir, perguntas } = await abrir(t);
    for (const [de, host] of [
      ['127.0.0.1', '127.0.0.1:8080'],
      ['::1', '[::1]:8080'],
      ['::ffff:127.0.0.1', 'localhost:8080'],
    ] as const)
      assert.equal((await pedir(de, host)).statusCode, 200, de);
    assert.ok(perguntas.includes('/v2/trilhas/cozinha/654321'));
  });

  test('de fora, por um nome de fora ou por um proxy não a vê ninguém, só a equipe', async (t) => {
    const { pedir, perguntas } = await abrir(t);
    const aqui = ['127.0.0.1', '127.0.0.1:8080'] as const;
    assert.equal((await pedir('192.168.0.9', '127.0.0.1:8080')).statusCode, 403);
    assert.equal((await pedir('127.0.0.1', 'evil.example')).statusCode, 403);
    for (const header of ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'])
      assert.equal((await pedir(...aqui, { [header]: 'x' })).statusCode, 403, header);
    const atras = await abrir(t, { url: 'https://foodious.example' });
    assert.equal((await atras.pedir(...aqui)).statusCode, 403);
    for (const [token, status] of [
      ['operacao:ler', 200],
      ['preparo:mover', 200],
      ['pedido:fazer', 403],
      ['velho', 401],
    ] as const) {
      const { statusCode } = await pedir('192.168.0.9', 'foodious.lan', { authorization: `Bearer ${token}` });
      assert.equal(statusCode, status, token);
    }
    assert.equal(perguntas.filter((path) => path.startsWith('/v2/gerencia')).length, 2);
  });

  test('conta estados, serviços e tempos; nem ids, nem senhas, nem o que alguém escreveu', async (t) => {
    const { pedir } = await abrir(t);
    const resposta = await pedir('127.0.0.1', 'localhost');
    assert.doesNotMatch(resposta.body, /654321|4321|9876|5555|historia-77|requisicao-88|pedido-a|m-1|Maria|0b9f1c1e/);
    const { passos } = resposta.json();
    assert.deepEqual(
      passos.map(({ tipo, por }: { tipo: string; por: string }) => [tipo, por]),
      [
        ['estado', 'totem'],
        ['estado', 'cliente'],
        ['email-escrito', 'pedido'],
        ['email-enviado', 'pedido'],
        ['estado', 'pedido'],
        ['morta-descartada', 'gerente'],
        ['email-voltou', 'pedido'],
      ],
    );
    assert.equal(passos[1].detalhes.para, 'RECEBIDO');
    assert.equal(passos[4].detalhes.motivo, 'expirado');
    assert.equal(passos[6].detalhes.retorno, 'devolvido');
    assert.equal(passos[2].detalhes.emailId, passos[3].detalhes.emailId, 'what led to what can still be drawn');
  });

  test('antes do primeiro pedido não há história', async (t) => {
    const { pedir } = await abrir(t, { pedidos: [] });
    assert.equal((await pedir('127.0.0.1', 'localhost')).statusCode, 404);
  });
});
