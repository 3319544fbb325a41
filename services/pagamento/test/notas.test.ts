import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory, storyOf, traceparentOf } from '@foodious/kernel/context.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import type { Cobranca, Provedor } from '../src/ports.ts';
import { conciliar } from '../src/use-cases/conciliar.ts';
import { estornarPagamento } from '../src/use-cases/estornar-pagamento.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { fazerOQueVenceu } from '../src/use-cases/vencer.ts';
import {
  abrirServico,
  CASA,
  CHECKOUT_EM,
  TRANSACAO,
  UM_CHECKOUT,
  umaCobranca,
  umaEntrega,
  umEstornoDeles,
  umPix,
} from './builders.ts';

const [DO_CHECKOUT, DO_PROVEDOR] = [randomUUID(), randomUUID()];
const INTEIRO = { transacaoId: TRANSACAO, causa: 'cancelamento', estorno: null } as const;
/** What the provider says of a charge it approved, and of one it gave back. */
const APROVADA = umaCobranca({ estado: 'aprovada' });
const DEVOLVIDA = umaCobranca({ estado: 'estornada', estornos: [umEstornoDeles()] });
const CANCELADA = async () => umaCobranca({ estado: 'rejeitada', motivo: 'cancelado' });

/** A pagamento asked for, and how to read what was noted of it. */
async function abrir(t: TestContext, respostas: Partial<Provedor> = {}) {
  const aberto = await abrirServico(t, respostas);
  const { store, provedores } = aberto;
  const entradas = () => store.trail.ofSubject(aboutPedido(7));
  return {
    ...aberto,
    entradas,
    solicitar: (delivery: Delivery = umaEntrega('solicitar-pagamento-req', { historia: DO_CHECKOUT })) =>
      solicitarPagamento(store, provedores, delivery, UM_CHECKOUT, CHECKOUT_EM, CASA),
    estornar: (delivery: Delivery = umaEntrega('estorno-pagamento-req')) =>
      estornarPagamento(store, provedores, delivery, 7, INTEIRO),
    /** The provider's word on the charge, as a notification makes us ask for it. */
    ouvir: (cobranca: Cobranca, historia: string = DO_PROVEDOR) =>
      conciliar(store, newStory(historia, new Date(), 'provedor'), { transacaoId: TRANSACAO }, cobranca),
    /** Each entry as one word, told by what matters of it. */
    resumo: async (desde = 0) =>
      (await entradas()).slice(desde).map(({ tipo, dados }) => {
        if (tipo === 'estado') return `${dados.de} → ${dados.para}`;
        if (tipo === 'estorno') return `estorno ${dados.estado}`;
        return tipo === 'provedor' ? `${dados.chamada}: ${dados.resultado}` : tipo;
      }),
  };
}

/** What the provider makes of a call. */
const falha = (error: Error) => () => Promise.reject(error);

suite('o que fica anotado de um pagamento pedido', () => {
  test('a mensagem, a cobrança e o estado, na história do checkout e de uma vez', async (t) => {
    const { solicitar, entradas, resumo, store, tail } = await abrir(t);
    const insert = t.mock.method(store, 'insert');
    const delivery = umaEntrega('solicitar-pagamento-req', { historia: DO_CHECKOUT });
    await solicitar(delivery);
    assert.deepEqual(await resumo(), ['mensagem-recebida', 'criar: pendente', 'null → PENDENTE']);
    assert.equal(insert.mock.calls[0]?.arguments[1].length, 3); // in the write of the pagamento itself
    const [recebida, criada, estado] = await entradas();
    assert.deepEqual(
      { ...recebida?.dados, duracaoMs: 0, fila: recebida?.fila },
      {
        mensagemId: delivery.causa,
        mensagem: 'pagamento-solicitado',
        tentativa: 1,
        naFilaMs: 12,
        duracaoMs: 0,
        fila: 'solicitar-pagamento-req',
      },
    );
    for (const dados of [recebida?.dados, criada?.dados]) assert.ok(Number(dados?.duracaoMs) >= 0);
    assert.equal(estado?.dados.tentativa, 1);
    for (const { correlacao, causa, por } of await entradas())
      assert.deepEqual(
        { correlacao, causa, por },
        { correlacao: DO_CHECKOUT, causa: delivery.causa, por: 'pagamento' },
      );
    assert.equal(tail.wake.mock.callCount(), 1);
  });

  test('a mensagem que vem de novo fica anotada como repetida, e nada mais', async (t) => {
    const criar = t.mock.fn(async () => umaCobranca());
    const { solicitar, resumo } = await abrir(t, { criar });
    const delivery = umaEntrega();
    for (let n = 0; n < 3; n += 1) await solicitar(delivery);
    assert.equal(criar.mock.callCount(), 1);
    assert.deepEqual((await resumo()).slice(3), ['mensagem-repetida', 'mensagem-repetida']);
  });

  test('entregue duas vezes ao mesmo tempo, a mensagem é recebida uma vez', async (t) => {
    const { solicitar, resumo } = await abrir(t);
    const delivery = umaEntrega();
    await Promise.all([solicitar(delivery), solicitar(delivery)]);
    const anotado = await resumo();
    assert.equal(anotado.filter((linha) => linha === 'null → PENDENTE').length, 1);
    assert.equal(anotado.filter((linha) => linha === 'mensagem-recebida').length, 1);
  });

  for (const error of [new Unavailable('away'), new TypeError('x'), new Error('com o e-mail maria@exemplo.com')])
    test(`a chamada que falha por ${error.name} fica anotada na hora, sem o texto, e a mensagem volta`, async (t) => {
      const { solicitar, entradas, resumo, store } = await abrir(t, { criar: falha(error) });
      await assert.rejects(solicitar(), error);
      assert.deepEqual(await resumo(), [`criar: ${error.name}`]);
      assert.ok(!JSON.stringify(await entradas()).includes(error.message));
      assert.equal(await store.get(TRANSACAO), undefined);
    });

  test('se nem a trilha responde, o que se diz ainda é a falha do provedor', async (t) => {
    const { solicitar, store } = await abrir(t, { criar: falha(new Unavailable('away')) });
    t.mock.method(store.trail, 'append', falha(new Error('disco cheio')));
    await assert.rejects(solicitar(), { name: 'Unavailable' });
  });

  test('depois da falha, a segunda tentativa é a que recebe, e diz que é a segunda', async (t) => {
    let vezes = 0;
    const criar = async () => {
      vezes += 1;
      if (vezes === 1) throw new Unavailable('away');
      return umaCobranca();
    };
    const { solicitar, resumo, entradas } = await abrir(t, { criar });
    const mensagem = randomUUID();
    await assert.rejects(solicitar(umaEntrega('solicitar-pagamento-req', { mensagem })));
    await solicitar(umaEntrega('solicitar-pagamento-req', { mensagem, tries: 2 }));
    assert.deepEqual(await resumo(), ['criar: Unavailable', 'mensagem-recebida', 'criar: pendente', 'null → PENDENTE']);
    assert.equal((await entradas())[1]?.dados.tentativa, 2);
  });

  for (const [nome, pixCopiaECola] of [
    ['de outro valor', umPix(1)],
    ['sem valor', umPix().replace('540520.20', '')],
    ['com um dígito trocado', umPix().replace('Casa', 'Cama')],
    ['sem código', null],
  ] as const)
    test(`um Pix ${nome} não se mostra: cancela-se, fica rejeitado, e a gerência fica sabendo`, async (t) => {
      const cancelar = t.mock.fn(CANCELADA);
      const aberto = await abrir(t, { criar: async () => umaCobranca({ pixCopiaECola }), cancelar });
      const { solicitar, resumo, store } = aberto;
      const delivery = umaEntrega();
      await solicitar(delivery);
      const { pagamento } = (await store.get(TRANSACAO)) ?? {};
      assert.deepEqual(
        [pagamento?.estado, pagamento?.motivo, pagamento?.cobranca?.pixCopiaECola],
        ['REJEITADO', 'recusado', null],
      );
      assert.deepEqual(
        (await store.outbox.pending(10)).map(({ envelope }) => envelope.tipo),
        ['pagamento-rejeitado'],
      );
      const [divergencia, ...outras] = await store.divergencias.list('abertaEm', { limite: 10 });
      assert.deepEqual(
        [divergencia?.tipo, divergencia?.cobrancaId, divergencia?.transacaoId, divergencia?.pedidoId, divergencia?.dia],
        ['codigo-invalido', 'c1', TRANSACAO, 7, '2026-03-10'],
      );
      assert.deepEqual(await resumo(), [
        'mensagem-recebida',
        'criar: pendente',
        'null → PENDENTE',
        'cancelar: rejeitada',
        'PENDENTE → REJEITADO',
      ]);
      await solicitar(delivery);
      assert.deepEqual([outras.length, cancelar.mock.callCount()], [0, 1]);
    });

  test('morto entre guardar e cancelar um Pix que não se mostra, cancela-se na volta da mensagem', async (t) => {
    let vivo = false;
    const aberto = await abrir(t, {
      criar: async () => umaCobranca({ pixCopiaECola: umPix(1) }),
      cancelar: () => (vivo ? CANCELADA() : Promise.reject(new Unavailable('killed'))),
    });
    const delivery = umaEntrega();
    await assert.rejects(aberto.solicitar(delivery), Unavailable);
    vivo = true;
    await aberto.solicitar(delivery);
    assert.equal((await aberto.store.get(TRANSACAO))?.pagamento.estado, 'REJEITADO');
    assert.equal((await aberto.store.divergencias.list('abertaEm', { limite: 10 })).length, 1);
  });
});

suite('o que fica anotado da palavra do provedor', () => {
  for (const [cobranca, motivo, para, mensagem] of [
    [APROVADA, null, 'CONFIRMADO', 'pagamento-confirmado'],
    [umaCobranca({ estado: 'rejeitada', motivo: 'recusado' }), 'recusado', 'REJEITADO', 'pagamento-rejeitado'],
  ] as const)
    test(`${para}: a mensagem e a nota são da história do checkout, causadas por quem avisou`, async (t) => {
      const { solicitar, entradas, store, ouvir, relay } = await abrir(t);
      await solicitar();
      await ouvir(cobranca);

      const nota = (await entradas()).at(-1);
      assert.deepEqual(
        { ...nota?.dados, correlacao: nota?.correlacao, causa: nota?.causa, por: nota?.por },
        {
          de: 'PENDENTE',
          para,
          tentativa: 1,
          motivo,
          correlacao: DO_CHECKOUT,
          causa: DO_PROVEDOR,
          por: 'provedor',
        },
      );
      const [saida] = await store.outbox.pending(10);
      assert.deepEqual(
        [saida?.envelope.tipo, saida?.envelope.correlacao, saida?.traceparent, saida?.causa],
        [mensagem, DO_CHECKOUT, traceparentOf(DO_CHECKOUT), DO_PROVEDOR],
      );
      assert.equal(relay.wake.mock.callCount(), 1);
    });

  test('o rastro do checkout vale inteiro, com o que o cliente que o começou decidiu medir', async (t) => {
    const { solicitar, store, ouvir, entradas } = await abrir(t);
    const traceparent = traceparentOf(DO_CHECKOUT).replace(/00$/, '01');
    await solicitar({ ...umaEntrega('solicitar-pagamento-req', { historia: DO_CHECKOUT }), traceparent });
    await ouvir(APROVADA);
    const [saida] = await store.outbox.pending(10);
    assert.equal(saida?.traceparent, traceparent);
    assert.equal((await entradas()).at(-1)?.correlacao, storyOf(traceparent));
  });

  test('o que não muda nada não deixa nota: o repetido, o que já era velho, o de outra cobrança', async (t) => {
    const { solicitar, resumo, store, ouvir } = await abrir(t);
    await solicitar();
    await ouvir(umaCobranca());
    await ouvir(APROVADA);
    await ouvir(APROVADA);
    await ouvir(umaCobranca({ estado: 'rejeitada', motivo: 'recusado' }));
    await ouvir({ ...DEVOLVIDA, referencia: randomUUID() });
    assert.deepEqual(await resumo(3), ['PENDENTE → CONFIRMADO']);
    assert.equal((await store.outbox.pending(10)).length, 1);
  });

  for (const [nome, parte] of [
    ['outra referência', { referencia: randomUUID() }],
    ['sem referência', { referencia: null }],
    ['outro valor', { valorCentavos: 2021 }],
    ['outra moeda', { moeda: 'ARS' }],
    ['em disputa', { estado: 'contestada' }],
    ['um estado que não se conhece', { estado: 'desconhecida' }],
  ] as [string, Partial<Cobranca>][])
    test(`aprovada com ${nome}, não confirma nada`, async (t) => {
      const { solicitar, store, ouvir } = await abrir(t);
      await solicitar();
      const { estado } = await ouvir({ ...APROVADA, ...parte });
      assert.deepEqual([estado, (await store.outbox.pending(10)).length], ['PENDENTE', 0]);
    });

  test('do que nunca se cobrou, e do que se cancelou antes de cobrar, não há o que dizer', async (t) => {
    const { estornar, ouvir } = await abrir(t);
    await assert.rejects(ouvir(APROVADA), Refusal);
    await estornar();
    await assert.rejects(ouvir(APROVADA), Refusal);
  });

  test('de dois avisos ao mesmo tempo, cada mudança é anotada uma vez, na ordem em que valeu', async (t) => {
    const aberto = await abrir(t);
    await aberto.solicitar();
    const recusada = umaCobranca({ estado: 'rejeitada', motivo: 'recusado' });
    await Promise.all([recusada, APROVADA, APROVADA].map((cobranca) => aberto.ouvir(cobranca, randomUUID())));
    const mudancas = await aberto.resumo(3);
    assert.ok(
      [['PENDENTE → CONFIRMADO'], ['PENDENTE → REJEITADO', 'REJEITADO → CONFIRMADO']].some(
        (possivel) => JSON.stringify(possivel) === JSON.stringify(mudancas),
      ),
      mudancas.join(),
    );
  });
});

suite('o que fica anotado de um estorno', () => {
  const recebida = 'mensagem-recebida';
  const devolvido = ['estorno PEDIDO', 'estornar: estornada', 'CONFIRMADO → ESTORNADO', 'estorno FEITO'];
  const PAGO = { cancelar: async () => APROVADA, estornar: async () => DEVOLVIDA };

  for (const [nome, respostas, dito, anotado] of [
    ['pendente, que é cancelado', { cancelar: CANCELADA }, null, ['cancelar: rejeitada', 'PENDENTE → REJEITADO']],
    [
      'pago sem que se soubesse, que é devolvido',
      PAGO,
      null,
      ['cancelar: aprovada', 'PENDENTE → CONFIRMADO', ...devolvido],
    ],
    ['confirmado, que é devolvido', PAGO, APROVADA, devolvido],
    ['rejeitado, que não tem o que devolver', {}, umaCobranca({ estado: 'rejeitada', motivo: 'recusado' }), []],
  ] as const)
    test(`de um pagamento ${nome}: a mensagem, uma vez, e cada passo na sua ordem`, async (t) => {
      const aberto = await abrir(t, respostas);
      await aberto.solicitar();
      if (dito) await aberto.ouvir(dito);
      const antes = (await aberto.resumo()).length;
      await aberto.estornar();
      const passos = await aberto.resumo(antes);
      assert.equal(passos.filter((passo) => passo === recebida).length, 1);
      assert.deepEqual(
        passos.filter((passo) => passo !== recebida),
        anotado,
      );
    });

  test('que chegou antes do pagamento, e do pagamento que depois se achou cancelado', async (t) => {
    const { estornar, solicitar, resumo, store } = await abrir(t, { cancelar: CANCELADA });
    await estornar();
    assert.deepEqual(await resumo(), [recebida]);
    await solicitar();
    assert.deepEqual(await resumo(1), [recebida, 'criar: pendente', 'cancelar: rejeitada']);
    const { pagamento } = (await store.get(TRANSACAO)) ?? {};
    assert.deepEqual([pagamento?.estado, pagamento?.cobranca?.id, pagamento?.totalCentavos], ['REJEITADO', 'c1', 2020]);
  });

  test('repetido fica anotado como repetido, e o provedor não ouve outra vez', async (t) => {
    const { estornar, solicitar, resumo, provedor } = await abrir(t, PAGO);
    const delivery = umaEntrega('estorno-pagamento-req');
    await solicitar();
    await estornar(delivery);
    const antes = (await resumo()).length;
    t.mock.method(provedor, 'estornar', falha(new Error('not again')));
    await estornar(delivery);
    assert.deepEqual(await resumo(antes), ['mensagem-repetida']);
  });

  test('cancelado pelo provedor, que avisa antes que se acabe de perguntar: a mensagem ainda assim foi recebida', async (t) => {
    const aberto = await abrir(t, {
      async cancelar(): Promise<Cobranca> {
        await aberto.ouvir(await CANCELADA());
        return CANCELADA();
      },
    });
    await aberto.solicitar();
    const delivery = umaEntrega('estorno-pagamento-req');
    await aberto.estornar(delivery);
    const recebidas = (await aberto.entradas()).filter(({ tipo }) => tipo === recebida);
    assert.deepEqual(recebidas.at(-1)?.dados.mensagemId, delivery.causa);
  });

  test('que falha no meio e volta, é recebido uma vez', async (t) => {
    let vezes = 0;
    const aberto = await abrir(t, {
      async cancelar() {
        vezes += 1;
        if (vezes === 1) throw new Unavailable('away');
        return APROVADA;
      },
      estornar: async () => DEVOLVIDA,
    });
    await aberto.solicitar();
    const mensagem = randomUUID();
    await assert.rejects(aberto.estornar(umaEntrega('estorno-pagamento-req', { mensagem })), { name: 'Unavailable' });
    await aberto.estornar(umaEntrega('estorno-pagamento-req', { mensagem, tries: 2 }));
    assert.equal((await aberto.store.get(TRANSACAO))?.pagamento.estado, 'ESTORNADO');
    const recebidas = (await aberto.entradas()).filter(({ dados }) => dados.mensagemId === mensagem);
    assert.equal(recebidas.length, 1);
  });
});

suite('o que fica anotado de um pagamento vencido', () => {
  test('o que se perguntou ao provedor e o que mudou, na história do checkout', async (t) => {
    const aberto = await abrir(t, { obter: async () => umaCobranca(), cancelar: CANCELADA });
    await aberto.solicitar();
    const varredura = newStory(randomUUID(), new Date('2026-03-10T12:11:00Z'), 'pagamento');
    await fazerOQueVenceu(aberto.store, aberto.provedores, varredura);
    assert.deepEqual(await aberto.resumo(3), ['obter: pendente', 'cancelar: rejeitada', 'PENDENTE → REJEITADO']);
    for (const { correlacao, causa } of (await aberto.entradas()).slice(3))
      assert.deepEqual({ correlacao, causa }, { correlacao: DO_CHECKOUT, causa: varredura.causa });
  });
});
