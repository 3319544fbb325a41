import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import { assinar } from '@foodious/pix/assinatura.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { until } from '@foodious/testing/waiting.ts';
import { carteiroMercadoPago } from '../src/adapters/pix/mercado-pago/notification.ts';
import { tratadorDeNotificacoes } from '../src/jobs/notificacoes.ts';
import type { Cobranca, Notificacao, NotificacaoCrua } from '../src/ports.ts';
import { recebedor } from '../src/use-cases/receber-notificacao.ts';
import { refazerNotificacao } from '../src/use-cases/refazer-notificacao.ts';
import { abrirServico, TRANSACAO, umaCobranca, umPagamento } from './builders.ts';

const SEGREDO = 'um-segredo-de-mentira';
const log = createLogger('silent');
const PAGA = { estado: 'aprovada', aprovadaEm: '2026-03-10T12:01:00.000Z' } as const;

/** A notification about a charge as Mercado Pago would send it now. */
function umaNotificacao(
  cobrancaId = 'c1',
  { segredo = SEGREDO, ts = Date.now(), requestId = randomUUID() as string | null, tipo = 'payment' } = {},
): NotificacaoCrua {
  return {
    consulta: `data.id=${cobrancaId}&type=${tipo}`,
    assinatura: assinar(segredo, { dataId: cobrancaId, requestId, ts }),
    requestId,
    corpo: JSON.stringify({ id: 1, type: tipo, action: 'payment.updated', data: { id: cobrancaId } }),
  };
}

/** The inbox over a store, with one pending pagamento, and a provider that answers what a test tells it. */
async function abrir(t: TestContext, obter: (id: string) => Cobranca | undefined = () => umaCobranca(PAGA)) {
  let perguntas = 0;
  const servico = await abrirServico(t, {
    obter: async (id) => {
      perguntas += 1;
      return obter(id);
    },
  });
  const { store, provedor } = servico;
  const { notificacoes } = store;
  const pagamento = umPagamento({
    transacaoId: TRANSACAO,
    cobranca: { id: 'c1', pixCopiaECola: '000201', expiraEm: '2099-01-01T00:00:00.000Z' },
  });
  await store.insert(pagamento, []);
  const carteiro = carteiroMercadoPago(() => [SEGREDO]);
  const { receber } = recebedor(notificacoes, carteiro);
  const outra = () => {
    const tratador = tratadorDeNotificacoes(store, provedor, log);
    t.after(() => tratador.stop());
    return tratador;
  };
  const tratador = outra();
  await tratador.start();
  return {
    ...servico,
    notificacoes,
    tratador,
    outra,
    perguntas: () => perguntas,
    receber,
    /** Receives one as the route does; says how it is known. */
    async chega(crua: NotificacaoCrua): Promise<string> {
      const lida = await receber({ agora: new Date() }, crua);
      assert.ok(lida);
      tratador.chegou(lida);
      return lida.doc.id;
    },
    tratada: (id: string): Promise<Notificacao> =>
      until(`a notificação ${id}`, async () => {
        const read = await notificacoes.get(id);
        return read?.doc.resultado ? read.doc : undefined;
      }),
    estado: async () => (await store.get(TRANSACAO))?.pagamento.estado,
    contadas: async () => (await store.outbox.pending(100)).map(({ envelope }) => envelope.tipo),
    notadas: async () =>
      (await store.trail.ofSubject(aboutPedido(7)))
        .filter(({ tipo }) => tipo === 'notificacao')
        .map(({ dados }) => dados.resultado),
  };
}

describe('uma notificação do provedor', () => {
  test('assinada faz perguntar por sua cobrança, e o pagamento segue a resposta', async (t) => {
    const s = await abrir(t);
    const crua = umaNotificacao();
    const { recebidaEm, tratadaEm, id, ...resto } = await s.tratada(await s.chega(crua));
    assert.deepEqual(resto, {
      ...crua,
      veredito: 'valida',
      cobrancaId: 'c1',
      resultado: 'aplicada',
      transacaoId: TRANSACAO,
      pedidoId: 7,
      tentativas: 1,
      proximaEm: null,
    });
    assert.ok(tratadaEm !== null && tratadaEm >= recebidaEm && id);
    assert.equal(await s.estado(), 'CONFIRMADO');
    assert.deepEqual(await s.contadas(), ['pagamento-confirmado']);
    assert.deepEqual(await s.notadas(), ['aplicada']);
  });

  test('vinda dez vezes muda uma vez só, e a cobrança não é perguntada a cada uma', async (t) => {
    const s = await abrir(t);
    const ids = await Promise.all(Array.from({ length: 10 }, () => s.chega(umaNotificacao())));
    const resultados = await Promise.all(ids.map(async (id) => (await s.tratada(id)).resultado));
    assert.deepEqual(resultados.sort(), ['aplicada', ...Array(9).fill('repetida')]);
    assert.deepEqual(await s.contadas(), ['pagamento-confirmado']);
    assert.ok(s.perguntas() < 10, `${s.perguntas()}`);
    assert.deepEqual(await s.notadas(), ['aplicada']); // a repeat is no news of the pedido
  });

  for (const [nome, crua, resultado, veredito] of [
    ['forjada', umaNotificacao('c1', { segredo: 'outro' }), 'forjada', 'invalida'],
    ['sem assinatura', { ...umaNotificacao(), assinatura: null }, 'forjada', 'ausente'],
    ['assinada para outra cobrança', { ...umaNotificacao('c2'), consulta: 'data.id=c1' }, 'forjada', 'invalida'],
    ['velha', umaNotificacao('c1', { ts: Date.now() - 600_000 }), 'fora-do-prazo', 'fora-do-prazo'],
    ['de amanhã', umaNotificacao('c1', { ts: Date.now() + 600_000 }), 'fora-do-prazo', 'fora-do-prazo'],
    ['de outro assunto', umaNotificacao('c1', { tipo: 'merchant_order' }), 'outro-assunto', 'valida'],
    ['que não diz de quem é', { ...umaNotificacao(''), consulta: '', corpo: '{"da' }, 'malformada', 'valida'],
    ['de um id que não é nenhum', umaNotificacao('../../x y'), 'malformada', 'valida'],
  ] as const)
    test(`${nome} não muda nada, não pergunta nada, e se vê por quê`, async (t) => {
      const s = await abrir(t);
      const lida = await s.tratada(await s.chega(crua));
      assert.deepEqual([lida.resultado, lida.veredito, lida.proximaEm], [resultado, veredito, null]);
      assert.deepEqual([s.perguntas(), await s.estado(), await s.contadas()], [0, 'PENDENTE', []]);
      const problemas = await s.notificacoes.list('problemaEm', { limite: 10 });
      assert.deepEqual(
        problemas.map(({ id }) => id),
        [lida.id],
      );
    });

  test('cortada no meio do corpo vale pelo que está assinado: o endereço', async (t) => {
    const s = await abrir(t);
    const { resultado } = await s.tratada(await s.chega({ ...umaNotificacao(), corpo: '{"id":1,"da' }));
    assert.equal(resultado, 'aplicada');
  });

  for (const [nome, cobranca, resultado] of [
    ['de outro valor', { ...PAGA, valorCentavos: 1 }, 'valor-diverge'],
    ['em outra moeda', { ...PAGA, moeda: 'ARS' }, 'moeda-diverge'],
    ['em um estado que não conhecemos', { estado: 'desconhecida' }, 'estado-desconhecido'],
    ['contestada', { estado: 'contestada' }, 'estado-desconhecido'],
    ['que é a segunda da mesma transação', { ...PAGA, id: 'c2' }, 'outro-assunto'],
  ] as const)
    test(`de uma cobrança ${nome} não muda nada, e se vê no pedido`, async (t) => {
      const s = await abrir(t, () => umaCobranca(cobranca));
      const lida = await s.tratada(await s.chega(umaNotificacao()));
      assert.deepEqual([lida.resultado, lida.pedidoId], [resultado, 7]);
      assert.deepEqual([await s.estado(), await s.contadas()], ['PENDENTE', []]);
      assert.deepEqual(await s.notadas(), [resultado]);
      assert.equal((await s.notificacoes.list('problemaEm', { limite: 10 })).length, 1);
    });

  test('de uma cobrança que acaba de ser feita espera até que a conheçamos', async (t) => {
    const nova = randomUUID();
    const s = await abrir(t, () => umaCobranca({ ...PAGA, id: 'c9', referencia: nova }));
    const id = await s.chega(umaNotificacao('c9'));
    await until('a primeira pergunta', async () => (await s.notificacoes.get(id))?.doc.tentativas === 1);
    await s.store.insert(
      umPagamento({
        transacaoId: nova,
        tentativa: 2,
        cobranca: { id: 'c9', pixCopiaECola: '000201', expiraEm: '2099-01-01T00:00:00.000Z' },
      }),
      [],
    );
    assert.equal((await s.tratada(id)).resultado, 'aplicada');
  });

  for (const falha of [new Unavailable('away'), new BadAnswer('wrong'), new Error('a bug')])
    test(`espera enquanto o provedor não responde (${falha.name})`, async (t) => {
      let fora = true;
      const s = await abrir(t, () => {
        if (fora) throw falha;
        return umaCobranca(PAGA);
      });
      const id = await s.chega(umaNotificacao());
      await until('a primeira pergunta', async () => (await s.notificacoes.get(id))?.doc.tentativas === 1);
      assert.equal((await s.notificacoes.get(id))?.doc.resultado, null);
      fora = false;
      const { resultado, tentativas } = await s.tratada(id);
      assert.deepEqual([resultado, tentativas], ['aplicada', 2]);
    });

  test('que outra instância deixou é tratada por uma das que ficaram, e só por uma', async (t) => {
    const s = await abrir(t);
    const lida = await s.receber(
      { agora: new Date(Date.now() - 60_000) },
      umaNotificacao('c1', { ts: Date.now() - 60_000 }),
    );
    assert.ok(lida);
    await Promise.all([s.outra().start(), s.outra().start()]);
    assert.equal((await s.tratada(lida.doc.id)).resultado, 'aplicada');
    assert.equal(s.perguntas(), 1);
  });

  test('recebida no fim é deixada a quem vem depois', async (t) => {
    const s = await abrir(t);
    await s.tratador.stop();
    const id = await s.chega(umaNotificacao());
    const read = await s.notificacoes.get(id);
    assert.equal(read?.doc.resultado, null);
    assert.ok(Date.parse(String(read?.doc.proximaEm)) > Date.now());
  });

  test('o que foi tratado se anota mesmo no fim', async (t) => {
    const s = await abrir(t);
    const id = await s.chega(umaNotificacao());
    await until('o pagamento', async () => (await s.estado()) === 'CONFIRMADO');
    await s.tratador.stop();
    assert.equal((await s.notificacoes.get(id))?.doc.resultado, 'aplicada');
  });

  test('sem a assinatura certa é guardada sessenta vezes por hora, e não mais; as certas, sempre', async (t) => {
    const { notificacoes } = (await abrirServico(t)).store;
    const { receber } = recebedor(
      notificacoes,
      carteiroMercadoPago(() => [SEGREDO]),
    );
    const agora = new Date();
    const falsa = { ...umaNotificacao('c1', { segredo: 'outro' }), corpo: 'x'.repeat(50_000) };
    const guardadas = await Promise.all(Array.from({ length: 100 }, () => receber({ agora }, falsa)));
    assert.equal(guardadas.filter(Boolean).length, 60);
    assert.equal(guardadas[0]?.doc.corpo.length, 512);
    assert.ok(await receber({ agora }, umaNotificacao()));
    const umaHoraDepois = new Date(agora.getTime() + 3_600_000);
    assert.ok(await receber({ agora: umaHoraDepois }, falsa));
  });

  test('velha é apagada com o resto do que se guarda por um tempo', async (t) => {
    const s = await abrir(t);
    await s.receber({ agora: new Date('2026-01-01T00:00:00Z') }, umaNotificacao());
    const nova = await s.chega(umaNotificacao());
    assert.equal(await s.notificacoes.deleteBelow('recebidaEm', '2026-02-01T00:00:00.000Z', 10), 1);
    assert.ok(await s.notificacoes.get(nova));
  });
});

describe('a assinatura de uma notificação', () => {
  const ler = (crua: NotificacaoCrua, segredos = [SEGREDO]) =>
    carteiroMercadoPago(() => segredos).ler(crua, new Date()).veredito;

  test('vale por qualquer um de dois segredos, enquanto um toma o lugar do outro', () => {
    for (const segredo of ['o-velho', 'o-novo'])
      assert.equal(ler(umaNotificacao('c1', { segredo }), ['o-velho', 'o-novo']), 'valida');
    assert.equal(ler(umaNotificacao('c1', { segredo: 'um-terceiro' }), ['o-velho', 'o-novo']), 'invalida');
  });

  test('vale com o id como veio e em minúsculas, e sem o request-id que não veio', () => {
    const maiuscula = { ...umaNotificacao('ord01abc'), consulta: 'data.id=ORD01ABC&type=payment' };
    assert.equal(ler(maiuscula), 'valida');
    assert.equal(ler(umaNotificacao('ORD01ABC')), 'valida');
    assert.equal(ler(umaNotificacao('123', { requestId: null })), 'valida');
  });

  test('lê-se também a notificação que só diz o id no corpo, mas o assinado é o do endereço', () => {
    const lida = carteiroMercadoPago(() => [SEGREDO]).ler(
      { ...umaNotificacao('77', { segredo: 'outro' }), consulta: '' },
      new Date(),
    );
    assert.deepEqual(lida, { veredito: 'invalida', cobrancaId: '77', resultado: 'forjada' });
  });
});

describe('refazer uma notificação', () => {
  const context = () => ({ ...newStory(randomUUID(), new Date(), 'pessoa-1'), papel: 'gerente' });

  test('forjada pergunta ao provedor, que diz a verdade; e fica na auditoria', async (t) => {
    const s = await abrir(t);
    const id = await s.chega(umaNotificacao('c1', { segredo: 'outro' }));
    const ditas: Outgoing[] = [];
    const answer = async (mensagens: readonly Outgoing[]) => void ditas.push(...mensagens);
    const feita = await refazerNotificacao(s.store, s.provedor, answer, context(), id);
    assert.deepEqual([feita.resultado, feita.veredito, feita.tentativas], ['aplicada', 'invalida', 1]);
    assert.deepEqual((await s.notificacoes.get(id))?.doc, feita);
    assert.equal(await s.estado(), 'CONFIRMADO');
    const [{ dados } = { dados: {} }] = ditas.map(({ envelope }) => envelope);
    assert.partialDeepStrictEqual(dados, {
      acao: 'notificacao-refeita',
      sobre: { tipo: 'notificacao', id },
      quem: 'pessoa-1',
      antes: { resultado: 'forjada' },
    });
  });

  test('sem poder contá-lo à auditoria não faz nada', async (t) => {
    const s = await abrir(t);
    const id = await s.chega(umaNotificacao('c1', { segredo: 'outro' }));
    const answer = () => Promise.reject(new Unavailable('the queues are away'));
    await assert.rejects(refazerNotificacao(s.store, s.provedor, answer, context(), id), Unavailable);
    assert.deepEqual([s.perguntas(), await s.estado()], [0, 'PENDENTE']);
  });

  test('que não diz de que cobrança é não se pode; que não há, menos', async (t) => {
    const s = await abrir(t);
    const answer = async () => {};
    const id = await s.chega({ ...umaNotificacao(''), consulta: '', corpo: '' });
    await assert.rejects(refazerNotificacao(s.store, s.provedor, answer, context(), id), { kind: 'conflict' });
    await assert.rejects(refazerNotificacao(s.store, s.provedor, answer, context(), randomUUID()), {
      kind: 'not-found',
    });
  });
});
