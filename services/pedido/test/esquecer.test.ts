import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { PEDIDOS_POR_MORDIDA } from '@foodious/contracts/messages.ts';
import { PALAVRAS_APAGADAS } from '@foodious/kernel/estados.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { clientes } from '../src/db/clientes.ts';
import { emails } from '../src/db/emails.ts';
import { estornos } from '../src/db/estornos.ts';
import { respostas } from '../src/db/idempotencia.ts';
import { pedidos } from '../src/db/pedidos.ts';
import { protocolos } from '../src/db/protocolos.ts';
import { prunePedidos } from '../src/db/retencao.ts';
import { type Parte, recibo } from '../src/domain/protocolo.ts';
import { conclusaoDosProtocolos } from '../src/jobs/protocolos.ts';
import { apagarCliente } from '../src/use-cases/clientes/apagar-cliente.ts';
import { arquivarProtocolo } from '../src/use-cases/clientes/arquivar-protocolo.ts';
import { concluirProtocolo } from '../src/use-cases/clientes/concluir-protocolo.ts';
import { trocarEmail } from '../src/use-cases/clientes/meus-dados.ts';
import { obterRecibo } from '../src/use-cases/clientes/obter-recibo.ts';
import { refazerDelecoes } from '../src/use-cases/clientes/refazer-delecoes.ts';
import { AGORA, abrirBanco, emBranco, umEstorno, umItem } from './builders.ts';

const MARIA = { nome: 'Maria da Silva', email: 'maria@exemplo.com', cpf: '52998224725' };
const TRANSACAO = '00000000-0000-4000-8000-000000000007';
const depois = (ms: number) => new Date(AGORA.getTime() + ms);

async function abrir(t: TestContext) {
  const banco = await abrirBanco(t);
  const { db, fazer } = banco;
  const maria = await clientes(db).insert(MARIA, AGORA);
  return {
    ...banco,
    maria,
    pedir: (parte: Parameters<typeof emBranco>[0] = {}, agora = AGORA) =>
      pedidos(db).insert(
        emBranco({ clienteId: maria.id, dono: 'sessao-1', itens: [umItem({ observacoes: 'sou a Maria' })], ...parte }),
        agora,
      ),
    apagar: () => fazer((tx) => apagarCliente(tx, maria.id)),
    /** What was asked of whom so far, oldest first. */
    pedidas: async () =>
      (await db.selectFrom('outbox').selectAll().orderBy('seq').execute())
        .filter(({ fila }) => fila.startsWith('lgpd-'))
        .map(({ fila, corpo }) => ({ fila, ...JSON.parse(corpo).dados })),
    feita: (id: string, parte: Parte['parte'], mordida = 0) =>
      fazer((tx) => protocolos(tx.db).updateFeitaEm(id, { parte, mordida, contagem: 3 }, tx.agora)),
  };
}

suite('um esquecimento', () => {
  test('leva a pessoa, a sua ligação com os pedidos e o que escreveu neles; pede a cada um a sua parte, só com números', async (t) => {
    const { db, fazer, maria, pedir, apagar, pedidas } = await abrir(t);
    const pago = await pedir({ estado: 'FINALIZADO', transacaoId: TRANSACAO, transacaoPaga: TRANSACAO, senha: 1 });
    const aberto = await pedir();
    const deUmPrograma = await pedir({ dono: 'programa-1' });
    const alheio = await pedir({ clienteId: null });
    await pedidos(db).updateMotivo(pago.id, 'a Maria desistiu');
    await estornos(db).insert(umEstorno({ pedidoId: pago.id, motivo: 'a Maria é alérgica' }));
    const resposta = JSON.stringify({ id: pago.id, itens: [{ observacoes: 'sou a Maria' }, { observacoes: null }] });
    await respostas(db).insert({ chave: 'k', corpo: 'c', resposta, pedidoId: pago.id, criadoEm: AGORA.getTime() });

    const { id: protocolo } = await fazer((tx) => apagarCliente(tx, maria.id));
    for (const { id } of [pago, aberto]) {
      const lido = await pedidos(db).get(id);
      assert.deepEqual([lido?.clienteId, lido?.dono, lido?.itens[0]?.observacoes], [null, null, PALAVRAS_APAGADAS]);
    }
    const lido = await pedidos(db).get(deUmPrograma.id);
    assert.deepEqual([lido?.clienteId, lido?.dono], [null, 'programa-1']);
    assert.deepEqual((await pedidos(db).get(alheio.id))?.itens[0]?.observacoes, 'sou a Maria');
    const tudo = JSON.stringify([
      await db.selectFrom('pedido').select('motivo_cancelamento').execute(),
      await db.selectFrom('estorno').selectAll().execute(),
      await db.selectFrom('idempotencia').selectAll().execute(),
      await db.selectFrom('outbox').selectAll().execute(),
      await db.selectFrom('protocolo_parte').selectAll().execute(),
    ]);
    assert.doesNotMatch(tudo, /Maria|maria@|52998224725/);
    assert.equal((await estornos(db).listByPedido(pago.id))[0]?.centavos, 2020);
    assert.deepEqual(
      (await pedidas()).map(({ fila, ...dados }) => [fila, dados]),
      [
        ['lgpd-protocolo-delecao-req', { protocolo }],
        [
          'lgpd-desvincular-pagamento-req',
          {
            protocolo,
            mordida: 0,
            pedidos: [
              { id: pago.id, transacaoId: TRANSACAO },
              { id: aberto.id, transacaoId: null },
              { id: deUmPrograma.id, transacaoId: null },
            ],
          },
        ],
        ['lgpd-desvincular-cozinha-req', { protocolo, mordida: 0, pedidoIds: [pago.id] }],
        ['lgpd-apagar-identidade-req', { protocolo, mordida: 0, clienteId: maria.id }],
      ],
    );
    await assert.rejects(apagar(), /não encontrado/);
  });

  test('de quem pediu mais do que cabe em uma mensagem, pede aos pedaços; cada um se conta por si', async (t) => {
    const { fazer, pedir, apagar, pedidas, feita, db } = await abrir(t);
    for (let i = 0; i <= PEDIDOS_POR_MORDIDA; i += 1) await pedir({ itens: [] });
    const { id } = await apagar();
    const doPagamento = (await pedidas()).filter(({ fila }) => fila === 'lgpd-desvincular-pagamento-req');
    assert.deepEqual(
      doPagamento.map(({ mordida, pedidos }) => [mordida, pedidos.length]),
      [
        [0, PEDIDOS_POR_MORDIDA],
        [1, 1],
      ],
    );
    for (const parte of ['pedido', 'cozinha', 'identidade', 'pagamento'] as const) await feita(id, parte);
    await fazer((tx) => concluirProtocolo(tx, id));
    assert.equal((await protocolos(db).get(id))?.concluidoEm, null);
    await feita(id, 'pagamento', 1);
    await fazer((tx) => concluirProtocolo(tx, id));
    assert.ok((await protocolos(db).get(id))?.concluidoEm);
    assert.ok(
      (await protocolos(db).listPartes(id)).every(({ pedidos }) => pedidos.length === 0),
      'nobody needs to know',
    );
  });

  test('o que ninguém respondeu em dez minutos se pede de novo, e só isso; o concluído se arquiva, uma vez', async (t) => {
    const { fazer, pedir, apagar, pedidas, feita } = await abrir(t);
    await pedir();
    const { id } = await apagar();
    await feita(id, 'pedido');
    await feita(id, 'cozinha');
    const filas = async (desde: number) => (await pedidas()).slice(desde).map(({ fila }) => fila);
    const antes = (await pedidas()).length;
    await fazer((tx) => concluirProtocolo(tx, id), depois(9 * MINUTO_MS));
    assert.deepEqual(await filas(antes), []);
    for (const minutos of [10, 11]) await fazer((tx) => concluirProtocolo(tx, id), depois(minutos * MINUTO_MS));
    assert.deepEqual(await filas(antes), ['lgpd-apagar-identidade-req', 'lgpd-desvincular-pagamento-req']);
    const [primeira, segunda] = (await pedidas()).filter(({ fila }) => fila === 'lgpd-desvincular-pagamento-req');
    assert.deepEqual(segunda, primeira);
    await feita(id, 'pagamento');
    await feita(id, 'identidade');
    for (let vez = 0; vez < 2; vez += 1) await fazer((tx) => concluirProtocolo(tx, id));
    assert.deepEqual(await filas(antes + 2), ['lgpd-protocolo-delecao-req']);
  });

  test('a parte do próprio pedido só está feita quando o recibo saiu e o arquivo está limpo; o que passa de um dia se diz no log', async (t) => {
    const { db, inTransaction, apagar } = await abrir(t);
    const { id } = await apagar();
    const linhas: { msg: string; partes?: string[] }[] = [];
    const log = createLogger('error', { write: (linha) => void linhas.push(JSON.parse(linha)) });
    const scrub = t.mock.fn(async () => {});
    const rodar = async () => {
      const job = conclusaoDosProtocolos({ db, inTransaction, scrub, log });
      job.start();
      await job.stop();
    };
    const propria = async () => (await protocolos(db).listPartes(id)).find(({ parte }) => parte === 'pedido')?.feitaEm;
    await rodar();
    assert.equal(await propria(), null);
    const [recibo] = await emails(db).lockDue(AGORA.getTime(), 10);
    await emails(db).updateEnviado(recibo?.id ?? '', AGORA.getTime());
    await rodar();
    assert.ok(await propria());
    assert.equal(scrub.mock.callCount(), 1);
    assert.deepEqual(linhas.map(({ msg, partes }) => [msg, partes?.toSorted()]).at(-1), [
      'an erasure takes more than a day',
      ['cozinha', 'identidade', 'pagamento'],
    ]);
  });
});

suite('o que um protocolo conta', () => {
  const protocolo = {
    id: TRANSACAO,
    solicitadoEm: AGORA,
    apagadoEm: AGORA,
    pedidos: 2,
    ultimoPedidoEm: new Date('2024-02-29T12:00:00Z'),
    clienteId: 3,
    clienteCriadoEm: null,
    concluidoEm: null,
  };
  const parte = (qual: Parte['parte'], feitaEm: number | null, mordida = 0): Parte => ({
    parte: qual,
    mordida,
    pedidos: [],
    pedidaEm: 0,
    feitaEm,
    contagem: 0,
  });

  test('o que já se apagou, e o que não; o que fica, por quê, e até quando', () => {
    const contado = recibo(protocolo, [parte('pedido', 1), parte('pagamento', 2), parte('pagamento', null, 1)], 5);
    assert.equal(contado.estado, 'em-andamento');
    assert.deepEqual(contado.partes, [
      { parte: 'pedido', feitoEm: '1970-01-01T00:00:00.001Z' },
      { parte: 'pagamento', feitoEm: null },
    ]);
    assert.equal(contado.apagado.length, 2);
    assert.equal(contado.mantido[0]?.ate, '2029-03-01T12:00:00.000Z');
  });

  test('de quem nunca pediu, nada fica além do protocolo; um de antes de haver partes conta o que se fez então', () => {
    const { mantido, estado, apagado } = recibo(
      { ...protocolo, pedidos: 0, ultimoPedidoEm: null, concluidoEm: AGORA },
      [],
      5,
    );
    assert.deepEqual([mantido.length, estado, apagado.length], [1, 'concluido', 2]);
  });
});

suite('de uma cópia de segurança trazida de volta', () => {
  /** Object storage, which no copy of the database brings back. */
  function guardados() {
    const objetos = new Map<string, Uint8Array>();
    return {
      put: async (key: string, bytes: Uint8Array) => void objetos.set(key, bytes),
      get: async (key: string) => ({ bytes: objetos.get(key) ?? new Uint8Array(), contentType: 'application/json' }),
      keys: async () => [...objetos.keys()],
    };
  }
  const comRecibo = async (t: TestContext) => {
    const { db, apagar, pedir } = await abrir(t);
    await pedir();
    const objects = guardados();
    const { id } = await apagar();
    await arquivarProtocolo({ db, objects, retencaoAnos: 5 }, id, AGORA);
    return { objects, id };
  };

  test('quem tinha sido apagado se apaga de novo, pelo recibo, com o mesmo protocolo', async (t) => {
    const { objects, id } = await comRecibo(t);
    const { db, inTransaction, maria, pedir, pedidas } = await abrir(t);
    const aberto = await pedir();
    const refazer = () => refazerDelecoes({ db, inTransaction, recibos: objects });
    assert.equal(await refazer(), 1);
    assert.equal(await clientes(db).get(maria.id), undefined);
    assert.equal((await pedidos(db).get(aberto.id))?.itens[0]?.observacoes, PALAVRAS_APAGADAS);
    const protocolo = await protocolos(db).get(id);
    assert.deepEqual([protocolo?.solicitadoEm, protocolo?.pedidos, protocolo?.concluidoEm], [AGORA, 1, null]);
    assert.deepEqual([...new Set((await pedidas()).map((pedida) => pedida.protocolo))], [id]);
    assert.equal(await refazer(), 0);
  });

  test('outra pessoa com o mesmo número fica, e o protocolo continua a contar o que se fez', async (t) => {
    const { objects, id } = await comRecibo(t);
    const { db, inTransaction, apagar, maria } = await abrir(t);
    await apagar();
    await db
      .insertInto('cliente')
      .values({ ...MARIA, id: maria.id, email_reservado: 'x', criado_em: AGORA.getTime() + 1, marketing_em: null })
      .execute();
    assert.equal(await refazerDelecoes({ db, inTransaction, recibos: objects }), 0);
    assert.ok(await clientes(db).get(maria.id));
    const lido = await obterRecibo({ db, retencaoAnos: 5 }, id);
    assert.deepEqual([lido.estado, lido.partes.length, lido.apagado.length], ['concluido', 4, 5]);
  });
});

test('o que fica do e-mail antigo sai primeiro, e só então o protocolo se conclui', async (t) => {
  const { db, fazer, maria, apagar } = await abrir(t);
  await fazer((tx) => trocarEmail(tx, maria.id, 'nova@exemplo.com'));
  const { id } = await apagar();
  const cartas = await db.selectFrom('email').select(['tipo', 'para', 'cliente_id']).orderBy('id').execute();
  assert.deepEqual(
    cartas.map(({ tipo, para, cliente_id }) => [tipo, para, cliente_id]),
    [
      ['email-alterado', MARIA.email, null],
      ['lgpd-protocolo', 'nova@exemplo.com', null],
    ],
  );
  await db.deleteFrom('email').where('tipo', '=', 'lgpd-protocolo').execute();
  assert.equal(await emails(db).hasReceipt(id), true);
});

test('os pedidos de antes do que a lei manda guardar se apagam com tudo o que é deles, e os outros ficam', async (t) => {
  const { db, transact, pedir } = await abrir(t);
  const haAnos = (anos: number) => new Date(Date.now() - anos * 366 * 24 * 60 * MINUTO_MS);
  const velho = await pedir({ mudouEm: 0 }, haAnos(6));
  const mexido = await pedir({ mudouEm: haAnos(4).getTime() }, haAnos(6));
  const novo = await pedir({ mudouEm: 0 }, haAnos(4));
  assert.equal(await prunePedidos(db, transact, 5)(new Date(), 500), 1);
  assert.equal(await pedidos(db).get(velho.id), undefined);
  for (const { id } of [mexido, novo]) assert.equal((await pedidos(db).get(id))?.itens.length, 1);
  const itens = await db.selectFrom('item').select('pedido_id').execute();
  assert.ok(!itens.some(({ pedido_id }) => pedido_id === velho.id));
});
