import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { type Context, newStory } from '@foodious/kernel/context.ts';
import { dayIn } from '@foodious/kernel/day.ts';
import type { FormaDoBalcao } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { provedorDoBalcao } from '../src/adapters/balcao/provedor.ts';
import { saldos } from '../src/domain/livro.ts';
import { EstornoRecusado, type OpenStore, type Provedores } from '../src/ports.ts';
import { auditarFechamentos, diaAberto, fecharCaixa, lerCaixa } from '../src/use-cases/balcao/caixa.ts';
import { listarCobrancas } from '../src/use-cases/balcao/cobrancas.ts';
import { entregar, listarDevolucoes } from '../src/use-cases/balcao/devolucoes.ts';
import { levarOsQueFicaram } from '../src/use-cases/balcao/levar.ts';
import { receber } from '../src/use-cases/balcao/receber.ts';
import { estornarPagamento } from '../src/use-cases/estornar-pagamento.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { fazerOQueVenceu } from '../src/use-cases/vencer.ts';
import { umArmazem } from './armazem.ts';
import { umaEntrega } from './builders.ts';

const MINUTO_MS = 60_000;
const DIA_MS = 24 * 60 * MINUTO_MS;
const VALIDADE_MS = 30 * MINUTO_MS;
const TOTAL = 2790;
/** Midday in the restaurant: its day is not near an end. */
const AGORA = new Date('2026-03-10T15:00:00Z');
const HOJE = '2026-03-10';
const diaDe = dayIn('America/Sao_Paulo');

const depois = (ms: number, de = AGORA) => new Date(de.getTime() + ms);
/** Somebody of the staff, acting at an instant. */
const caixa = (por = 'pessoa-1', agora = AGORA): Context => ({
  ...newStory(randomUUID(), agora, por),
  papel: 'balcao',
});
const umaHistoria = (agora: Date) => newStory(randomUUID(), agora, 'pagamento');

const EM_DINHEIRO = { forma: 'dinheiro', entregueCentavos: 5000, chave: null } as const;
const NO_CARTAO = { forma: 'cartao', entregueCentavos: null, chave: null } as const;

/** The process was killed here. */
class Morto extends Error {}

/** What is written through it, and when whoever writes is killed: before that write of all, or after it, before it is heard. */
type Vida = { escritas: number; morrer: { na: number; depois: boolean } | null };

/** A store whose writes may be the last thing that is done. */
function mortal<S extends object>(store: S, vida: Vida): S {
  return new Proxy(store, {
    get(alvo, nome) {
      const valor = Reflect.get(alvo, nome);
      if (typeof valor !== 'function' || !['insert', 'update', 'replace'].includes(String(nome))) return valor;
      return async (...args: unknown[]) => {
        vida.escritas += 1;
        const fim = vida.morrer?.na === vida.escritas ? vida.morrer : null;
        if (fim && !fim.depois) throw new Morto();
        const escrito = await valor.apply(alvo, args);
        if (fim) throw new Morto();
        return escrito;
      };
    },
  });
}

/** A balcão on an empty store; the clock of its book stands at {@link AGORA} until it is moved. */
async function abrir(t: TestContext, agora = AGORA) {
  t.mock.timers.enable({ apis: ['Date'], now: agora });
  const armazem = await umArmazem(t);
  const vida: Vida = { escritas: 0, morrer: null };
  const { outbox, trail } = armazem;
  const store: OpenStore = { ...mortal(armazem, vida), ...doStore(armazem, vida), outbox, trail };
  const balcao = mortal(armazem.balcao, vida);
  const fechamentos = mortal(armazem.fechamentos, vida);
  const provedor = provedorDoBalcao(balcao);
  const provedores = { balcao: provedor } as Provedores;
  const deps = { store, provedores, balcao };
  const livros = { balcao, fechamentos, diaDe };

  const pagamento = async (transacaoId: string) =>
    (await armazem.get(transacaoId))?.pagamento ?? assert.fail(`no pagamento ${transacaoId}`);
  const mensagens = async (tipo: string): Promise<Outgoing['envelope']['dados'][]> =>
    (await outbox.pending(500)).filter(({ envelope }) => envelope.tipo === tipo).map(({ envelope }) => envelope.dados);
  return {
    ...deps,
    armazem,
    livros,
    provedor,
    vida,
    pagamento,
    mensagens,
    acoes: async () =>
      ((await mensagens('acao-auditada')) as { acao: string; quem: string }[]).map(({ acao, quem }) => [acao, quem]),
    /** A pagamento that waits at the counter. */
    async aPagar({ pedidoId = 7, total = TOTAL, em = AGORA } = {}): Promise<string> {
      const pedida = {
        transacaoId: randomUUID(),
        pedidoId,
        dono: null,
        clienteId: null,
        tentativa: 1,
        totalCentavos: total,
        meio: 'balcao' as const,
      };
      const casa = { validadeMs: { pix: 1, balcao: VALIDADE_MS }, diaDe };
      await solicitarPagamento(armazem, provedores, umaEntrega(), pedida, em, casa);
      return pedida.transacaoId;
    },
    receber: (transacaoId: string, como: Parameters<typeof receber>[3] = EM_DINHEIRO, context = caixa()) =>
      receber(deps, context, transacaoId, como),
    /** The gerência gives back so much. */
    async estornar(transacaoId: string, centavos: number, id: string = randomUUID()): Promise<string> {
      const pedido = { transacaoId, causa: 'gerencia' as const, estorno: { id, centavos } };
      const { pedidoId } = await pagamento(transacaoId);
      await estornarPagamento(
        store,
        provedores,
        umaEntrega('estorno-pagamento-req', { agora: new Date() }),
        pedidoId,
        pedido,
      );
      return id;
    },
    entregar: (id: string, context = caixa()) => entregar(deps, context, id),
    /** What the jobs do once the clock stands there. */
    async varrer(em: Date): Promise<void> {
      vida.morrer = null;
      t.mock.timers.setTime(em.getTime());
      await levarOsQueFicaram(deps, umaHistoria(em));
      await fazerOQueVenceu(store, provedores, umaHistoria(em));
    },
    /** Moves the clock of the book. */
    relogio: (em: Date) => t.mock.timers.setTime(em.getTime()),
  };
}

/** The methods of a store, which a spread of a proxy would lose. */
const doStore = (armazem: OpenStore, vida: Vida) => {
  const { insert, update } = mortal(armazem, vida);
  return { insert, update };
};

const recusado = (kind: Refusal['kind']) => (error: unknown) => error instanceof Refusal && error.kind === kind;
const estornoRecusado = (codigo: string) => (error: unknown) =>
  error instanceof EstornoRecusado && error.codigo === codigo;

suite('o balcão como provedor', () => {
  const nova = () => ({ transacaoId: randomUUID(), valorCentavos: TOTAL, expiraEm: depois(VALIDADE_MS) });

  test('cobra uma vez por transação, sem código Pix; o que não cobrou não conhece', async (t) => {
    const { provedor } = await abrir(t);
    const pedida = nova();
    const [uma, outra] = await Promise.all([provedor.criar(pedida), provedor.criar(pedida)]);
    assert.deepEqual(uma, outra);
    assert.deepEqual(
      [uma.referencia, uma.estado, uma.valorCentavos, uma.moeda, uma.pixCopiaECola, uma.expiraEm],
      [pedida.transacaoId, 'pendente', TOTAL, 'BRL', null, pedida.expiraEm.toISOString()],
    );
    assert.deepEqual(await provedor.obter(uma.id), uma);
    assert.equal(await provedor.obter(randomUUID()), undefined);
  });

  test('cancela o que espera, e diz quando foi por ter vencido; o que foi pago fica pago', async (t) => {
    const { provedor, aPagar, receber, relogio } = await abrir(t);
    const [cedo, tarde, pago] = [(await provedor.criar(nova())).id, (await provedor.criar(nova())).id, await aPagar()];
    await receber(pago);
    for (let vez = 0; vez < 2; vez += 1) {
      const { estado, motivo } = await provedor.cancelar(cedo);
      assert.deepEqual([estado, motivo], ['rejeitada', 'cancelado']);
    }
    relogio(depois(VALIDADE_MS));
    assert.equal((await provedor.cancelar(tarde)).motivo, 'expirado');
    assert.equal((await provedor.cancelar(cedo)).motivo, 'cancelado');
    assert.equal((await provedor.cancelar(pago)).estado, 'aprovada');
  });

  test('só devolve do que recebeu, uma vez por estorno, e está feito quando alguém o entrega', async (t) => {
    const { provedor, aPagar, receber, entregar } = await abrir(t);
    const id = await aPagar();
    const [um, outro] = [
      { id: randomUUID(), centavos: 2000 },
      { id: randomUUID(), centavos: 790 },
    ];
    await assert.rejects(provedor.estornar(id, um), estornoRecusado('estado'));
    await receber(id);
    await assert.rejects(provedor.estornar(id, { id: randomUUID(), centavos: TOTAL + 1 }), estornoRecusado('valor'));
    for (let vez = 0; vez < 2; vez += 1) {
      const { estado, estornos } = await provedor.estornar(id, um);
      assert.equal(estado, 'aprovada');
      assert.deepEqual(
        estornos.map(({ nosso, centavos, feito }) => [nosso, centavos, feito]),
        [[um.id, 2000, false]],
      );
    }
    await assert.rejects(provedor.estornar(id, { id: randomUUID(), centavos: 791 }), estornoRecusado('valor'));
    await provedor.estornar(id, outro);
    await entregar(um.id);
    assert.deepEqual([(await provedor.obter(id))?.estado], ['aprovada']);
    await entregar(outro.id);
    assert.deepEqual([(await provedor.obter(id))?.estado], ['estornada']);
  });

  test('de muitos estornos ao mesmo tempo só cabem os que o pagamento comporta', async (t) => {
    const { provedor, aPagar, receber } = await abrir(t);
    const id = await aPagar();
    await receber(id);
    const fins = await Promise.allSettled(
      Array.from({ length: 5 }, () => provedor.estornar(id, { id: randomUUID(), centavos: 1000 })),
    );
    assert.equal(fins.filter(({ status }) => status === 'fulfilled').length, 2);
    assert.equal((await provedor.obter(id))?.estornos.length, 2);
  });

  test('num intervalo se acha o que nele se cobrou, se recebeu ou se devolveu, cada cobrança uma vez', async (t) => {
    const { provedor, aPagar, receber, estornar, entregar, relogio } = await abrir(t);
    const id = await aPagar();
    await receber(id, EM_DINHEIRO, caixa('pessoa-1', depois(60_000)));
    relogio(depois(DIA_MS));
    const devolucao = await estornar(id, 100);
    relogio(depois(2 * DIA_MS));
    await entregar(devolucao, caixa('pessoa-1', depois(2 * DIA_MS)));
    const deOutroDia = await aPagar({ pedidoId: 8 });
    const achadas = async (de: Date, ate: Date) => {
      const ids: string[] = [];
      for await (const cobranca of provedor.buscar(de, ate)) ids.push(cobranca.id);
      return ids;
    };
    assert.deepEqual(await achadas(AGORA, depois(1)), [id]); // charged
    assert.deepEqual(await achadas(depois(60_000), depois(60_001)), [id]); // paid
    assert.deepEqual(await achadas(depois(DIA_MS), depois(DIA_MS + 1)), [id]); // a refund was asked for
    assert.deepEqual((await achadas(depois(2 * DIA_MS), depois(3 * DIA_MS))).sort(), [id, deOutroDia].sort());
    assert.deepEqual(await achadas(depois(60_001), depois(DIA_MS)), []);
    assert.deepEqual(await achadas(depois(-DIA_MS), AGORA), []);
  });

  test('acha a cobrança em que se pediu uma devolução que ainda espera, mesmo que se tenha pedido outra depois', async (t) => {
    const { provedor, aPagar, receber, estornar, relogio } = await abrir(t);
    const id = await aPagar();
    await receber(id);
    for (const dias of [1, 2]) {
      relogio(depois(dias * DIA_MS));
      await estornar(id, 100);
    }
    const achadas: string[] = [];
    for await (const cobranca of provedor.buscar(depois(DIA_MS), depois(DIA_MS + 1))) achadas.push(cobranca.id);
    assert.deepEqual(achadas, [id]);
  });

  test('acha tudo, por mais que seja de um instante só', async (t) => {
    const { provedor } = await abrir(t);
    await Promise.all(Array.from({ length: 450 }, () => provedor.criar(nova())));
    let quantas = 0;
    for await (const _ of provedor.buscar(AGORA, depois(1))) quantas += 1;
    assert.equal(quantas, 450);
  });
});

suite('receber no balcão', () => {
  test('R$ 50,00 por R$ 27,90: o troco é R$ 22,10, o pagamento fica CONFIRMADO e a gaveta com o total', async (t) => {
    const { aPagar, receber, mensagens, acoes, balcao } = await abrir(t);
    const id = await aPagar();
    const { pagamento, entregueCentavos, trocoCentavos } = await receber(id);
    assert.deepEqual([entregueCentavos, trocoCentavos], [5000, 2210]);
    assert.deepEqual(
      [pagamento.estado, pagamento.forma, pagamento.pagoEm],
      ['CONFIRMADO', 'dinheiro', AGORA.toISOString()],
    );
    const { caixa: gaveta, maquininha, provedor, venda } = saldos(pagamento.livro);
    assert.deepEqual([gaveta, maquininha, provedor, venda], [TOTAL, 0, 0, -TOTAL]);
    assert.deepEqual(
      pagamento.livro.map(({ fato, centavos }) => [fato, centavos]),
      [
        ['cobrado', TOTAL],
        ['recebido', 5000],
        ['troco', 2210],
      ],
    );
    assert.deepEqual(await mensagens('pagamento-confirmado'), [{ transacaoId: id }]);
    assert.deepEqual(await acoes(), [['recebimento-no-balcao', 'pessoa-1']]);
    assert.equal((await balcao.get(id))?.doc.levarEm, null);
  });

  test('o que a auditoria ouve diz quem, quanto, como e de qual pagamento', async (t) => {
    const { aPagar, receber, mensagens } = await abrir(t);
    const id = await aPagar();
    await receber(id);
    const [auditada] = (await mensagens('acao-auditada')) as Record<string, unknown>[];
    assert.deepEqual(auditada, {
      lojaId: 1,
      quem: 'pessoa-1',
      papel: 'balcao',
      acao: 'recebimento-no-balcao',
      sobre: { tipo: 'pagamento', id },
      antes: null,
      depois: { centavos: TOTAL, forma: 'dinheiro', entregueCentavos: 5000, trocoCentavos: 2210 },
      em: AGORA.toISOString(),
    });
  });

  test('no cartão vai para a maquininha, e não há troco; sem dizer quanto, em dinheiro é o total exato', async (t) => {
    const { aPagar, receber } = await abrir(t);
    const cartao = await receber(await aPagar(), NO_CARTAO);
    assert.deepEqual([cartao.entregueCentavos, cartao.trocoCentavos], [TOTAL, 0]);
    const { caixa: gaveta, maquininha } = saldos(cartao.pagamento.livro);
    assert.deepEqual([gaveta, maquininha, cartao.pagamento.forma], [0, TOTAL, 'cartao']);
    const exato = await receber(await aPagar({ pedidoId: 8 }), { ...EM_DINHEIRO, entregueCentavos: null });
    assert.deepEqual([exato.entregueCentavos, exato.trocoCentavos], [TOTAL, 0]);
  });

  test('menos que o total não se recebe, nem outro valor no cartão: nada muda', async (t) => {
    const { aPagar, receber, pagamento, acoes, balcao } = await abrir(t);
    const id = await aPagar();
    for (const como of [
      { ...EM_DINHEIRO, entregueCentavos: TOTAL - 1 },
      { ...EM_DINHEIRO, entregueCentavos: 0 },
      { ...NO_CARTAO, entregueCentavos: TOTAL + 1 },
      { ...NO_CARTAO, entregueCentavos: TOTAL - 1 },
    ])
      await assert.rejects(receber(id, como), recusado('invalid'));
    assert.deepEqual([(await pagamento(id)).estado, (await balcao.get(id))?.doc.estado], ['PENDENTE', 'pendente']);
    assert.deepEqual(await acoes(), []);
  });

  test('o que não existe, ou se paga por Pix, o balcão não conhece', async (t) => {
    const { receber, armazem, aPagar, pagamento } = await abrir(t);
    await assert.rejects(receber(randomUUID()), recusado('not-found'));
    const porPix = {
      ...(await pagamento(await aPagar())),
      transacaoId: randomUUID(),
      tentativa: 2,
      meio: 'pix' as const,
    };
    await armazem.insert(porPix, []);
    await assert.rejects(receber(porPix.transacaoId), recusado('not-found'));
  });

  test('de dois caixas ao mesmo tempo um recebe e o outro ouve que não; a auditoria diz quem foi', async (t) => {
    const { aPagar, receber, mensagens, acoes, pagamento } = await abrir(t);
    for (let vez = 0; vez < 10; vez += 1) {
      const id = await aPagar({ pedidoId: 100 + vez });
      const quem = ['pessoa-1', 'pessoa-2', 'pessoa-3'];
      const fins = await Promise.allSettled(
        quem.map((por, i) => receber(id, { ...EM_DINHEIRO, entregueCentavos: TOTAL + i * 1000 }, caixa(por))),
      );
      const vencedor = fins.findIndex(({ status }) => status === 'fulfilled');
      assert.equal(fins.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const fim of fins) assert.ok(fim.status === 'fulfilled' || recusado('conflict')(fim.reason));
      assert.deepEqual((await acoes()).at(-1), ['recebimento-no-balcao', quem[vencedor]]);
      assert.equal(saldos((await pagamento(id)).livro).caixa, TOTAL);
    }
    assert.deepEqual([(await mensagens('pagamento-confirmado')).length, (await acoes()).length], [10, 10]);
  });

  test('a mesma pessoa que repete com a mesma chave ouve o mesmo; com outra, ou sem, que já foi recebido', async (t) => {
    const { aPagar, receber, acoes } = await abrir(t);
    const id = await aPagar();
    const comChave = { ...EM_DINHEIRO, chave: 'k1' };
    const primeira = await receber(id, comChave);
    assert.deepEqual(await receber(id, comChave), primeira);
    assert.deepEqual((await receber(id, { ...comChave, entregueCentavos: 9999 })).trocoCentavos, 2210);
    for (const [como, por] of [
      [{ ...comChave, chave: 'k2' }, 'pessoa-1'],
      [EM_DINHEIRO, 'pessoa-1'],
      [comChave, 'pessoa-2'],
    ] as const)
      await assert.rejects(receber(id, como, caixa(por)), recusado('conflict'));
    assert.deepEqual(await acoes(), [['recebimento-no-balcao', 'pessoa-1']]);
  });

  test('vencido não se recebe mais, mesmo que ninguém o tenha cancelado ainda', async (t) => {
    const { aPagar, receber, balcao, armazem } = await abrir(t);
    const id = await aPagar();
    assert.deepEqual((await listarCobrancas(armazem, balcao, depois(VALIDADE_MS - 1))).length, 1);
    assert.deepEqual(await listarCobrancas(armazem, balcao, depois(VALIDADE_MS)), []);
    await assert.rejects(receber(id, EM_DINHEIRO, caixa('pessoa-1', depois(VALIDADE_MS))), recusado('conflict'));
    await receber(id, EM_DINHEIRO, caixa('pessoa-1', depois(VALIDADE_MS - 1)));
  });

  test('o que ninguém pagou vence pela varredura de todos: REJEITADO, expirado', async (t) => {
    const { aPagar, varrer, pagamento, receber, mensagens } = await abrir(t);
    const id = await aPagar();
    await varrer(depois(VALIDADE_MS - 1));
    assert.equal((await pagamento(id)).estado, 'PENDENTE');
    await varrer(depois(VALIDADE_MS + 1));
    const { estado, motivo } = await pagamento(id);
    assert.deepEqual([estado, motivo], ['REJEITADO', 'expirado']);
    assert.deepEqual(await mensagens('pagamento-rejeitado'), [{ transacaoId: id, motivo: 'expirado' }]);
    await assert.rejects(receber(id), recusado('conflict'));
  });

  test('recebido no último instante enquanto vence: ou fica pago, ou o caixa ouve que não', async (t) => {
    const { aPagar, receber, varrer, pagamento, balcao, mensagens } = await abrir(t);
    for (let vez = 0; vez < 20; vez += 1) {
      const id = await aPagar({ pedidoId: 200 + vez });
      const [fim] = await Promise.allSettled([
        receber(id, EM_DINHEIRO, caixa('pessoa-1', depois(VALIDADE_MS - 1))),
        varrer(depois(VALIDADE_MS + 1)),
      ]);
      await varrer(depois(VALIDADE_MS + 6_000));
      const { estado, livro } = await pagamento(id);
      assert.equal(estado, fim.status === 'fulfilled' ? 'CONFIRMADO' : 'REJEITADO');
      assert.equal((await balcao.get(id))?.doc.estado, fim.status === 'fulfilled' ? 'aprovada' : 'cancelada');
      assert.equal(saldos(livro).caixa, fim.status === 'fulfilled' ? TOTAL : 0);
    }
    const fins = [...(await mensagens('pagamento-confirmado')), ...(await mensagens('pagamento-rejeitado'))];
    assert.equal(fins.length, 20);
  });

  test('o pedido cancelado antes cancela a cobrança: não se recebe mais', async (t) => {
    const { aPagar, receber, armazem, provedores, pagamento } = await abrir(t);
    const id = await aPagar();
    const pedido = { transacaoId: id, causa: 'cancelamento' as const, estorno: null };
    await estornarPagamento(armazem, provedores, umaEntrega('estorno-pagamento-req'), 7, pedido);
    assert.deepEqual([(await pagamento(id)).estado, (await pagamento(id)).motivo], ['REJEITADO', 'cancelado']);
    await assert.rejects(receber(id), recusado('conflict'));
  });
});

suite('devolver no balcão', () => {
  for (const [como, conta] of [
    [EM_DINHEIRO, 'caixa'],
    [NO_CARTAO, 'maquininha'],
  ] as const)
    test(`o que se recebeu em ${como.forma} sai de onde está (${conta}) quando alguém o entrega`, async (t) => {
      const { aPagar, receber, estornar, entregar, pagamento, balcao, acoes, mensagens } = await abrir(t);
      const id = await aPagar();
      await receber(id, como);
      const parte = await estornar(id, 1000);
      assert.deepEqual(
        (await listarDevolucoes(balcao)).map(({ id: qual, transacaoId, pedidoId, centavos, forma }) => [
          qual,
          transacaoId,
          pedidoId,
          centavos,
          forma,
        ]),
        [[parte, id, 7, 1000, como.forma]],
      );
      const antes = saldos((await pagamento(id)).livro);
      assert.deepEqual([antes[conta], antes['a-devolver']], [TOTAL, -1000]);

      await entregar(parte, caixa('pessoa-2'));
      const meio = await pagamento(id);
      assert.deepEqual(
        [meio.estado, saldos(meio.livro)[conta], saldos(meio.livro)['a-devolver']],
        ['CONFIRMADO', 1790, 0],
      );
      assert.deepEqual(await listarDevolucoes(balcao), []);

      await entregar(await estornar(id, 1790), caixa('pessoa-2'));
      const fim = await pagamento(id);
      assert.deepEqual([fim.estado, saldos(fim.livro)[conta], saldos(fim.livro).venda], ['ESTORNADO', 0, 0]);
      assert.deepEqual((await acoes()).slice(1), [
        ['devolucao-no-balcao', 'pessoa-2'],
        ['devolucao-no-balcao', 'pessoa-2'],
      ]);
      assert.equal((await mensagens('pagamento-estornado')).length, 2);
    });

  test('uma devolução se entrega uma vez, por mais que sejam a entregar', async (t) => {
    const { aPagar, receber, estornar, entregar, pagamento, acoes } = await abrir(t);
    const id = await aPagar();
    await receber(id);
    const devolucao = await estornar(id, TOTAL);
    const fins = await Promise.allSettled(
      ['pessoa-1', 'pessoa-2', 'pessoa-3'].map((por) => entregar(devolucao, caixa(por))),
    );
    assert.equal(fins.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const fim of fins) assert.ok(fim.status === 'fulfilled' || recusado('conflict')(fim.reason));
    await assert.rejects(entregar(devolucao), recusado('conflict'));
    assert.equal(saldos((await pagamento(id)).livro).caixa, 0);
    assert.equal((await acoes()).length, 2);
  });

  test('uma devolução que ninguém pediu não se entrega', async (t) => {
    const { entregar } = await abrir(t);
    await assert.rejects(entregar(randomUUID()), recusado('not-found'));
  });

  test('perguntar de novo ao balcão por uma devolução que espera não a faz duas vezes', async (t) => {
    const { aPagar, receber, estornar, entregar, varrer, pagamento, balcao } = await abrir(t);
    const id = await aPagar();
    await receber(id);
    const devolucao = await estornar(id, 500);
    for (let hora = 1; hora <= 3; hora += 1) await varrer(depois(hora * 60 * MINUTO_MS));
    assert.equal((await listarDevolucoes(balcao)).length, 1);
    await entregar(devolucao);
    await varrer(depois(DIA_MS));
    const { estornos, livro } = await pagamento(id);
    assert.deepEqual([estornos.map(({ estado }) => estado), saldos(livro).caixa], [['FEITO'], TOTAL - 500]);
  });
});

suite('quem morre no meio', () => {
  /** Kills a deed before and after each of its writes, until it needs no more of them. */
  async function emCadaPasso(t: TestContext, fazer: (t: TestContext, morrer: Vida['morrer']) => Promise<boolean>) {
    let passos = 0;
    for (let na = 1; ; na += 1) {
      let morreu = false;
      for (const depoisDela of [false, true])
        await t.test(`${depoisDela ? 'depois' : 'antes'} da escrita ${na}`, async (dentro) => {
          morreu = await fazer(dentro, { na, depois: depoisDela });
        });
      if (!morreu) break;
      passos += 1;
    }
    assert.ok(passos >= 3, `only ${passos} writes`);
  }

  test('recebendo: o dinheiro entra uma vez, ou não entrou e se recebe de novo; a auditoria diz quem, uma vez', async (t) => {
    await emCadaPasso(t, async (dentro, morrer) => {
      const { aPagar, receber, varrer, pagamento, vida, acoes, mensagens, balcao } = await abrir(dentro);
      const id = await aPagar();
      const como = { ...EM_DINHEIRO, chave: 'k1' };
      Object.assign(vida, { escritas: 0, morrer });
      const morreu = await receber(id, como).then(
        () => false,
        (error) => {
          assert.ok(error instanceof Morto);
          return true;
        },
      );
      await varrer(depois(6_000));
      const noLivro = (await balcao.get(id))?.doc.estado === 'aprovada';
      assert.equal((await pagamento(id)).estado, noLivro ? 'CONFIRMADO' : 'PENDENTE');
      const { trocoCentavos } = await receber(id, como, caixa('pessoa-1', depois(7_000)));
      assert.equal(trocoCentavos, 2210);
      await varrer(depois(14_000));
      const { estado, livro } = await pagamento(id);
      assert.deepEqual([estado, saldos(livro).caixa], ['CONFIRMADO', TOTAL]);
      assert.deepEqual(await acoes(), [['recebimento-no-balcao', 'pessoa-1']]);
      assert.equal((await mensagens('pagamento-confirmado')).length, 1);
      assert.equal((await balcao.get(id))?.doc.levarEm, null);
      return morreu;
    });
  });

  test('sem que ninguém o leve, o recebido se leva no vencimento, e a auditoria ouve quem o recebeu', async (t) => {
    const { aPagar, receber, vida, pagamento, acoes, store, provedores } = await abrir(t);
    const id = await aPagar();
    Object.assign(vida, { escritas: 0, morrer: { na: 1, depois: true } });
    await assert.rejects(receber(id), Morto);
    assert.equal((await pagamento(id)).estado, 'PENDENTE');
    await fazerOQueVenceu(store, provedores, umaHistoria(depois(VALIDADE_MS + 1)));
    assert.equal((await pagamento(id)).estado, 'CONFIRMADO');
    assert.deepEqual(await acoes(), [['recebimento-no-balcao', 'pessoa-1']]);
  });

  test('devolvendo: o dinheiro sai uma vez, e a auditoria diz quem, uma vez', async (t) => {
    await emCadaPasso(t, async (dentro, morrer) => {
      const { aPagar, receber, estornar, entregar, varrer, pagamento, vida, acoes, balcao } = await abrir(dentro);
      const id = await aPagar();
      await receber(id);
      const devolucao = await estornar(id, TOTAL);
      Object.assign(vida, { escritas: 0, morrer });
      const morreu = await entregar(devolucao).then(
        () => false,
        (error) => {
          assert.ok(error instanceof Morto);
          return true;
        },
      );
      await varrer(depois(6_000));
      if ((await pagamento(id)).estado !== 'ESTORNADO') {
        assert.equal((await listarDevolucoes(balcao)).length, 1);
        await entregar(devolucao, caixa('pessoa-1', depois(7_000)));
      }
      await varrer(depois(14_000));
      const { estado, livro } = await pagamento(id);
      assert.deepEqual([estado, saldos(livro).caixa, saldos(livro)['a-devolver']], ['ESTORNADO', 0, 0]);
      assert.deepEqual((await acoes()).slice(1), [['devolucao-no-balcao', 'pessoa-1']]);
      assert.equal((await balcao.get(id))?.doc.levarEm, null);
      return morreu;
    });
  });

  test('pedindo o estorno: a devolução espera uma vez no balcão', async (t) => {
    await emCadaPasso(t, async (dentro, morrer) => {
      const { aPagar, receber, estornar, varrer, vida, balcao, pagamento } = await abrir(dentro);
      const id = await aPagar();
      await receber(id);
      Object.assign(vida, { escritas: 0, morrer });
      const qual = randomUUID();
      const morreu = await estornar(id, 1000, qual).then(
        () => false,
        (error) => {
          assert.ok(error instanceof Morto);
          return true;
        },
      );
      vida.morrer = null;
      await estornar(id, 1000, qual); // the message comes again
      await varrer(depois(60_000));
      assert.deepEqual(
        (await listarDevolucoes(balcao)).map(({ id: each }) => each),
        [qual],
      );
      assert.equal(saldos((await pagamento(id)).livro)['a-devolver'], -1000);
      return morreu;
    });
  });

  test('fechando: o dia fecha uma vez, e a auditoria o ouve por uma só mensagem', async (t) => {
    await emCadaPasso(t, async (dentro, morrer) => {
      const { aPagar, receber, livros, vida } = await abrir(dentro);
      await receber(await aPagar());
      const enviadas: Outgoing[] = [];
      const answer = async (messages: readonly Outgoing[]) => void enviadas.push(...messages);
      Object.assign(vida, { escritas: 0, morrer });
      let morreu = false;
      const morrendo = (error: unknown) => {
        assert.ok(error instanceof Morto, String(error));
        morreu = true;
      };
      const contagem = { fundoCentavos: 0, dinheiro: TOTAL, cartao: 0 };
      await fecharCaixa(livros, caixa(), HOJE, contagem).catch(morrendo);
      await auditarFechamentos(livros, { answer }, umaHistoria(AGORA)).catch(morrendo);
      vida.morrer = null;
      if (!(await livros.fechamentos.get(HOJE))) await fecharCaixa(livros, caixa(), HOJE, contagem);
      for (let vez = 0; vez < 2; vez += 1) await auditarFechamentos(livros, { answer }, umaHistoria(depois(1_000)));
      assert.equal(new Set(enviadas.map(({ envelope }) => envelope.id)).size, 1);
      assert.equal((await livros.fechamentos.get(HOJE))?.doc.auditado, true);
      return morreu || (morrer?.na ?? 0) <= 3;
    });
  });
});

suite('o caixa do dia', () => {
  const contado = (dinheiro: number, cartao: number, fundoCentavos = 10_000) => ({ fundoCentavos, dinheiro, cartao });

  test('soma o que entrou, o troco e o que se devolveu, em dinheiro e no cartão', async (t) => {
    const { aPagar, receber, estornar, entregar, livros } = await abrir(t);
    const emDinheiro = await aPagar({ pedidoId: 1 });
    await receber(emDinheiro);
    const noCartao = await aPagar({ pedidoId: 2, total: 3000 });
    await entregar(await estornar(emDinheiro, 90), caixa('pessoa-1', depois(1_000)));
    await receber(noCartao, NO_CARTAO, caixa('pessoa-1', depois(2_000)));
    await estornar(noCartao, 500); // nobody has handed it over
    const dia = await lerCaixa(livros, HOJE);
    assert.deepEqual(dia.caixa, {
      dinheiro: { entradas: 5000, troco: 2210, devolucoes: 90, esperado: 2700 },
      cartao: { entradas: 3000, troco: 0, devolucoes: 0, esperado: 3000 },
    });
    assert.deepEqual(
      dia.movimentos.map(({ tipo, pedidoId, forma, centavos, por }) => [tipo, pedidoId, forma, centavos, por]),
      [
        ['entrada', 1, 'dinheiro', 5000, 'pessoa-1'],
        ['troco', 1, 'dinheiro', 2210, 'pessoa-1'],
        ['devolucao', 1, 'dinheiro', 90, 'pessoa-1'],
        ['entrada', 2, 'cartao', 3000, 'pessoa-1'],
      ],
    );
    assert.equal(dia.fechamento, null);
  });

  test('cada movimento é do dia da lanchonete em que foi, não do de UTC', async (t) => {
    const [tarde, cedo] = [new Date('2026-03-11T02:59:59.999Z'), new Date('2026-03-11T03:00:00.000Z')];
    const { aPagar, receber, estornar, entregar, livros, relogio } = await abrir(t, tarde);
    const id = await aPagar({ em: tarde });
    await receber(id, EM_DINHEIRO, caixa('pessoa-1', tarde));
    relogio(cedo);
    await entregar(await estornar(id, TOTAL), caixa('pessoa-1', cedo));
    const [ontem, hoje] = [await lerCaixa(livros, HOJE), await lerCaixa(livros, '2026-03-11')];
    assert.deepEqual([ontem.caixa.dinheiro.esperado, hoje.caixa.dinheiro.esperado], [TOTAL, -TOTAL]);
  });

  test('fecha uma vez, com o que se esperava e o que se contou; ao mesmo tempo, um só', async (t) => {
    const { aPagar, receber, livros } = await abrir(t);
    await receber(await aPagar());
    const fins = await Promise.allSettled(
      ['pessoa-1', 'pessoa-2'].map((por) => fecharCaixa(livros, caixa(por), HOJE, contado(12_700, 0))),
    );
    assert.deepEqual(fins.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const { fechamento } = await lerCaixa(livros, HOJE);
    assert.deepEqual(fechamento?.esperado, { dinheiro: 10_000 + TOTAL, cartao: 0 });
    assert.deepEqual(fechamento?.contado, { dinheiro: 12_700, cartao: 0 });
    await assert.rejects(fecharCaixa(livros, caixa(), HOJE, contado(0, 0)), recusado('conflict'));
  });

  test('um dia que não começou não se fecha; um que passou, sim', async (t) => {
    const { livros } = await abrir(t);
    await assert.rejects(fecharCaixa(livros, caixa(), '2026-03-11', contado(0, 0)), recusado('conflict'));
    await fecharCaixa(livros, caixa(), '2026-03-09', contado(10_000, 0));
  });

  test('o que vem depois do fechamento é do dia seguinte, e o que se fechou não muda mais', async (t) => {
    const { aPagar, receber, estornar, entregar, livros, relogio } = await abrir(t);
    const antes = await aPagar({ pedidoId: 1 });
    await receber(antes);
    assert.equal(await diaAberto(livros, AGORA), HOJE);
    const fechado = await fecharCaixa(livros, caixa(), HOJE, contado(12_790, 0));
    relogio(depois(60_000));
    await receber(await aPagar({ pedidoId: 2 }), NO_CARTAO, caixa('pessoa-1', depois(60_000)));
    await entregar(await estornar(antes, 100), caixa('pessoa-1', depois(60_000)));
    assert.deepEqual((await lerCaixa(livros, HOJE)).caixa, fechado.caixa);
    assert.equal(await diaAberto(livros, depois(60_000)), '2026-03-11');
    const amanha = (await lerCaixa(livros, '2026-03-11')).caixa;
    assert.deepEqual([amanha.cartao.esperado, amanha.dinheiro.esperado], [TOTAL, -100]);

    const noOutroDia = depois(DIA_MS);
    relogio(noOutroDia);
    await receber(await aPagar({ pedidoId: 3, em: noOutroDia }), NO_CARTAO, caixa('pessoa-1', noOutroDia));
    await fecharCaixa(livros, caixa('pessoa-1', noOutroDia), '2026-03-11', contado(0, 0));
    assert.equal((await lerCaixa(livros, '2026-03-11')).caixa.cartao.esperado, 2 * TOTAL);
    assert.deepEqual((await lerCaixa(livros, '2026-03-12')).movimentos, []);
  });

  test('o que se recebe enquanto se fecha é de um dia ou do outro, nunca de nenhum nem dos dois', async (t) => {
    const { aPagar, receber, livros } = await abrir(t);
    const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => aPagar({ pedidoId: 300 + i })));
    const formas: FormaDoBalcao[] = ['dinheiro', 'cartao'];
    await Promise.all([
      ...ids.map((id, i) => receber(id, { forma: formas[i % 2] ?? 'cartao', entregueCentavos: null, chave: null })),
      fecharCaixa(livros, caixa(), HOJE, contado(0, 0)),
    ]);
    const [hoje, amanha] = [await lerCaixa(livros, HOJE), await lerCaixa(livros, '2026-03-11')];
    assert.equal(hoje.fechamento?.dia, HOJE);
    const movimentos = [...hoje.movimentos, ...amanha.movimentos].map(({ id }) => id);
    assert.deepEqual(movimentos.sort(), ids.map((id) => `entrada:${id}`).sort());
  });
});
