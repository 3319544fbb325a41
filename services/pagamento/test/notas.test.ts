import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory, storyOf, traceparentOf } from '@foodious/kernel/context.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { brCode } from '@foodious/pix/brcode.ts';
import type { Cobranca, Provedor } from '../src/ports.ts';
import { conciliarExpirados } from '../src/use-cases/conciliar.ts';
import { estornarPagamento } from '../src/use-cases/estornar-pagamento.ts';
import { moverPagamento } from '../src/use-cases/mover-pagamento.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { abrirServico, CHECKOUT_EM, TRANSACAO, umaCobranca, umaEntrega, VALIDADE_MS } from './builders.ts';

const [DO_CHECKOUT, DO_PROVEDOR] = [randomUUID(), randomUUID()];
const PEDIDO = { transacaoId: TRANSACAO, pedidoId: 7, dono: null, clienteId: null, tentativa: 1, totalCentavos: 2020 };
const CANCELADA = async () => umaCobranca({ estado: 'rejeitada', motivo: 'cancelado' });

/** A pagamento asked for, and how to read what was noted of it. */
async function abrir(t: TestContext, respostas: Partial<Provedor> = {}) {
  const aberto = await abrirServico(t, respostas);
  const { store, provedor } = aberto;
  const entradas = () => store.trail.ofSubject(aboutPedido(7));
  return {
    ...aberto,
    entradas,
    solicitar: (delivery: Delivery = umaEntrega('solicitar-pagamento-req', { historia: DO_CHECKOUT })) =>
      solicitarPagamento(store, provedor, delivery, PEDIDO, CHECKOUT_EM, VALIDADE_MS),
    estornar: (delivery: Delivery = umaEntrega('estorno-pagamento-req')) =>
      estornarPagamento(store, provedor, delivery, TRANSACAO, 7),
    /** Each entry as one word, told by what matters of it. */
    resumo: async (desde = 0) =>
      (await entradas()).slice(desde).map(({ tipo, dados }) => {
        if (tipo === 'estado') return `${dados.de} → ${dados.para}`;
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

  test('um Pix de outro valor não é guardado, nem anotado como recebido', async (t) => {
    const pixCopiaECola = brCode({ chave: 'k', nome: 'Casa', cidade: 'Recife', valorCentavos: 1, txid: 'x1' });
    const { solicitar, resumo, store } = await abrir(t, { criar: async () => umaCobranca({ pixCopiaECola }) });
    await assert.rejects(solicitar(), /charges 1, not 2020/);
    assert.equal(await store.get(TRANSACAO), undefined);
    assert.deepEqual(await resumo(), []);
  });
});

suite('o que fica anotado da palavra do provedor', () => {
  for (const [acao, motivo, para, mensagem] of [
    ['confirmar', null, 'CONFIRMADO', 'pagamento-confirmado'],
    ['rejeitar', 'recusado', 'REJEITADO', 'pagamento-rejeitado'],
  ] as const)
    test(`${acao}: a mensagem e a nota são da história do checkout, causadas por quem avisou`, async (t) => {
      const { solicitar, entradas, store, provedor, relay } = await abrir(t);
      await solicitar();
      const aviso = { ...newStory(DO_PROVEDOR, new Date(), 'provedor') };
      await moverPagamento(store, provedor, aviso, { transacaoId: TRANSACAO, acao, motivo });

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
    const { solicitar, store, provedor, entradas } = await abrir(t);
    const traceparent = traceparentOf(DO_CHECKOUT).replace(/00$/, '01');
    await solicitar({ ...umaEntrega('solicitar-pagamento-req', { historia: DO_CHECKOUT }), traceparent });
    await moverPagamento(store, provedor, newStory(DO_PROVEDOR, new Date(), 'provedor'), {
      transacaoId: TRANSACAO,
      acao: 'confirmar',
    });
    const [saida] = await store.outbox.pending(10);
    assert.equal(saida?.traceparent, traceparent);
    assert.equal((await entradas()).at(-1)?.correlacao, storyOf(traceparent));
  });

  test('o aviso repetido, o tardio e o de quem não se conhece não deixam nota', async (t) => {
    const { solicitar, resumo, store, provedor } = await abrir(t);
    await solicitar();
    const avisar = (transacaoId: string, acao: 'confirmar' | 'rejeitar') =>
      moverPagamento(store, provedor, newStory(DO_PROVEDOR, new Date(), 'provedor'), { transacaoId, acao });
    await avisar(TRANSACAO, 'confirmar');
    await avisar(TRANSACAO, 'confirmar');
    await assert.rejects(avisar(TRANSACAO, 'rejeitar'), Refusal);
    await assert.rejects(avisar(randomUUID(), 'confirmar'), Refusal);
    assert.deepEqual(await resumo(3), ['PENDENTE → CONFIRMADO']);
    assert.equal((await store.outbox.pending(10)).length, 1);
  });

  test('de dois avisos ao mesmo tempo, cada mudança é anotada uma vez, na ordem em que valeu', async (t) => {
    const aberto = await abrir(t);
    const { store, provedor } = aberto;
    await aberto.solicitar();
    const avisar = (acao: 'confirmar' | 'rejeitar') =>
      moverPagamento(store, provedor, newStory(randomUUID(), new Date(), 'provedor'), {
        transacaoId: TRANSACAO,
        acao,
        motivo: 'recusado',
      });
    await Promise.allSettled([avisar('rejeitar'), avisar('confirmar'), avisar('confirmar')]);
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
  const PAGO = {
    cancelar: async () => umaCobranca({ estado: 'aprovada' }),
    estornar: async () => umaCobranca({ estado: 'estornada' }),
  };

  for (const [nome, respostas, acao, anotado] of [
    ['pendente, que é cancelado', { cancelar: CANCELADA }, null, ['cancelar: rejeitada', 'PENDENTE → REJEITADO']],
    [
      'pago sem que se soubesse, que é devolvido',
      PAGO,
      null,
      ['cancelar: aprovada', 'PENDENTE → CONFIRMADO', 'estornar: estornada', 'CONFIRMADO → ESTORNADO'],
    ],
    [
      'confirmado, que é devolvido',
      PAGO,
      'confirmar',
      ['cancelar: aprovada', 'estornar: estornada', 'CONFIRMADO → ESTORNADO'],
    ],
    ['rejeitado, que não tem o que devolver', {}, 'rejeitar', []],
  ] as const)
    test(`de um pagamento ${nome}: a mensagem, uma vez, e cada passo na sua ordem`, async (t) => {
      const aberto = await abrir(t, respostas);
      const { store, provedor } = aberto;
      await aberto.solicitar();
      const aviso = newStory(DO_PROVEDOR, new Date(), 'provedor');
      if (acao) await moverPagamento(store, provedor, aviso, { transacaoId: TRANSACAO, acao, motivo: 'recusado' });
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
    assert.equal((await store.get(TRANSACAO))?.pagamento.estado, 'REJEITADO');
  });

  test('repetido fica anotado como repetido', async (t) => {
    const obter = async () => umaCobranca({ estado: 'estornada' });
    const { estornar, solicitar, resumo } = await abrir(t, { ...PAGO, obter });
    await solicitar();
    await estornar();
    const antes = (await resumo()).length;
    await estornar();
    assert.deepEqual(await resumo(antes), ['obter: estornada', 'mensagem-repetida']);
  });

  test('confirmado pela gerência e devolvido, o que o banco aprova depois também volta, quer ele avise quer se pergunte', async (t) => {
    let doBanco: Cobranca['estado'] = 'pendente';
    const cobranca = () => umaCobranca({ estado: doBanco });
    const banco = {
      cancelar: async () => umaCobranca({ estado: 'rejeitada' }),
      obter: async () => cobranca(),
      async estornar() {
        doBanco = 'estornada';
        return cobranca();
      },
    };
    const aberto = await abrir(t, banco);
    const { store, provedor } = aberto;
    const confirmar = (por: string) =>
      moverPagamento(store, provedor, newStory(randomUUID(), new Date(), por), {
        transacaoId: TRANSACAO,
        acao: 'confirmar',
      });
    await aberto.solicitar();
    await confirmar('gerente');
    doBanco = 'rejeitada'; // called off, as it was never paid there
    await aberto.estornar();
    assert.equal((await aberto.store.get(TRANSACAO))?.pagamento.estado, 'ESTORNADO');

    doBanco = 'aprovada'; // late, and it tells us
    const antes = (await aberto.resumo()).length;
    await confirmar('provedor');
    assert.deepEqual([doBanco, await aberto.resumo(antes)], ['estornada', ['obter: aprovada', 'estornar: estornada']]);
    assert.equal((await aberto.store.get(TRANSACAO))?.pagamento.estado, 'ESTORNADO');

    doBanco = 'aprovada'; // and while we gave it back, with a message that comes again
    await aberto.estornar();
    assert.equal(doBanco, 'estornada');
  });

  test('cancelado pelo provedor, que avisa antes que se acabe de perguntar: a mensagem ainda assim foi recebida', async (t) => {
    const aberto = await abrir(t, {
      async cancelar(): Promise<Cobranca> {
        const { store, provedor } = aberto;
        const aviso = newStory(DO_PROVEDOR, new Date(), 'provedor');
        await moverPagamento(store, provedor, aviso, { transacaoId: TRANSACAO, acao: 'rejeitar', motivo: 'cancelado' });
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
      cancelar: async () => umaCobranca({ estado: 'aprovada' }),
      async estornar() {
        vezes += 1;
        if (vezes === 1) throw new Unavailable('away');
        return umaCobranca({ estado: 'estornada' });
      },
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
    await conciliarExpirados(aberto.store, aberto.provedor, varredura, varredura.agora);
    assert.deepEqual(await aberto.resumo(3), ['obter: pendente', 'cancelar: rejeitada', 'PENDENTE → REJEITADO']);
    for (const { correlacao, causa } of (await aberto.entradas()).slice(3))
      assert.deepEqual({ correlacao, causa }, { correlacao: DO_CHECKOUT, causa: varredura.causa });
  });
});
