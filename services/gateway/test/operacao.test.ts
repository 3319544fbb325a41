import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { type QueueName, queues, senderOf, sendersOf } from '@foodious/contracts/resources.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import type { Party } from '@foodious/contracts/services.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { createHttp } from '@foodious/platform/http.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umPrincipal } from '@foodious/testing/principal.ts';
import { inProcess } from '../src/adapters/upstream/in-process.ts';
import { remote } from '../src/adapters/upstream/remote.ts';
import { operacaoRoutes } from '../src/http/operacao.ts';
import type { Upstream } from '../src/ports.ts';
import type { Trilha } from '../src/use-cases/linha-do-tempo.ts';

const log = createLogger('silent');
const SERVICOS = ['produto', 'pedido', 'pagamento', 'cozinha', 'gateway'] as const;

/** A token that says its own scopes. */
const verify = async (token: string) => {
  if (token === 'ruim') throw new Refusal('unauthorized', 'Token inválido ou expirado');
  return umPrincipal({ scopes: new Set([token]) });
};
const servidor = async (t: TestContext, name = 'gateway') => {
  const app = await createHttp({ name, log, verify, ready: async () => {} });
  t.after(() => app.close());
  return app;
};

/** What a service answers with 200; null: that it refuses. */
type Ask = (...asked: Parameters<Upstream['ask']>) => Promise<unknown>;
const fora: Ask = async () => {
  throw new Unavailable('the service does not answer');
};

/** The gateway's routes before services that answer what a test says; the others know nothing. */
async function abrir(t: TestContext, respostas: Partial<Record<Party, Ask | Upstream>>) {
  const nada: Ask = async (_, path) =>
    path.startsWith('/v2/filas/') ? { filas: [], mortas: [] } : { servico: '', entradas: [], aguardando: [] };
  const upstreams = Object.fromEntries(
    SERVICOS.map((name) => {
      const resposta = respostas[name] ?? nada;
      const forward = () => assert.fail('nothing is handed over here');
      if (typeof resposta !== 'function') return [name, resposta];
      const ask: Upstream['ask'] = async (...asked) => {
        const body = await resposta(...asked);
        return { status: body === null ? 403 : 200, body };
      };
      return [name, { ask, forward }];
    }),
  ) as Record<Party, Upstream>;
  const app = await servidor(t);
  operacaoRoutes(app, {
    upstreams,
    logsDoPedido: async () => [],
    inTransaction: () => assert.fail('nothing is audited here'),
  });
  return async (url: string, token = 'operacao:ler') => {
    const answer = await app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    return { status: answer.statusCode, body: answer.json() };
  };
}

const trilha = (servico: string, ...tipos: string[]): Trilha => ({
  servico,
  entradas: tipos.map((tipo, i) => ({
    seq: i + 1,
    em: `2026-05-04T12:00:0${i}.000Z`,
    tipo,
    correlacao: 'h',
    causa: 'r',
    por: 'totem',
    instancia: 'i',
    fila: null,
    dados: { para: 'RECEBIDO' },
  })),
  aguardando: [],
});
const HISTORIA = '/v2/pedido/7/linha-do-tempo';
type Contado = { passos: { servico: string; tipo: string }[]; faltam: string[]; pedidoId: number };
const resumo = ({ passos, faltam }: Contado) => ({
  passos: passos.map(({ servico, tipo }) => `${servico} ${tipo}`),
  faltam,
});

suite('linha do tempo de um pedido', () => {
  test('junta o que os três serviços registraram, perguntando com o token de quem pergunta', async (t) => {
    const perguntas: unknown[] = [];
    const responde =
      (name: Party): Ask =>
      async (...pergunta) => {
        perguntas.push(pergunta);
        return trilha(name, 'estado');
      };
    const ask = await abrir(t, {
      pedido: responde('pedido'),
      pagamento: responde('pagamento'),
      cozinha: responde('cozinha'),
      produto: () => assert.fail('produto knows no pedido'),
    });
    const { status, body } = await ask(HISTORIA);
    assert.equal(status, 200);
    assert.equal(body.pedidoId, 7);
    assert.deepEqual(resumo(body), { passos: ['pedido estado', 'pagamento estado', 'cozinha estado'], faltam: [] });
    assert.deepEqual(
      perguntas,
      ['pedido', 'pagamento', 'cozinha'].map((name) => ['GET', `/v2/trilhas/${name}/7`, 'Bearer operacao:ler']),
    );
  });

  test('quem está fora é dito pelo nome, e o resto é contado', async (t) => {
    const ask = await abrir(t, { pedido: async () => trilha('pedido', 'estado'), pagamento: fora, cozinha: fora });
    const { status, body } = await ask(HISTORIA);
    assert.equal(status, 200);
    assert.deepEqual(resumo(body), { passos: ['pedido estado'], faltam: ['cozinha', 'pagamento'] });
  });

  test('também quem recusa a pergunta falta', async (t) => {
    const ask = await abrir(t, { pedido: async () => trilha('pedido', 'estado'), cozinha: async () => null });
    assert.deepEqual((await ask(HISTORIA)).body.faltam, ['cozinha']);
  });

  test('e quem responde o que não se lê', async (t) => {
    const ask = await abrir(t, {
      pedido: async () => trilha('pedido', 'estado'),
      cozinha: async () => ({ trilha: [] }),
    });
    assert.deepEqual(resumo((await ask(HISTORIA)).body), { passos: ['pedido estado'], faltam: ['cozinha'] });
  });

  test('quando todos respondem e ninguém o conhece, não existe', async (t) => {
    const ask = await abrir(t, {});
    const { status, body } = await ask(HISTORIA);
    assert.equal(status, 404);
    assert.match(body.message, /7/);
  });

  test('enquanto alguém não responde, não se diz que não existe', async (t) => {
    for (const respostas of [{ cozinha: fora }, { pedido: fora, pagamento: fora, cozinha: fora }]) {
      const ask = await abrir(t, respostas);
      const { status, body } = await ask(HISTORIA);
      assert.deepEqual([status, body.passos], [200, []]);
      assert.deepEqual(body.faltam, Object.keys(respostas).toSorted());
    }
  });

  test('um erro nosso não passa por serviço fora', async (t) => {
    const ask = await abrir(t, {
      pedido: async () => {
        throw new TypeError('a bug');
      },
    });
    assert.equal((await ask(HISTORIA)).status, 500);
  });

  test('só quem opera pergunta, e por um pedido que se possa ler', async (t) => {
    const ask = await abrir(t, {});
    assert.equal((await ask(HISTORIA, 'ruim')).status, 401);
    assert.equal((await ask(HISTORIA, 'pedido:fazer')).status, 403);
    for (const id of ['0', '-1', 'abc', '1.5']) {
      const { status, body } = await ask(`/v2/pedido/${id}/linha-do-tempo`);
      assert.deepEqual([status, body.erros[0]?.campo], [400, 'id']);
    }
  });

  test('vale o mesmo com serviços neste processo e em outro endereço', async (t) => {
    const cozinha = await servidor(t, 'cozinha');
    cozinha.get('/v2/trilhas/cozinha/7', { schema: { security: acesso('operacao:ler') } }, () =>
      trilha('cozinha', 'estado'),
    );
    const quebrado = await servidor(t, 'pagamento');
    quebrado.get('/v2/trilhas/pagamento/7', { schema: { security: acesso() } }, () => {
      throw new Error('banco fora');
    });
    const esperado = { passos: ['cozinha estado'], faltam: ['pagamento', 'pedido'] };
    const ninguem = remote('http://127.0.0.1:1');

    const aqui = await abrir(t, { pedido: ninguem, cozinha: inProcess(cozinha), pagamento: inProcess(quebrado) });
    assert.deepEqual(resumo((await aqui(HISTORIA)).body), esperado);
    const enderecos = await Promise.all([cozinha, quebrado].map((app) => app.listen({ host: '127.0.0.1', port: 0 })));
    const [doPerto, doQuebrado] = enderecos.map(remote);
    assert.ok(doPerto && doQuebrado);
    const longe = await abrir(t, { pedido: ninguem, cozinha: doPerto, pagamento: doQuebrado });
    assert.deepEqual(resumo((await longe(HISTORIA)).body), esperado);
  });
});

suite('filas', () => {
  const nomes = Object.keys(queues) as QueueName[];
  const contada = (fila: QueueName, esperando: number) => ({
    fila,
    esperando,
    emVoo: 1,
    maisAntigaEm: esperando > 0 ? '2026-05-04T12:00:00.000Z' : null,
  });
  /** What a service counts: what waits on the queues it writes, what died on those it reads. */
  const conta =
    (name: Party): Ask =>
    async () => {
      const numeradas = nomes.map((fila, i) => [i, fila] as const);
      return {
        filas: numeradas
          .filter(([, fila]) => sendersOf(fila).some((from) => from === name))
          .map(([i, fila]) => ({ ...contada(fila, i), recusadas: 200 + i })),
        mortas: numeradas.filter(([, fila]) => queues[fila].to === name).map(([i, fila]) => contada(fila, 100 + i)),
      };
    };
  const todos = Object.fromEntries(SERVICOS.map((name) => [name, conta(name)])) as Record<Party, Ask>;
  type Fila = {
    fila: QueueName;
    para: string;
    esperando: number | null;
    mortas: { esperando: number | null };
    recusadas: number | null;
  };

  test('cada uma com quem a escreve e quem a lê, o que espera segundo um e o que morreu segundo o outro', async (t) => {
    const ask = await abrir(t, todos);
    const { status, body } = await ask('/v2/gerencia/filas');
    assert.equal(status, 200);
    assert.deepEqual(body.faltam, []);
    assert.deepEqual(
      body.filas,
      nomes.map((fila, i) => {
        const { fila: _, ...viva } = contada(fila, i);
        const { fila: __, ...morta } = contada(fila, 100 + i);
        const recusadas = (200 + i) * sendersOf(fila).length;
        return { fila, de: senderOf(fila), para: queues[fila].to, ...viva, mortas: morta, recusadas };
      }),
    );
  });

  for (const name of SERVICOS)
    test(`com ${name} fora, não se sabe o que ele contaria, e o resto se sabe`, async (t) => {
      const ask = await abrir(t, { ...todos, [name]: fora });
      const { body } = await ask('/v2/gerencia/filas');
      assert.deepEqual(body.faltam, [name]);
      assert.equal(body.filas.length, Object.keys(queues).length);
      for (const [i, { fila, para, esperando, mortas, recusadas }] of (body.filas as Fila[]).entries()) {
        const escrevem = sendersOf(fila);
        assert.equal(esperando, escrevem.every((cada) => cada === name) ? null : i);
        assert.equal(recusadas, escrevem.some((cada) => cada === name) ? null : (200 + i) * escrevem.length);
        assert.equal(mortas.esperando, para === name ? null : 100 + i);
        assert.deepEqual(Object.keys(mortas).toSorted(), ['emVoo', 'esperando', 'maisAntigaEm']);
      }
    });

  test('com todos fora, as filas ainda têm nome', async (t) => {
    const ask = await abrir(t, Object.fromEntries(SERVICOS.map((name) => [name, fora])));
    const { status, body } = await ask('/v2/gerencia/filas');
    assert.equal(status, 200);
    assert.deepEqual(body.faltam, SERVICOS.toSorted());
    const NADA = { esperando: null, emVoo: null, maisAntigaEm: null };
    assert.deepEqual(
      body.filas,
      nomes.map((fila) => ({
        fila,
        de: senderOf(fila),
        para: queues[fila].to,
        ...NADA,
        mortas: NADA,
        recusadas: null,
      })),
    );
  });

  test('só quem opera as vê', async (t) => {
    const ask = await abrir(t, todos);
    assert.equal((await ask('/v2/gerencia/filas', 'ruim')).status, 401);
    assert.equal((await ask('/v2/gerencia/filas', 'operacao:agir')).status, 403);
  });
});
