import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pausa } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '@foodious/testing/client.ts';
import { feito } from '@foodious/testing/client.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { diaDe } from '@foodious/testing/place.ts';
import { type Event, listen } from '@foodious/testing/sse.ts';

type Sistema = Awaited<ReturnType<typeof emProcesso>>;
type Linha = { seq: number; em: number; assunto_id: number; tipo: string; dados: string };

const sorteio = (ate: number) => Math.floor(Math.random() * ate);
const ESTADOS_DO_PAINEL = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'];

const daTrilha = async (s: Sistema, servico: string) => {
  const linhas = await s.linhas<Linha>(servico, "select * from trilha where tipo in ('estado', 'item') order by seq");
  return linhas.map(({ dados, ...linha }) => ({ ...linha, ...JSON.parse(dados) }));
};
/** What the trail of pedido says the painel was to tell, as ids and data; but the wait, which is of the moment. */
const doPainel = async (s: Sistema): Promise<[number, object][]> =>
  (await daTrilha(s, 'pedido'))
    .filter(
      ({ de, para, senha, ativo }) =>
        senha !== null && ativo && (ESTADOS_DO_PAINEL.includes(para) || ESTADOS_DO_PAINEL.includes(de)),
    )
    .map(({ seq, em, para, senha, recebidoEm }) => [
      seq,
      { senha, dia: diaDe(new Date(recebidoEm)), estado: para, desde: new Date(em).toISOString() },
    ]);
const semEspera = ({ id, data: { esperaSegundos: _, ...data } }: Event): [number, object] => [id, data];
/** What the trail of cozinha says its screen was to be told, as ids and data. */
const daCozinha = async (s: Sistema): Promise<[number, object][]> =>
  (await daTrilha(s, 'cozinha')).map(({ seq, assunto_id, para, comanda }) => [
    seq,
    umaComanda({ ...comanda, estado: para }, assunto_id),
  ]);
type Comanda = { estado: string; itens: { feitoPor: string | null }[]; historico: unknown[] };
const umaComanda = ({ estado, itens, historico }: Comanda, pedidoId: number) => ({
  pedidoId,
  estado,
  feitos: itens.map(({ feitoPor }) => feitoPor),
  movimentos: historico.length,
});
const semDetalhes = ({ id, data }: Event): [number, object] => [id, umaComanda(data, data.pedidoId)];

/**
 * Reads a stream as on a bad connection: cut every few events, a random part of what came unheard, taken up again after the
 * last one that was. Resolves with all it heard once the last wanted one is there.
 */
async function aosPedacos(quem: Call, path: string, ultimo: (evento: Event) => boolean): Promise<Event[]> {
  const ouvidos: Event[] = [];
  while (!ouvidos.some(ultimo)) {
    const vivo = await listen(quem, path, { after: ouvidos.at(-1)?.id });
    const quantos = 1 + sorteio(7);
    await vivo.until('a few events', (evento) => vivo.events.length >= quantos || ultimo(evento));
    vivo.cut();
    ouvidos.push(...vivo.events.slice(0, 1 + sorteio(vivo.events.length)));
  }
  return ouvidos;
}

// Two houses side by side: one of them mostly waits.
describe('pedidos e telas', { concurrency: 2 }, () => {
  describe('ao vivo', { concurrency: 1 }, () => {
    let s: Sistema;
    before(async () => {
      s = await emProcesso();
    });
    after(() => s?.guardar());

    const marcar = (id: number, posicao: number, sim: boolean) =>
      feito(s.cozinha, 'PUT', `/v2/cozinha/comandas/${id}/itens/${posicao}`, { feito: sim });
    const espera = async () => (await feito(s.totem, 'GET', '/v2/painel')).esperaSegundos;
    /** An order that is paid, as the one who follows it sees it. */
    const pago = async (campos: object = {}) => {
      const pedido = await s.pedir(campos);
      const vivo = await listen(s.totem, pedido.pagamento.eventos);
      await vivo.until('the Pix code', ({ data }) => data?.pixCopiaECola);
      vivo.cut();
      await s.aprovar(pedido.pagamento.transacaoId);
      return pedido;
    };

    /** Closes the system in order: it must not wait for those who listen, however slowly. */
    const fecharLogo = async () => {
      const demais = pausa(10_000, 'it waits for those who listen', { ref: false });
      assert.equal(await Promise.race([s.encerrar('SIGTERM'), demais]), 0);
    };

    test('um cliente pede e segue até PRONTO sem perguntar nada; a espera se diz depois do terceiro', async () => {
      assert.equal(await espera(), null);
      const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
      for (let vez = 0; vez < 3; vez += 1) {
        assert.equal(await espera(), null);
        const pedido = await s.pedir();
        const [dele, pagamento] = await Promise.all([
          listen(s.totem, pedido.eventos),
          listen(s.totem, pedido.pagamento.eventos),
        ]);
        const [retrato] = await dele.take(1);
        assert.deepEqual([retrato?.event, retrato?.data], ['retrato', pedido]);
        const { data: cobranca } = await pagamento.until('the Pix code', ({ data }) => data?.pixCopiaECola);
        assert.deepEqual([cobranca.pagamento.estadoPagamento, cobranca.pagamento.total], [0, pedido.total]);
        assert.match(cobranca.qrCode, /^data:image\/png;base64,/);

        await s.aprovar(pedido.pagamento.transacaoId);
        const confirmado = await pagamento.until('paid', ({ data }) => data?.pagamento.estadoPagamento === 1);
        assert.equal(confirmado.event, 'pagamento');
        const { data: recebido } = await dele.until('RECEBIDO', ({ data }) => data.estado === 'RECEBIDO');
        const { data: comanda } = await cozinha.until('the comanda', ({ data }) => data.pedidoId === pedido.id);
        assert.equal(comanda.senha, recebido.senha);
        for (const acao of ['iniciar', 'pronto']) await s.moverComanda(pedido.id, acao);
        await dele.until('PRONTO', ({ data }) => data.estado === 'PRONTO');
        assert.deepEqual(
          dele.events.slice(1).map(({ event, data }) => [event, data.estado, data.estadoPedido, data.senha]),
          ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'].map((estado, i) => ['estado', estado, i + 1, comanda.senha]),
        );
        for (const vivo of [dele, pagamento]) vivo.cut();
      }
      cozinha.cut();
      const segundos = await espera();
      assert.ok(Number.isInteger(segundos) && segundos >= 0, String(segundos));
    });

    test('o retrato de antes do Pix é nulo, e o primeiro evento o traz', async () => {
      const { id } = await feito(s.totem, 'POST', '/v1/pedido', {});
      const vivo = await listen(s.totem, `/v2/pagamento/${id}/eventos`);
      assert.deepEqual(
        (await vivo.take(1)).map(({ event, data }) => [event, data]),
        [['retrato', null]],
      );
      await s.acrescentar(id, 1);
      const transacaoId = await s.checkout(id);
      const [, pendente] = await vivo.take(2);
      vivo.cut();
      assert.deepEqual([pendente?.event, pendente?.data.pagamento.transacaoId], ['pagamento', transacaoId]);
    });

    test('quem segue um pedido não ouve os outros', async () => {
      const [meu, outro] = [await s.pedir(), await s.pedir()];
      const vivo = await listen(s.totem, meu.eventos);
      await vivo.take(1);
      for (const { id, pagamento } of [outro, meu]) {
        await s.cobrado(id, pagamento.transacaoId);
        await s.aprovar(pagamento.transacaoId);
        await s.ate(id, 'RECEBIDO');
      }
      await vivo.take(2);
      vivo.cut();
      const { senha } = await s.pedido(meu.id);
      assert.deepEqual(
        vivo.events.slice(1).map(({ data }) => data.senha),
        [senha],
      );
    });

    test('um Last-Event-ID que não é de onde se parou recebe um retrato', async () => {
      for (const path of [
        '/v2/painel/eventos',
        '/v2/cozinha/eventos',
        '/v2/cardapio/eventos',
        '/v2/pedido/1/eventos',
      ]) {
        for (const id of [-1, 1.5, 9_999_999, 1e15, Number.NaN]) {
          const vivo = await listen(s.gerente, path, { after: id });
          assert.equal((await vivo.take(1))[0]?.event, 'retrato', `${path} ${id}`);
          vivo.cut();
        }
      }
    });

    test('sessenta pedidos ao mesmo tempo: quem é cortado a toda hora ouve tudo, uma vez, em ordem; parado e reaberto, segue de onde parou', async (t) => {
      const [leitores, quantos] = [3, 60];
      let ultima = 0;
      const fim = ({ data }: Event) => data.senha === ultima && data.estado === 'FINALIZADO';
      const painel = Array.from({ length: leitores }, () => aosPedacos(s.totem, '/v2/painel/eventos', fim));
      const cozinha = Array.from({ length: leitores }, () => aosPedacos(s.cozinha, '/v2/cozinha/eventos', fim));

      const inteira = await listen(s.cozinha, '/v2/cozinha/eventos');
      const preparar = async (i: number) => {
        const { id } = await pago({ itens: [1, 2].map((produtoId) => ({ produtoId, quantidade: 1 })) });
        const { data } = await inteira.until(`comanda of ${id}`, ({ data }) => data.pedidoId === id);
        if (i === quantos) ultima = data.senha;
        await marcar(id, 1 + (i % 2), true);
        const volta = i % 5 === 0 ? ['voltar', 'pronto'] : [];
        for (const acao of ['pronto', ...volta, 'entregar']) await s.moverComanda(id, acao);
        await s.ate(id, 'FINALIZADO');
      };
      let proximo = 0;
      await Promise.all(
        Array.from({ length: 12 }, async () => {
          while (proximo < quantos) await preparar(proximo++);
        }),
      );
      await preparar(quantos);
      const [ouvidosDoPainel, ouvidosDaCozinha] = await Promise.all([Promise.all(painel), Promise.all(cozinha)]);
      const abertos = await Promise.all(
        ['cardapio', 'pedido/1', 'pagamento/1', 'painel', 'cozinha'].map((de) =>
          listen(s.gerente, `/v2/${de}/eventos`),
        ),
      );
      await fecharLogo();
      for (const vivo of [inteira, ...abertos]) assert.equal(await vivo.ended, true);
      const [trilhaDoPainel, trilhaDaCozinha] = [await doPainel(s), await daCozinha(s)];
      const depois = ({ id }: Event, trilha: [number, object][]) => trilha.filter(([seq]) => seq > id);
      for (const [ouvidos, trilha, visto] of [
        ...ouvidosDoPainel.map((ouvidos) => [ouvidos, trilhaDoPainel, semEspera] as const),
        ...ouvidosDaCozinha.map((ouvidos) => [ouvidos, trilhaDaCozinha, semDetalhes] as const),
      ]) {
        const [retrato, ...eventos] = ouvidos;
        assert.equal(retrato?.event, 'retrato');
        assert.deepEqual(eventos.map(visto), depois(retrato, trilha));
        assert.ok(eventos.length > quantos * 3);
      }
      t.diagnostic(`${trilhaDoPainel.length} events of the painel, ${trilhaDaCozinha.length} of the cozinha`);

      await s.reabrir();
      const { id } = await pago();
      await s.ate(id, 'RECEBIDO');
      const { senha } = await s.pedido(id);
      // From a moment ago, and from the very beginning: no memory holds that any more.
      for (const desde of [trilhaDoPainel.length - 10, 0]) {
        const [ouvido] = trilhaDoPainel[desde - 1] ?? [0];
        const deVolta = await listen(s.totem, '/v2/painel/eventos', { after: ouvido });
        await deVolta.until('what is new', ({ data }) => data.senha === senha);
        deVolta.cut();
        assert.deepEqual(deVolta.events.slice(0, -1).map(semEspera), trilhaDoPainel.slice(desde));
      }
    });

    test('quem lê devagar não enche a memória, e lê tudo quando volta a ler; quem não lê mais não segura o fechamento', async (t) => {
      const [leitores, mudancas, itens] = [20, 3_000, 20];
      const observacoes = 'x'.repeat(140);
      const { id } = await pago({ itens: Array(itens).fill({ produtoId: 1, quantidade: 1, observacoes }) });
      await s.ateComanda(id);
      const marcarTodos = (sim: boolean) =>
        Promise.all(Array.from({ length: itens }, (_, i) => marcar(id, i + 1, sim)));
      await marcarTodos(true);

      const ouvir = () => listen(s.cozinha, '/v2/cozinha/eventos');
      const [atento, lento, ...parados] = await Promise.all([
        ouvir(),
        ouvir(),
        ...Array.from({ length: leitores }, ouvir),
      ]);
      for (const vivo of [lento, ...parados]) {
        await vivo.take(1);
        vivo.pause();
      }
      const antes = await s.memoria();
      for (let i = 0; i < mudancas; i += itens) await marcarTodos((i / itens) % 2 === 1);
      const [, ...tudo] = await atento.take(1 + mudancas);
      const semLeitura = (leitores * JSON.stringify(tudo).length) / 2 ** 20;
      const cresceu = (await s.memoria()) - antes;
      t.diagnostic(`${Math.round(semLeitura)} MiB not read by ${leitores}: ${Math.round(cresceu)} MiB more in memory`);
      assert.ok(cresceu < semLeitura / 3, `${cresceu} MiB`);

      lento.resume();
      const [, ...ouvidos] = await lento.take(1 + mudancas);
      const ids = (eventos: readonly Event[]) => eventos.map(({ id }) => id);
      assert.deepEqual(ids(ouvidos), ids(tudo));
      assert.ok(isDeepStrictEqual(ouvidos, tudo), 'the same events'); // to tell how they differ would take minutes
      await fecharLogo();
    });

    test('quem mantém a conexão aberta, ouvindo ou sem nunca ter pedido nada, não segura o fechamento', async (t) => {
      await s.reabrir();
      const headers = { authorization: `Bearer ${await s.totem.bearer()}` };
      const agent = new Agent({ keepAlive: true });
      const calada = connect(s.place.port, '127.0.0.1');
      t.after(() => {
        agent.destroy();
        calada.destroy();
      });
      await once(calada, 'connect');
      const ouvintes = await Promise.all(
        Array.from({ length: 5 }, () => listen(s.totem, '/v2/painel/eventos', { agent })),
      );
      const doNavegador = await fetch(`${s.place.gateway}/v2/painel/eventos`, { headers });
      await fecharLogo();
      for (const vivo of ouvintes) assert.equal(await vivo.ended, true);
      assert.match(await doNavegador.text(), /event: retrato/);
    });
  });

  describe('pedidos repetidos', { concurrency: 1 }, () => {
    test('morto a qualquer instante, e com as mesmas chaves de novo, o sistema faz de cada uma um pedido e cobra uma vez', async (t) => {
      const s = await emProcesso();
      t.after(() => s.guardar());
      const respondidos = new Map<string, number | undefined>();
      const pedir = async (chave: string) => {
        const { id } = await s.pedir({}, { 'idempotency-key': chave });
        const antes = respondidos.get(chave);
        assert.equal(id, antes ?? id, `${chave} was answered with another pedido before`);
        respondidos.set(chave, id);
      };
      for (let vez = 0; vez < 3; vez += 1) {
        let vivo = true;
        const clientes = Array.from({ length: 16 }, async () => {
          while (vivo) {
            const chave = crypto.randomUUID();
            respondidos.set(chave, undefined);
            await pedir(chave).catch((erro) => assert.ok(!vivo, erro)); // nobody answers: it was killed meanwhile
          }
        });
        await pausa(50 + sorteio(250));
        vivo = false;
        await s.encerrar('SIGKILL');
        await Promise.all(clientes);
        await s.reabrir();
      }
      const semResposta = [...respondidos].filter(([, id]) => id === undefined).map(([chave]) => chave);
      await Promise.all([...respondidos.keys()].map(pedir));
      const ids = [...respondidos.values()].map(Number).sort((a, b) => a - b);
      await Promise.all(
        ids.map(async (id) => s.cobrado(id, (await s.totem('GET', `/v2/pedido/${id}`)).body.pagamento.transacaoId)),
      );

      assert.equal(await s.encerrar('SIGTERM'), 0);
      const guardados = await s.linhas<{ id: number }>('pedido', 'select id from pedido order by id');
      assert.deepEqual(
        guardados.map(({ id }) => id),
        ids,
      );
      assert.deepEqual(await s.pagamentos(), ids);
      assert.equal(s.cobrancas(), ids.length);
      t.diagnostic(`${ids.length} keys, ${semResposta.length} of them not answered at first`);
      assert.ok(semResposta.length > 0);
    });
  });
});
