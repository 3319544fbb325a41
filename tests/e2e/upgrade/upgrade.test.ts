import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { fifo, MAX_RECEIVES, queueNames } from '@foodious/contracts/resources.ts';
import { connect, feito, readCredentials } from '@foodious/testing/client.ts';
import { mensagem } from '@foodious/testing/fixtures.ts';
import { type Lanchonete, lanchonete } from '@foodious/testing/lanchonete.ts';
import { environment, freshPlace, spawnNode, spawnSystem } from '@foodious/testing/place.ts';
import { listen } from '@foodious/testing/sse.ts';
import { until } from '@foodious/testing/waiting.ts';
import {
  type Deixado,
  type Esperado,
  fixtures,
  type Nome,
  type Passo,
  readEsperado,
  unpack,
  VINTE_ANOS_S,
} from './fixture.ts';

/** Preloaded, it moves the clock of a process (CLOCK_SKEW_MS). */
const skewModule = import.meta.resolve('@foodious/testing/skew.ts');

/** How long after it was killed it is opened again: the next day, and soon enough for its Idempotency-Key. */
const DEPOIS_MS = 18 * 60 * 60 * 1000;

/** Those nothing was on its way to. */
const QUIETOS: readonly Nome[] = [
  'aberto',
  'pixPendente',
  'segundaTentativa',
  'comChave',
  'recebido',
  'emPreparacao',
  'pronto',
  'finalizado',
  'cancelado',
  'rejeitado',
  'estornado',
];

type Comanda = { pedidoId: number; senha: number; estado: string };

const deixadas = fixtures(process.env.MYSQL_URL ? 'servidores' : 'pasta');
assert.ok(deixadas.length > 0);

for (const fixture of deixadas)
  describe(`o que ${fixture} deixou, esta versão continua`, () => {
    const antes: Esperado = readEsperado(fixture);
    const abertoEm = Date.now();
    const de = (nome: Nome): Deixado => antes.pedidos[nome];
    let place: Awaited<ReturnType<typeof freshPlace>>;
    let s: Lanchonete;
    let fechar: () => Promise<number | null>;

    /** Opens it with the clock at the day after it was killed: nothing here depends on when the test runs. */
    async function abrir(): Promise<void> {
      const { child } = await spawnSystem(place, {
        FUSO: antes.fuso,
        PAGAMENTO_EXPIRA_S: String(VINTE_ANOS_S),
        CLOCK_SKEW_MS: String(Date.parse(antes.fechadoEm) + DEPOIS_MS - abertoEm),
        NODE_OPTIONS: `--import=${skewModule}`,
      });
      const ended = once(child, 'exit');
      fechar = async () => {
        child.kill('SIGTERM');
        const [code] = await ended;
        return code;
      };
      s = await lanchonete(place);
    }
    /** `npm run migrate`; on servers several instances may begin at once. */
    async function migrar(): Promise<void> {
      const child = spawnNode('local/src/preparar-main.ts', environment(place));
      const [code] = await once(child, 'exit');
      assert.equal(code, 0, child.errors());
    }

    before(async () => {
      place = await freshPlace();
      await unpack(fixture, place);
      for (const segredo of ['credenciais.json', 'chaves.json', 'segredos.json'])
        assert.equal(existsSync(join(place.dataDir, segredo)), false);
      if (process.env.MYSQL_URL) await Promise.all([migrar(), migrar()]);
      await abrir();
    });
    after(async () => {
      await fechar?.();
      place?.remove();
    });

    const ver = (path: string) => feito(s.gerente, 'GET', path);
    async function comoEsta(nome: Nome) {
      const { id } = de(nome);
      const { status, body } = await s.gerente('GET', `/v1/pagamento/${id}`);
      const { qrCode: _, ...pagamento } = body;
      const { itens, ...pedido } = await ver(`/v2/gerencia/pedidos/${id}`);
      // That version did not tell the id of an item.
      const semIds = itens.map(({ itemId: _, ...item }: { itemId: number }) => item);
      return { pedido: { ...pedido, itens: semIds }, pagamento: status === 200 ? pagamento : null };
    }
    /** As that version left it; only that what nobody can pay any more is no longer told with its code. */
    function comoEstava(nome: Nome) {
      const { pedido, pagamento } = de(nome);
      const { estadoPagamento } = (pagamento as { pagamento: { estadoPagamento: number } } | null)?.pagamento ?? {};
      const codigo = estadoPagamento === 0 ? {} : { pixCopiaECola: '', expiraEm: null };
      return { pedido, pagamento: pagamento && { ...pagamento, ...codigo } };
    }
    /** How often a service brought something of a pedido to an estado, by its timeline. */
    async function vezes(id: number, daquele: string, estado: string): Promise<number> {
      const { passos }: { passos: Passo[] } = await ver(`/v2/pedido/${id}/linha-do-tempo`);
      return passos.filter(
        ({ servico, tipo, detalhes }) => servico === daquele && tipo === 'estado' && detalhes.para === estado,
      ).length;
    }
    const comandas = (): Promise<Comanda[]> => feito(s.cozinha, 'GET', '/v2/cozinha/comandas');
    /** Waits until a pedido is paid, once, and with the cozinha. */
    async function ateRecebido(id: number): Promise<void> {
      await s.ate(id, 'RECEBIDO');
      await s.ateComanda(id);
      const { senha, total } = await ver(`/v2/gerencia/pedidos/${id}`);
      assert.deepEqual(
        (await comandas()).filter(({ pedidoId }) => pedidoId === id).map(({ senha, estado }) => ({ senha, estado })),
        [{ senha, estado: 'RECEBIDO' }],
      );
      for (const [servico, estado] of [
        ['pedido', 'RECEBIDO'],
        ['pagamento', 'CONFIRMADO'],
        ['cozinha', 'RECEBIDO'],
      ] as const)
        await until(`${servico} ${estado} once`, async () => (await vezes(id, servico, estado)) === 1);
      const { pagamento } = await ver(`/v1/pagamento/${id}`);
      assert.deepEqual([pagamento.estadoPagamento, pagamento.total], [1, total]);
    }
    /** Checks out, as the staff: what was made before there were donos is nobody else's. */
    async function aoCheckout(id: number): Promise<string> {
      const { transacaoId } = (await feito(s.gerente, 'POST', `/v1/pedido/checkout/${id}`)).pagamento;
      const path = `/v1/pagamento/${id}?transacaoId=${transacaoId}`;
      await until(`pagamento of ${id}`, async () => (await s.gerente('GET', path)).status === 200);
      return transacaoId;
    }
    async function pagar(id: number, transacaoId: string | null): Promise<void> {
      assert.ok(transacaoId);
      await s.aprovar(transacaoId);
      await ateRecebido(id);
    }

    test('cada pedido está onde estava, com seus itens, preços, instantes e pagamento', async () => {
      for (const nome of QUIETOS) {
        assert.deepEqual(await comoEsta(nome), comoEstava(nome), nome);
      }
      const quietos = new Set(QUIETOS.map((nome) => de(nome).id));
      const deles = (todas: { pedidoId: number }[]) => todas.filter(({ pedidoId }) => quietos.has(pedidoId));
      // A day later, what was ready has left the screens; it is to be found among those that have.
      const recentes = await ver('/v2/cozinha/comandas/recentes');
      const agora = [...recentes, ...(await comandas())].map(({ recolhidaEm: _, ...comanda }) => comanda);
      assert.deepEqual(deles(agora), deles(antes.comandas));
    });

    test('relatório, clientes, ajustes, cardápio e linhas do tempo dizem o que diziam', async () => {
      // Those in the cozinha are made ready today: how long that takes is no longer what it was.
      const vendas = ({ resumo, dias, horas, produtos }: Esperado['relatorio']) => {
        const { pedidos, total, ticketMedio, cancelados } = resumo;
        return { pedidos, total, ticketMedio, cancelados, dias, horas, produtos };
      };
      const relatorio = await ver(`/v2/gerencia/relatorios?de=${antes.dia}&ate=${antes.dia}`);
      assert.deepEqual(vendas(relatorio), vendas(antes.relatorio));
      assert.deepEqual(await feito(s.gerente, 'POST', '/v2/gerencia/clientes/busca', { texto: '' }), antes.busca);
      for (const { id, nome, email, cpf } of antes.clientes) {
        assert.deepEqual(await ver(`/v1/cliente?cpf=${cpf}`), { id, nome, email, cpf });
        const { clientes } = await feito(s.gerente, 'POST', '/v2/gerencia/clientes/busca', { texto: nome.slice(0, 4) });
        assert.ok(clientes.some((cliente: { id: number }) => cliente.id === id));
      }
      const { cozinha, ...ajustes } = antes.ajustes;
      const novos = { voltarMin: 10, recolherMin: 30 };
      const meios = { pix: true, balcao: false };
      assert.deepEqual(await ver('/v2/ajustes'), { ...ajustes, cozinha: { ...cozinha, ...novos }, meios });
      const { produtos } = (await ver('/v2/gerencia/produtos')) as {
        produtos: (Esperado['produtos'][number] & { versao: number })[];
      };
      const mudados = new Set(antes.produtos.map(({ id }) => id));
      assert.deepEqual(
        produtos.filter(({ id }) => mudados.has(id)).map(({ versao: _, ...produto }) => produto),
        antes.produtos,
      );
      for (const { imagemUrl } of antes.produtos)
        if (imagemUrl) assert.equal((await fetch(place.gateway + imagemUrl)).status, 200);
      for (const [nome, linha] of Object.entries(antes.linhas)) {
        const { passos, ...resto } = await ver(`/v2/pedido/${linha.pedidoId}/linha-do-tempo`);
        const deAntes = passos.filter(({ tipo }: Passo) => tipo !== 'recolhido' && tipo !== 'recolhida');
        assert.deepEqual({ ...resto, passos: deAntes }, linha, nome);
      }
    });

    test('as mensagens que esperavam chegam, cada uma uma vez', async () => {
      for (const nome of ['aprovadoNaFila', 'aprovadoNaSaida'] as const) await ateRecebido(de(nome).id);
      for (const nome of ['checkoutNaFila', 'checkoutNaSaida'] as const) {
        const { id, pedido } = de(nome);
        const { pagamento } = await until(`pagamento of ${nome}`, async () => {
          const { status, body } = await s.gerente('GET', `/v1/pagamento/${id}`);
          return status === 200 && body;
        });
        assert.deepEqual([pagamento.estadoPagamento, pagamento.total], [0, pedido.total]);
        await pagar(id, pagamento.transacaoId);
      }
      await s.ate(de('recusadoNaSaida').id, 'PAGAMENTO_PENDENTE');
      await s.ate(de('prontoNaFila').id, 'PRONTO');
      await s.ate(de('iniciadoNaSaida').id, 'EM_PREPARACAO');
      const { id, transacaoId } = de('canceladoNaSaida');
      assert.ok(transacaoId);
      const path = `/v1/pagamento/estado?pedidoId=${id}&transacaoId=${transacaoId}`;
      await until('given back', async () => (await ver(path)).estadoPagamento === 3);
      await s.ateSemComanda(id);
      assert.equal(await s.estado(id), 'CANCELADO');
    });

    test('o que foi pago e cancelado conta como devolvido, uma vez, e nada mais se devolve', async () => {
      for (const nome of ['estornado', 'canceladoNaSaida'] as const) {
        const { id, pedido } = de(nome);
        const { pago, estornado, disponivel, estornos } = await ver(`/v2/pedido/${id}/estornos`);
        assert.deepEqual([pago, estornado, disponivel, estornos.length], [pedido.total, pedido.total, 0, 1], nome);
        const corpo = { tudo: true, motivo: 'de novo' };
        const chave = { 'idempotency-key': crypto.randomUUID() };
        assert.equal((await s.gerente('POST', `/v2/pedido/${id}/estornos`, corpo, chave)).status, 409);
      }
    });

    test('o que já foi recebido antes, se chega outra vez, nada muda', async () => {
      const { id, transacaoId, pedido } = de('estornado');
      const totalCentavos = Math.round(pedido.total * 100);
      const dados = { transacaoId, tentativa: 1, totalCentavos, senha: pedido.senha, itens: [] }; // all that any of them says
      const recebidas = (antes.linhas.estornado?.passos ?? []).filter(({ tipo }) => tipo === 'mensagem-recebida');
      assert.equal(recebidas.length, 6);
      for (const { fila, mensagem: tipo, mensagemId } of recebidas)
        await s.enviar(String(fila), id, { ...mensagem(String(tipo), id, dados), id: mensagemId });
      const todas = recebidas.map(({ mensagemId }) => mensagemId).sort();
      await until('all known again', async () => {
        const { passos }: { passos: Passo[] } = await ver(`/v2/pedido/${id}/linha-do-tempo`);
        const repetidas = passos.filter(({ tipo }) => tipo === 'mensagem-repetida');
        return isDeepStrictEqual(repetidas.map(({ mensagemId }) => mensagemId).sort(), todas);
      });
      assert.deepEqual(await comoEsta('estornado'), comoEstava('estornado'));
    });

    test('os pagamentos que se confirmavam na queda valem uma vez, tenham chegado a valer ou não', async () => {
      for (const { id, transacaoId } of antes.rajada) await pagar(id, transacaoId);
    });

    test('o Pix que estava pendente é pago no banco; quem acompanha o pedido ouve só a novidade', async () => {
      const { id, transacaoId } = de('pixPendente');
      const vivo = await listen(s.gerente, `/v2/pedido/${id}/eventos`, { after: antes.posicao });
      await pagar(id, transacaoId);
      const { data } = await vivo.until('it is paid', () => true);
      assert.equal(data.estado, 'RECEBIDO');
      vivo.cut();
      await pagar(de('segundaTentativa').id, de('segundaTentativa').transacaoId);
    });

    test('o recusado e o que só tinha itens vão ao checkout, e são pagos', async () => {
      for (const nome of ['rejeitado', 'recusadoNaSaida'] as const) {
        const { id, transacaoId } = de(nome);
        const outra = await aoCheckout(id);
        assert.notEqual(outra, transacaoId);
        await pagar(id, outra);
      }
      const { id, pedido } = de('aberto');
      for (const path of [`/v1/pedido/${id}`, `/v2/pedido/${id}`])
        assert.equal((await s.totem('GET', path)).status, 404);
      await feito(s.gerente, 'POST', '/v1/item', { pedidoId: id, produtoId: 1, quantidade: 1 });
      const transacaoId = await aoCheckout(id);
      assert.equal((await s.pedido(id)).total, Math.round(pedido.total * 100 + 27_90) / 100);
      await pagar(id, transacaoId);
    });

    test('a cozinha leva cada comanda até o fim', async () => {
      const passos = ['iniciar', 'pronto', 'entregar'];
      for (const [nome, feitos] of [
        ['recebido', 0],
        ['aprovadoNaSaida', 0],
        ['emPreparacao', 1],
        ['iniciadoNaSaida', 1],
        ['pronto', 2],
        ['prontoNaFila', 2],
      ] as const) {
        for (const passo of passos.slice(feitos)) await s.moverComanda(de(nome).id, passo);
        await s.ate(de(nome).id, 'FINALIZADO');
      }
    });

    test('a Idempotency-Key de antes devolve a primeira resposta', async () => {
      const { chave, cpf, corpo, resposta } = antes.chave;
      const cliente = await connect(readCredentials(join(place.dataDir, 'credenciais.json'))).totem(cpf);
      const repetida = await feito(cliente, 'POST', '/v2/pedido', corpo, { 'idempotency-key': chave });
      assert.deepEqual(repetida, { ...(resposta as object), meio: 'pix' });
      const outro = { ...corpo, consumo: 'viagem' };
      const { status } = await cliente('POST', '/v2/pedido', outro, { 'idempotency-key': chave });
      assert.equal(status, 422);
    });

    test('o preço mudado pouco antes vale no próximo pedido', async () => {
      const [produto] = antes.produtos.filter(({ nome }) => nome === 'Lanche da Praça');
      assert.ok(produto);
      const { total } = await until('the new price', async () => {
        const pedido = await s.pedir({ itens: [{ produtoId: produto.id, quantidade: 1 }] });
        return pedido.total === produto.preco && pedido;
      });
      assert.equal(total, 23.45);
    });

    test('quem foi apagado continua apagado, e os recibos são arquivados e enviados', async () => {
      for (const { cpf, protocolo, pedidoId } of antes.apagados) {
        assert.deepEqual(await feito(s.totem, 'POST', `/v1/cliente/identifica?cpf=${cpf}`), { anonimo: true });
        assert.equal((await ver(`/v2/gerencia/pedidos/${pedidoId}`)).identificado, false);
        await until(`receipt ${protocolo}`, () => s.objeto(`foodious-protocolos/${protocolo}.json`));
      }
    });

    test('os e-mails que esperavam saem, e nenhum sai de novo', async () => {
      const novos: Record<string, RegExp[]> = {
        'dora.lins@exemplo.com': [/cancelado/, /Devolvemos R\$\s27,90/],
        'fabio@exemplo.com': [/^Seus dados foram apagados$/],
        'eva@exemplo.com': [],
      };
      for (const [para, esperados] of Object.entries(novos)) {
        const enviados = antes.emails[para] ?? [];
        const todos = (await s.ateEmails(para, enviados.length + esperados.length)).map(({ assunto }) => assunto);
        assert.deepEqual(todos.slice(0, enviados.length), enviados);
        for (const novo of esperados)
          assert.equal(todos.slice(enviados.length).filter((assunto) => novo.test(assunto)).length, 1, String(novo));
      }
    });

    test('as filas que aquela versão fez deixam morrer só o que falha: os atributos são os desta', async () => {
      for (const queue of queueNames) {
        const fila = await fetch(`http://127.0.0.1:${place.base + 4}/_fauxqs/queues/${fifo(queue)}`);
        const { attributes } = (await fila.json()) as { attributes: { RedrivePolicy: string } };
        assert.equal(JSON.parse(attributes.RedrivePolicy).maxReceiveCount, MAX_RECEIVES, queue);
      }
    });

    test('a mensagem morta está lá, e nenhuma outra morreu; ela se descarta', async () => {
      const mortas = '/v2/gerencia/filas/preparacao-pedido-req/mortas';
      assert.deepEqual(Object.keys(await s.mortas()), ['preparacao-pedido-req-dlq']);
      assert.deepEqual((await ver(mortas)).mortas, antes.mortas);
      for (const { id } of antes.mortas)
        await feito(s.gerente, 'POST', `${mortas}/${id}/descartar`, { motivo: 'Não é uma mensagem' });
      assert.deepEqual(await s.mortas(), {});
    });

    test('fechado em ordem, abre de novo na mesma pasta: tudo onde ficou, e um pedido novo anda', async () => {
      await s.calmaria(Object.values(antes.pedidos).map(({ id }) => id));
      const nomes: Nome[] = [...QUIETOS, 'aprovadoNaSaida', 'canceladoNaSaida', 'checkoutNaFila'];
      const ficou = new Map<Nome, unknown>();
      for (const nome of nomes) ficou.set(nome, await comoEsta(nome));
      const comandasDeAntes = await comandas();
      assert.equal(await fechar(), 0);
      await abrir();
      for (const nome of nomes) assert.deepEqual(await comoEsta(nome), ficou.get(nome), nome);
      assert.deepEqual(await comandas(), comandasDeAntes);
      const { id, transacaoId } = await s.aPagar([1]);
      await pagar(id, transacaoId);
      assert.ok(id > Math.max(...Object.values(antes.pedidos).map((pedido) => pedido.id)));
      assert.deepEqual(await s.mortas(), {});
    });
  });
