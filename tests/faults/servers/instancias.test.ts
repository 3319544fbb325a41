import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lanchonete, lanchonete } from '@foodious/testing/lanchonete.ts';
import { freshPlace, rows } from '@foodious/testing/place.ts';
import { apart, Processes } from '@foodious/testing/processes.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import { type TemporaryServers, temporaryServers } from '../../../servers/temporary.ts';
import { crash } from '../crash.ts';

describe('duas instâncias de cada serviço', { concurrency: 1 }, () => {
  let servers: TemporaryServers;
  before(async () => {
    servers = await temporaryServers();
  });
  after(() => servers?.remove());

  /** The restaurant with two processes of each service. */
  async function duasDeCada(t: TestContext, skewMs?: (i: number) => number) {
    const bancos = servers.environment;
    const place = await freshPlace();
    const processes = new Processes(place, apart(2), bancos, skewMs);
    t.after(() => {
      Processes.killEverything();
      place.remove();
    });
    await processes.startAll();
    const linhas = <Linha>(servico: string, consulta: string) => rows<Linha>(place, servico, consulta, bancos);
    return { s: await lanchonete(place), processes, linhas };
  }

  /** So many orders at once, all paid; half of them refused first. */
  async function pagarMuitos(s: Lanchonete, quantos: number): Promise<number[]> {
    const ids = await Promise.all(
      [...Array(quantos).keys()].map(async (n) => {
        const { id, pagamento } = await s.pedir();
        await s.cobrado(id, pagamento.transacaoId);
        if (n % 2 === 0) {
          await s.recusar(pagamento.transacaoId);
          await s.ate(id, 'PAGAMENTO_PENDENTE');
          await s.aprovar(await s.checkout(id));
        } else await s.aprovar(pagamento.transacaoId);
        await s.ate(id, 'RECEBIDO');
        await s.ateComanda(id);
        return id as number;
      }),
    );
    await s.calmaria(ids);
    return ids;
  }

  /** Seen from outside and from within: each paid once, the senhas of the day without a gap, each message handled once. */
  async function conferir({ s, linhas }: Awaited<ReturnType<typeof duasDeCada>>, ids: readonly number[]) {
    const senhas = await Promise.all(ids.map(async (id) => (await s.pedido(id)).senha as number));
    assert.deepEqual(
      senhas.sort((a, b) => a - b),
      ids.map((_, i) => i + 1),
    );
    assert.deepEqual(await s.mortas(), {});
    for (const servico of ['pedido', 'cozinha']) {
      const recebidas = await linhas<{ dados: string }>(
        servico,
        "select dados from trilha where tipo = 'mensagem-recebida'",
      );
      const mensagens = recebidas.map(({ dados }) => JSON.parse(dados).mensagemId as string);
      assert.ok(mensagens.length >= ids.length);
      assert.equal(new Set(mensagens).size, mensagens.length);
      // What was sent is crossed out a moment after the queue has it.
      await until(
        `an empty outbox of ${servico}`,
        async () => (await linhas(servico, 'select * from outbox')).length === 0,
      );
    }
    const instancias = await linhas<{ instancia: string }>('pedido', 'select distinct instancia from trilha');
    assert.equal(instancias.length, 2, 'only one of them worked');
  }

  test('sessenta pedidos ao mesmo tempo: cada um é pago uma vez, as senhas seguem sem falta, e os dois trabalham', async (t) => {
    const casa = await duasDeCada(t);
    await conferir(casa, await pagarMuitos(casa.s, 60));
    await casa.processes.stopAll();
  });

  test('quem segue o painel por qualquer instância ouve tudo, na ordem; morta a sua, segue por outra de onde parou', async (t) => {
    const { s, processes } = await duasDeCada(t);
    const aoVivo = await Promise.all([...Array(6)].map(() => listen(s.totem, '/v2/painel/eventos')));
    await Promise.all(aoVivo.map((vivo) => vivo.take(1)));
    const antes = await pagarMuitos(s, 10);
    const recebidos = ({ data }: { data: { estado?: string } }) => data.estado === 'RECEBIDO';
    await Promise.all(
      aoVivo.map((vivo) => vivo.until('all ten', () => vivo.events.filter(recebidos).length === antes.length)),
    );
    const ouvidos = aoVivo.map((vivo) => vivo.events.slice(1));
    for (const um of ouvidos) assert.deepEqual(um, ouvidos[0]);

    const ultimo = ouvidos[0]?.at(-1)?.id;
    for (const { name, kill } of processes.victims) if (/gateway|pedido/.test(name)) await kill();
    await until(
      'it is back',
      async () => (await s.totem('GET', '/v1/pedido').catch(() => undefined))?.status === 200,
      60_000,
    );
    const depois = await pagarMuitos(s, 4);
    const retomado = await listen(s.totem, '/v2/painel/eventos', { after: ultimo });
    await retomado.until('all four', () => retomado.events.filter(recebidos).length === depois.length);
    const novos = new Set(await Promise.all(depois.map(async (id) => (await s.pedido(id)).senha)));
    assert.deepEqual(new Set(retomado.events.filter(recebidos).map(({ data }) => data.senha)), novos);
    for (const vivo of [...aoVivo, retomado]) vivo.cut();
  });

  test('palavras-passe erradas contam para todas as portas: a sexta espera, seja qual for o gateway que a ouve', async (t) => {
    const { s } = await duasDeCada(t);
    const entrar = (password: string) =>
      s.totem(
        'POST',
        '/oauth2/token',
        { grant_type: 'password', username: 'cozinha', password },
        { connection: 'close' }, // each over a connection of its own, so that both hear some
      );
    const respostas: number[] = [];
    for (let vez = 0; vez < 14; vez += 1) respostas.push((await entrar('errada')).status);
    assert.deepEqual(respostas, [...Array(5).fill(401), ...Array(9).fill(429)]);
  });

  test('quem sai por um gateway, ou cujo aparelho se revoga, sai de todos em dois segundos, também com relógios que discordam', async (t) => {
    const { s } = await duasDeCada(t, (i) => (i % 2 ? 20_000 : -20_000));
    /** Over a connection of its own each time, so that both hear some. */
    const pedir = async (headers: Record<string, string>, method = 'GET', path = '/totem/api/v2/cardapio') => {
      const answer = await fetch(s.place.gateway + path, { method, headers: { connection: 'close', ...headers } });
      await answer.text();
      return answer;
    };
    const respostas = async (headers: Record<string, string>, path?: string) =>
      new Set(await Promise.all([...Array(20)].map(async () => (await pedir(headers, 'GET', path)).status)));
    const foraDeTodos = async (headers: Record<string, string>, path?: string) => {
      await sleep(2_000);
      assert.deepEqual(await respostas(headers, path), new Set([401]));
    };

    const entrada = await pedir({ 'content-type': 'application/json' }, 'DELETE', '/totem/sessao');
    const cookie = entrada.headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.deepEqual(await respostas({ cookie }), new Set([200]));
    await pedir({ cookie }, 'DELETE', '/totem/sessao');
    await foraDeTodos({ cookie });

    const programa = (await s.gerente('POST', '/v2/aparelhos/programas', { nome: 'ERP' })).body;
    const { body } = await s.totem('POST', '/oauth2/token', {
      client_id: programa.clientId,
      client_secret: programa.clientSecret,
    });
    const authorization = `Bearer ${body.token}`;
    assert.deepEqual(await respostas({ authorization }, '/v1/categoria'), new Set([200]));
    await s.gerente('POST', `/v2/aparelhos/${programa.id}/revogar`);
    await foraDeTodos({ authorization }, '/v1/categoria');
  });

  test('com relógios que discordam em até quarenta segundos, ninguém é pago duas vezes nem deixa de ser', async (t) => {
    const casa = await duasDeCada(t, (i) => (i === 0 ? 0 : i % 2 ? 20_000 : -20_000));
    await conferir(casa, await pagarMuitos(casa.s, 20));
  });

  test('as mesmas chaves mandadas a todas ao mesmo tempo são um pedido cada', async (t) => {
    const { s, linhas } = await duasDeCada(t);
    const chaves = [...Array(20)].map(() => crypto.randomUUID());
    const pedir = async (chave: string): Promise<number> => {
      const headers = { 'idempotency-key': chave, connection: 'close' };
      const corpo = { consumo: 'local', checkout: true, itens: [{ produtoId: 1, quantidade: 1 }] };
      for (;;) {
        const { status, body } = await s.totem('POST', '/v2/pedido', corpo, headers);
        if (status === 201) return body.id;
        assert.equal(status, 409, JSON.stringify(body));
        await sleep(20);
      }
    };
    const ids = await Promise.all(chaves.map((chave) => Promise.all([...Array(5)].map(() => pedir(chave)))));
    for (const iguais of ids) assert.equal(new Set(iguais).size, 1);
    assert.equal((await linhas('pedido', 'select id from pedido')).length, chaves.length);
  });

  test('processos e servidores mortos a qualquer instante não perdem nem dobram pedido nem dinheiro', async (t) => {
    const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e6));
    const seconds = Number(process.env.CRASH_SECONDS ?? 30);
    await crash({ seed, seconds, servers, say: (line) => t.diagnostic(line) });
  });
});
