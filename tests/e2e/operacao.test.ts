import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { aberto } from '@foodious/testing/aberto.ts';
import { feito } from '@foodious/testing/client.ts';
import { comPontos, mensagem } from '@foodious/testing/fixtures.ts';
import { type Lanchonete, lanchonete } from '@foodious/testing/lanchonete.ts';
import { freshPlace } from '@foodious/testing/place.ts';
import { separados } from '@foodious/testing/processes.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { listen } from '@foodious/testing/sse.ts';
import { answers, until } from '@foodious/testing/waiting.ts';

type Passo = {
  servico: string;
  tipo: string;
  por: string;
  correlacao: string;
  fila: string | null;
  mensagemId: string | null;
  mensagem: string | null;
  detalhes: Record<string, unknown>;
};
type Contagem = { esperando: number | null; emVoo: number | null; maisAntigaEm: string | null };

const linhaDoTempo = async (s: Lanchonete, id: number): Promise<{ passos: Passo[]; faltam: string[] }> =>
  feito(s.gerente, 'GET', `/v2/pedido/${id}/linha-do-tempo`);
/** The timeline once what was received is on record as sent too: that is written a moment after the queue has it. */
const linhaInteira = (s: Lanchonete, id: number) =>
  until('what was sent, on record', async () => {
    const linha = await linhaDoTempo(s, id);
    const enviadas = new Set(linha.passos.map(({ tipo, mensagemId }) => tipo === 'mensagem-enviada' && mensagemId));
    const completa = linha.passos.every(
      ({ tipo, mensagemId }) =>
        tipo !== 'mensagem-aguardando' && (tipo !== 'mensagem-recebida' || enviadas.has(mensagemId)),
    );
    return completa && linha;
  });
const fila = async (s: Lanchonete, nome: string): Promise<Contagem & { mortas: Contagem }> =>
  (await feito(s.gerente, 'GET', '/v2/gerencia/filas')).filas.find((f: { fila: string }) => f.fila === nome);
const nada = { esperando: 0, emVoo: 0, maisAntigaEm: null };

/** A trace that a caller began, and the id of the story of ours that it becomes. */
const umTrace = () => {
  const historia = crypto.randomUUID();
  return { historia, headers: { traceparent: `00-${historia.replaceAll('-', '')}-00f067aa0ba902b7-01` } };
};

/** The Pix provider, but for the first charge it is asked for: that it refuses, as nobody expects it to. */
async function bancoQueErra(destino: string) {
  let pedidas = 0;
  return umServidor(async (req, res) => {
    const partes: Buffer[] = [];
    for await (const parte of req) partes.push(parte);
    if (req.url === '/v1/payments' && ++pedidas === 1) return res.writeHead(400).end();
    const { authorization = '', 'x-idempotency-key': chave = '' } = req.headers;
    const answer = await fetch(destino + req.url, {
      method: req.method ?? 'GET',
      headers: { authorization, 'x-idempotency-key': String(chave), 'content-type': 'application/json' },
      ...(req.method === 'GET' ? {} : { body: Buffer.concat(partes) }),
    });
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
}

// Three houses side by side: most of their time is spent waiting.
describe('operação', { concurrency: 3 }, () => {
  describe('a linha do tempo', { concurrency: 1 }, () => {
    let s: Awaited<ReturnType<typeof aberto>>;
    let banco: Awaited<ReturnType<typeof bancoQueErra>>;
    before(async () => {
      const place = await freshPlace();
      banco = await bancoQueErra(place.pix);
      s = await aberto({ PIX_URL: banco.endereco }, place);
    });
    after(async () => {
      await s?.fechar();
      await banco?.fechar();
    });

    test('de um pedido recusado e depois pago, com uma mensagem tentada duas vezes, conta isso, nessa ordem, e mais nada', async () => {
      const primeira = umTrace();
      const { id, pagamento } = await s.pedir({}, primeira.headers);
      await s.cobrado(id, pagamento.transacaoId);
      await s.recusar(pagamento.transacaoId);
      await s.ate(id, 'PAGAMENTO_PENDENTE');
      await s.aprovar(await s.checkout(id));
      await s.ateComanda(id);
      await s.servir(id);

      const { passos, faltam } = await linhaInteira(s, id);
      assert.deepEqual(faltam, []);
      const contado = passos.map(({ servico, tipo, mensagem, detalhes: d }) =>
        [
          ...[servico, tipo, mensagem],
          tipo === 'estado' ? `${d.de ?? ''} → ${d.para}` : null,
          tipo === 'provedor' ? `${d.chamada}: ${d.resultado}` : null,
          /recebida|falhou/.test(tipo) ? `tentativa ${d.tentativa}` : null,
          typeof d.erro === 'string' ? d.erro : null,
        ]
          .filter((parte) => parte !== null)
          .join(' '),
      );
      assert.deepEqual(contado, [
        'pedido estado  → CHECKOUT',
        'pedido mensagem-enviada pagamento-solicitado',
        'pagamento provedor criar: BadAnswer',
        'pagamento mensagem-falhou pagamento-solicitado tentativa 1 BadAnswer',
        'pagamento mensagem-recebida pagamento-solicitado tentativa 2',
        'pagamento provedor criar: pendente',
        'pagamento estado  → PENDENTE',
        'pagamento provedor obter: rejeitada',
        'pagamento notificacao',
        'pagamento estado PENDENTE → REJEITADO',
        'pagamento mensagem-enviada pagamento-rejeitado',
        'pedido mensagem-recebida pagamento-rejeitado tentativa 1',
        'pedido estado CHECKOUT → PAGAMENTO_PENDENTE',
        'pedido estado PAGAMENTO_PENDENTE → CHECKOUT',
        'pedido mensagem-enviada pagamento-solicitado',
        'pagamento mensagem-recebida pagamento-solicitado tentativa 1',
        'pagamento provedor criar: pendente',
        'pagamento estado  → PENDENTE',
        'pagamento provedor obter: aprovada',
        'pagamento notificacao',
        'pagamento estado PENDENTE → CONFIRMADO',
        'pagamento mensagem-enviada pagamento-confirmado',
        'pedido mensagem-recebida pagamento-confirmado tentativa 1',
        'pedido estado CHECKOUT → RECEBIDO',
        'pedido mensagem-enviada preparacao-solicitada',
        'cozinha mensagem-recebida preparacao-solicitada tentativa 1',
        'cozinha estado  → RECEBIDO',
        ...[
          ['RECEBIDO', 'EM_PREPARACAO'],
          ['EM_PREPARACAO', 'PRONTO'],
          ['PRONTO', 'FINALIZADO'],
        ].flatMap(([de, para]) => [
          `cozinha estado ${de} → ${para}`,
          'cozinha mensagem-enviada preparo-mudou',
          'pedido mensagem-recebida preparo-mudou tentativa 1',
          `pedido estado ${de} → ${para}`,
        ]),
      ]);
      // What was refused is told in the story of the first checkout, what was paid in that of the second.
      const segunda = passos[13]?.correlacao;
      assert.notEqual(segunda, primeira.historia);
      for (const [i, { correlacao }] of passos.entries())
        assert.equal(correlacao, i < 13 ? primeira.historia : segunda, contado[i]);
      assert.deepEqual(
        [0, 9, 20, 27].map((i) => passos[i]?.por.replace(/-.*/, '')),
        ['totem', 'provedor', 'provedor', 'cozinha'],
      );
    });

    test('não diz nada de quem pediu, nem o que pediu ao cozinheiro', async () => {
      const cliente = await s.novoCliente();
      const observacoes = `capricha, é para ${cliente.nome}`;
      const { id, pagamento } = await s.pedir({
        clienteId: cliente.id,
        itens: [{ produtoId: 1, quantidade: 1, observacoes }],
      });
      await s.cobrado(id, pagamento.transacaoId);
      await s.aprovar(pagamento.transacaoId);
      await s.ateComanda(id);
      await feito(s.cozinha, 'PUT', `/v2/cozinha/comandas/${id}/itens/1`, { feito: true });
      await s.moverComanda(id, 'pronto');
      await s.ateEmails(cliente.email, 2);
      const linha = await until('the e-mails in the timeline', async () => {
        const lida = await linhaDoTempo(s, id);
        return lida.passos.filter(({ tipo }) => tipo === 'email-enviado').length === 2 && JSON.stringify(lida);
      });
      const { nome, email, cpf } = cliente;
      for (const dado of [...nome.split(' '), email, cpf, comPontos(cpf), 'capricha'])
        assert.ok(!linha.includes(dado), `${dado} in ${linha}`);
      assert.match(linha, /"cozinha"/);
    });

    test('de um pedido que ninguém conhece não há nenhuma: 404', async () => {
      assert.equal((await s.gerente('GET', '/v2/pedido/99999999/linha-do-tempo')).status, 404);
    });

    test('quem chega com um traceparent acha o pedido inteiro por ele: resposta, linha do tempo e log de todos os serviços', async () => {
      const { historia, headers } = umTrace();
      const corpo = { consumo: 'local', checkout: true, itens: [{ produtoId: 1, quantidade: 1 }] };
      const answer = await s.totem('POST', '/v2/pedido', corpo, { ...headers, 'idempotency-key': historia });
      assert.equal(answer.headers.get('x-request-id'), historia);
      const { id, pagamento } = answer.body;
      await s.cobrado(id, pagamento.transacaoId);
      await s.aprovar(pagamento.transacaoId);
      await s.ateComanda(id);
      for (const acao of ['iniciar', 'pronto']) await s.moverComanda(id, acao);
      await s.ate(id, 'PRONTO');

      const { passos } = await linhaDoTempo(s, id);
      assert.deepEqual([...new Set(passos.map(({ correlacao }) => correlacao))], [historia]);
      assert.deepEqual([...new Set(passos.map(({ servico }) => servico))].sort(), ['cozinha', 'pagamento', 'pedido']);
      const linhas = s
        .log()
        .split('\n')
        .filter((linha) => linha.includes(`"correlacao":"${historia}"`))
        .map((linha) => JSON.parse(linha));
      const tratadas = linhas.filter(({ msg }) => msg === 'message handled');
      assert.deepEqual(
        tratadas.map(({ service, tipo }) => `${service} ${tipo}`),
        [
          'pagamento pagamento-solicitado',
          'pedido pagamento-confirmado',
          'cozinha preparacao-solicitada',
          'pedido preparo-mudou',
          'pedido preparo-mudou',
        ],
      );
      for (const { pedidoId } of linhas) assert.ok(pedidoId === id || pedidoId === null || pedidoId === undefined);
    });

    test('um traceparent que não presta é trocado por uma história nova', async () => {
      for (const traceparent of [
        '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
        '00-0AF7651916CD43DD8448EB211C80319C-00F067AA0BA902B7-01',
        '01-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01',
        'ana@exemplo.com',
      ]) {
        const { headers } = await s.totem('GET', '/v1/categoria', undefined, { traceparent });
        const id = headers.get('x-request-id') ?? '';
        assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.doesNotMatch(id, /^(0{8}|0af76519)/, traceparent);
      }
    });
  });

  describe('as filas e as mensagens mortas', { concurrency: 1 }, () => {
    const FILA = 'preparacao-pedido-req';
    let s: Awaited<ReturnType<typeof aberto>>;
    before(async () => {
      s = await aberto();
    });
    after(() => s?.fechar());

    const caminhoDasMortas = (acao = '') => `/v2/gerencia/filas/${FILA}/mortas${acao}`;
    type Morta = { id: string; mensagemId: string; pedidoId: number; corpo: { id: string }; enterradaEm: string };
    const mortas = async (): Promise<Morta[]> => (await feito(s.gerente, 'GET', caminhoDasMortas())).mortas;
    /** Steps of a pedido's story that are about a message. */
    const passosDe = async ({ pedidoId, mensagemId }: Pick<Morta, 'pedidoId' | 'mensagemId'>) =>
      (await linhaDoTempo(s, pedidoId)).passos.filter((passo) => passo.mensagemId === mensagemId);

    test('uma fila diz quantas mensagens esperam e desde quando, até que andem', async () => {
      const NOME = 'solicitar-pagamento-req';
      await s.para('pix');
      const antes = Date.now();
      const pedidos = await Promise.all(Array.from({ length: 5 }, () => s.pedir()));
      const { maisAntigaEm } = await until('five messages', async () => {
        const contagem = await fila(s, NOME);
        // That it was sent is on record a moment after the queue has it.
        return Number(contagem.esperando) + Number(contagem.emVoo) === 5 && contagem.maisAntigaEm !== null && contagem;
      });
      const desde = Date.parse(maisAntigaEm ?? '');
      assert.ok(desde >= antes && desde <= Date.now(), String(maisAntigaEm));
      await s.volta('pix');
      for (const { id, pagamento } of pedidos) await s.cobrado(id, pagamento.transacaoId);
      await until('an empty queue', async () => (await fila(s, NOME)).emVoo === 0);
      const { mortas, ...contagem } = await fila(s, NOME);
      assert.deepEqual([contagem.esperando, contagem.maisAntigaEm, mortas], [0, null, nada]);
    });

    describe('cem mensagens que morreram por falta de comanda', () => {
      let inicio: number;
      let mensagens: ReturnType<typeof mensagem>[];
      before(async () => {
        inicio = Date.now();
        const pedidos = await Promise.all(Array.from({ length: 100 }, () => s.pedir({ checkout: false })));
        mensagens = pedidos.map(({ id }) =>
          mensagem('preparacao-alterada', id, { estado: 'EM_PREPARACAO', movimentos: 1 }),
        );
        for (const m of mensagens) await s.enviar(FILA, m.pedidoId ?? 0, m);
        const todasMortas = async () => {
          const { mortas, esperando, emVoo } = await fila(s, FILA);
          return mortas.esperando === 100 && mortas.maisAntigaEm !== null && esperando === 0 && emVoo === 0;
        };
        await until('all of them dead, and on record', todasMortas, 30_000);
      });

      test('são contadas, com a idade da mais velha, também nas métricas', async () => {
        const { mortas, ...viva } = await fila(s, FILA);
        assert.deepEqual([mortas.emVoo, viva.esperando, viva.emVoo], [0, 0, 0]);
        const desde = Date.parse(mortas.maisAntigaEm ?? '');
        assert.ok(desde >= inicio && desde <= Date.now());
        await until('the metrics', async () => {
          const { body } = await s.gerente('GET', '/metrics');
          return body.includes(`dead_letters{queue="${FILA}"} 100`);
        });
      });

      test('são listadas, cada uma com o que é, e continuam lá', async () => {
        const lista = await mortas();
        const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
        const escritas = mensagens.map((m) => ({ ...m, lojaId: 1 })); // of the only one, where it does not say
        assert.deepEqual(lista.map(({ corpo }) => corpo).sort(byId), escritas.sort(byId));
        for (const { id, pedidoId, mensagemId, enterradaEm } of lista) {
          assert.ok(id && Date.parse(enterradaEm) >= inicio);
          assert.ok(mensagens.some((m) => m.id === mensagemId && m.pedidoId === pedidoId));
        }
        assert.deepEqual((await mortas()).sort(byId), lista.sort(byId));
      });

      test('logo depois de listadas, cada uma se lê, quantas vezes se queira', async () => {
        const [uma] = await mortas();
        for (let vez = 0; vez < 2; vez += 1) {
          const { status, body } = await s.gerente('GET', caminhoDasMortas(`/${uma?.id}`));
          assert.deepEqual([status, body], [200, uma]);
        }
      });

      test('só quem opera as vê, e só a gerência age; o que não existe é 404', async () => {
        const [uma] = await mortas();
        const recusadas = `/v2/gerencia/filas/${FILA}/recusadas`; // pedido keeps them, which wrote them
        assert.deepEqual((await s.gerente('GET', recusadas)).body, { recusadas: [] });
        for (const quem of [s.totem, s.cozinha])
          for (const [method, path, body] of [
            ['GET', caminhoDasMortas()],
            ['GET', caminhoDasMortas(`/${uma?.id}`)],
            ['POST', caminhoDasMortas('/reenviar')],
            ['POST', caminhoDasMortas(`/${uma?.id}/reenviar`)],
            ['POST', caminhoDasMortas(`/${uma?.id}/descartar`), { motivo: 'não é minha' }],
            ['GET', recusadas],
            ['GET', '/v2/gerencia/filas'],
            ['GET', `/v2/pedido/${uma?.pedidoId}/linha-do-tempo`],
          ] as const)
            assert.equal((await quem(method, path, body)).status, 403, `${method} ${path}`);
        for (const [method, path, body] of [
          ['GET', caminhoDasMortas(`/${crypto.randomUUID()}`)],
          ['POST', caminhoDasMortas(`/${crypto.randomUUID()}/descartar`), { motivo: 'não há' }],
          ['GET', '/v2/gerencia/filas/fila-nenhuma/mortas'],
          ['POST', '/v2/gerencia/filas/fila-nenhuma/mortas/reenviar'],
        ] as const)
          assert.equal((await s.gerente(method, path, body)).status, 404, `${method} ${path}`);
      });

      test('o id de uma mensagem é um id: outra coisa é 404, e não entra na auditoria', async () => {
        const ditos = ['123.456.789-09', 'x', 'Maria da Silva', 'é', "';--", '0'.repeat(100), '0'.repeat(101)];
        for (const dito of ditos)
          for (const tipo of ['mortas', 'recusadas'])
            for (const acao of ['reenviar', 'descartar']) {
              const path = `/v2/gerencia/filas/${FILA}/${tipo}/${encodeURIComponent(dito)}/${acao}`;
              assert.equal((await s.gerente('POST', path, { motivo: 'não há' })).status, 404, path);
            }
        const { entradas } = await feito(s.gerente, 'GET', '/v2/auditoria?sobre=mensagem&limite=100');
        assert.ok(entradas.every(({ sobre }: { sobre: { id: string } }) => !ditos.includes(sobre.id)));
      });

      test('o que espera para ser auditado não se descarta', async () => {
        for (const tipo of ['mortas', 'recusadas']) {
          const path = `/v2/gerencia/filas/auditoria-req/${tipo}/${crypto.randomUUID()}`;
          assert.equal((await s.gerente('POST', `${path}/descartar`, { motivo: 'melhor não saberem' })).status, 409);
          assert.equal((await s.gerente('POST', `${path}/reenviar`)).status, 404);
        }
      });

      test('uma se descarta com motivo, sem ele não; as outras, mendada a causa, são reenviadas e tratadas uma vez cada', async () => {
        const todas = await mortas();
        const [fora, primeira, ...outras] = todas as [Morta, Morta, ...Morta[]];
        for (const motivo of [undefined, '', '  ', 7, 'x'.repeat(256)]) {
          const { status, body } = await s.gerente('POST', caminhoDasMortas(`/${fora.id}/descartar`), { motivo });
          assert.deepEqual([status, body.erros[0].campo], [400, 'motivo']);
        }
        const motivo = 'o cliente desistiu';
        assert.equal(await feito(s.gerente, 'POST', caminhoDasMortas(`/${fora.id}/descartar`), { motivo }), true);

        // The cause is mended: the comandas they are about hang on the rail.
        const itens = [{ produtoId: 1, nome: 'Fast Burger da Casa', idCategoriaProduto: 1, quantidade: 1 }];
        for (const [i, { pedidoId }] of todas.entries())
          await s.enviar(FILA, pedidoId, mensagem('preparacao-solicitada', pedidoId, { senha: 500 + i, itens }));
        const comandas = async (): Promise<{ pedidoId: number; estado: string; historico: object[] }[]> =>
          feito(s.cozinha, 'GET', '/v2/cozinha/comandas');
        await until('the comandas', async () => (await comandas()).length === 100);

        assert.deepEqual(await feito(s.gerente, 'POST', caminhoDasMortas(`/${primeira.id}/reenviar`)), {
          reenviadas: 1,
        });
        const iniciadas = async () => (await comandas()).filter(({ estado }) => estado === 'EM_PREPARACAO').length;
        await until('the first comanda begun', async () => (await iniciadas()) === 1);
        assert.deepEqual(await feito(s.gerente, 'POST', caminhoDasMortas('/reenviar')), { reenviadas: outras.length });
        await until('the other comandas begun', async () => (await iniciadas()) === 99);
        await s.calmaria(todas.map(({ pedidoId }) => pedidoId));
        assert.deepEqual((await fila(s, FILA)).mortas, nada);
        assert.deepEqual(await mortas(), []);
        assert.deepEqual(await feito(s.gerente, 'POST', caminhoDasMortas('/reenviar')), { reenviadas: 0 });

        // One that comes once more all the same is known.
        await s.enviar(FILA, primeira.pedidoId, primeira.corpo);
        const repetida = async () => (await passosDe(primeira)).find(({ tipo }) => tipo === 'mensagem-repetida');
        await until('the repeat', async () => (await repetida()) !== undefined);
        for (const { pedidoId, historico } of await comandas())
          assert.equal(historico.length, pedidoId === fora.pedidoId ? 0 : 1);
        const morreu = ['mensagem-falhou', 'mensagem-falhou', 'mensagem-enterrada'];
        for (const morta of [primeira, ...outras]) {
          const passos = (await passosDe(morta)).filter(({ tipo }) => tipo !== 'mensagem-repetida');
          assert.deepEqual(
            passos.map(({ tipo }) => tipo),
            [...morreu, 'morta-reenviada', 'mensagem-recebida'],
          );
          assert.deepEqual([passos[2]?.detalhes.tentativa, passos[3]?.por], [3, 'gerente']);
        }
        const descartada = await passosDe(fora);
        assert.deepEqual(
          descartada.map(({ tipo }) => tipo),
          [...morreu, 'morta-descartada'],
        );
        const { por, fila: deOnde, detalhes } = descartada[3] as Passo;
        assert.deepEqual([por, deOnde, detalhes.motivo], ['gerente', FILA, motivo]);
      });
    });

    test('o que nem se entende é mostrado como veio, e se descarta uma vez', async () => {
      const veneno = 'isto não é um envelope';
      await s.enviar('estorno-pagamento-res', 'sem-pedido', veneno);
      const path = '/v2/gerencia/filas/estorno-pagamento-res/mortas';
      const [morta] = await until('the poison', async () => {
        const { mortas } = await feito(s.gerente, 'GET', path);
        return mortas.length === 1 && mortas;
      });
      assert.deepEqual([morta.corpo, morta.mensagem, morta.pedidoId], [veneno, null, null]);
      const descartar = () => s.gerente('POST', `${path}/${morta.id}/descartar`, { motivo: 'não é nosso' });
      assert.equal((await descartar()).status, 200);
      assert.equal((await descartar()).status, 404);
      assert.deepEqual((await feito(s.gerente, 'GET', path)).mortas, []);
    });

    test('sem as filas, diz-se quem não sabe delas, e nenhum número se inventa', async () => {
      await s.para('aws');
      const { filas, faltam } = await feito(s.gerente, 'GET', '/v2/gerencia/filas');
      await s.volta('aws');
      assert.deepEqual(faltam, ['cozinha', 'gateway', 'pagamento', 'pedido', 'produto']);
      for (const { esperando, emVoo, mortas } of filas)
        assert.deepEqual([esperando, emVoo, mortas.esperando, mortas.emVoo], [null, null, null, null]);
    });
  });

  describe('cada serviço em seu processo', { concurrency: 1 }, () => {
    let casa: Awaited<ReturnType<typeof separados>>;
    before(async () => {
      casa = await separados(await freshPlace());
    });
    after(() => casa?.fechar());

    test('com a cozinha fora do ar, conta-se o resto e diz-se que ela falta; de volta, a história está inteira e quem ouvia segue', async () => {
      const s = await lanchonete(casa.place);
      const { historia, headers } = umTrace();
      const cozinha = await listen(s.cozinha, '/v2/cozinha/eventos');
      const { id, pagamento } = await s.pedir({}, headers);
      await s.cobrado(id, pagamento.transacaoId);
      await s.aprovar(pagamento.transacaoId);
      await cozinha.until('the comanda', ({ data }) => data.pedidoId === id);
      await s.moverComanda(id, 'iniciar');
      await s.ate(id, 'EM_PREPARACAO');
      await cozinha.take(3);
      const inteira = await linhaInteira(s, id);
      assert.deepEqual(inteira.faltam, []);
      assert.deepEqual([...new Set(inteira.passos.map(({ correlacao }) => correlacao))], [historia]);

      await casa.matar('cozinha');
      assert.equal(await cozinha.ended, false);
      const sem = await linhaDoTempo(s, id);
      assert.deepEqual(sem.faltam, ['cozinha']);
      assert.deepEqual(
        sem.passos,
        inteira.passos.filter(({ servico }) => servico !== 'cozinha'),
      );
      assert.deepEqual(await linhaDoTempo(s, 99_999_999), { pedidoId: 99_999_999, passos: [], faltam: ['cozinha'] });
      const { filas, faltam } = await feito(s.gerente, 'GET', '/v2/gerencia/filas');
      assert.deepEqual(faltam, ['cozinha']);
      const desconhecida = { esperando: null, emVoo: null, maisAntigaEm: null };
      const contagens = new Map<string, Contagem & { mortas: Contagem }>(
        filas.map((f: { fila: string }) => [f.fila, f]),
      );
      assert.equal(contagens.get('preparacao-pedido-res')?.esperando, null);
      assert.deepEqual(contagens.get('preparacao-pedido-req')?.mortas, desconhecida);
      assert.equal(contagens.get('preparacao-pedido-req')?.esperando, 0);
      for (const path of ['/v2/gerencia/filas/preparacao-pedido-req/mortas', '/v2/cozinha/eventos'])
        assert.equal((await s.gerente('GET', path)).status, 503, path);

      casa.iniciar('cozinha');
      await answers(`${casa.place.gateway}/ready`);
      const deVolta = await listen(s.cozinha, '/v2/cozinha/eventos', { after: cozinha.events.at(-1)?.id });
      await s.moverComanda(id, 'pronto');
      await s.ate(id, 'PRONTO');
      assert.deepEqual(
        (await deVolta.take(1)).map(({ event, data }) => [event, data.estado]),
        [['comanda', 'PRONTO']],
      );
      deVolta.cut();
      const { passos, ...depois } = await linhaDoTempo(s, id);
      assert.deepEqual(depois.faltam, []);
      assert.deepEqual(passos.slice(0, inteira.passos.length), inteira.passos);
    });
  });
});
