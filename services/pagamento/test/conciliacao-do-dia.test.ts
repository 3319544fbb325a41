import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { dayIn, diasDepois } from '@foodious/kernel/day.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import type { DeadCare } from '@foodious/messaging/forget.ts';
import fc from 'fast-check';
import {
  comparar,
  idDaDivergencia,
  REPAROS,
  type Reparo,
  reparosDe,
  TIPOS_DE_DIVERGENCIA,
  type TipoDeDivergencia,
  totaisDe,
} from '../src/domain/conciliacao.ts';
import { saldos } from '../src/domain/livro.ts';
import {
  concluirEstorno,
  confirmar,
  estornavelDe,
  novoPagamento,
  type Pagamento,
  pedirEstorno,
  rejeitar,
} from '../src/domain/pagamento.ts';
import { csv } from '../src/http/csv.ts';
import type { Cobranca, Divergencia } from '../src/ports.ts';
import { conciliar, seguir } from '../src/use-cases/conciliar.ts';
import { conciliarDia, reencontrada, reverAbertas } from '../src/use-cases/conciliar-dia.ts';
import { desvincularPagamentos } from '../src/use-cases/desvincular-pagamentos.ts';
import { type Reparos, repararDivergencia, seguirReparos } from '../src/use-cases/reparar-divergencia.ts';
import { listarDia, verConciliacao } from '../src/use-cases/ver-conciliacao.ts';
import { umArmazem } from './armazem.ts';
import { bancoNaMemoria } from './banco-na-memoria.ts';
import { umaCobranca, umaEntrega, umPagamento, umPix } from './builders.ts';

const ONTEM = new Date('2026-03-10T15:00:00Z');
const HOJE = new Date('2026-03-11T15:00:00Z');
const GRACA_MS = 120_000;

const nosso = (parte: Partial<Pagamento> = {}): Pagamento => ({ ...umPagamento(parte), criadoEm: ONTEM.toISOString() });
const dele = (de: Pagamento, parte: Partial<Cobranca> = {}): Cobranca =>
  umaCobranca({
    id: de.cobranca?.id as string,
    referencia: de.transacaoId,
    valorCentavos: de.totalCentavos,
    criadaEm: ONTEM.toISOString(),
    ...parte,
  });
const pago = (parte: Partial<Pagamento> = {}, taxaCentavos: number | null = null): Pagamento =>
  confirmar(nosso(parte), ONTEM, { taxaCentavos }).pagamento;
const voltou = (centavos: number) => [{ id: 'e1', nosso: null, centavos, feito: true, em: ONTEM.toISOString() }];
const estornado = (de: Pagamento, centavos: number) =>
  concluirEstorno(pedirEstorno(de, { id: 'e1', centavos, causa: 'gerencia' }, ONTEM), 'e1', ONTEM, 'e1').pagamento;

suite('a comparação de um pagamento com a sua cobrança', () => {
  const semCodigo = { cobranca: { id: 'x', pixCopiaECola: null, expiraEm: ONTEM.toISOString() } };
  const tabela: [string, Pagamento | null, (p: Pagamento) => Cobranca | null, TipoDeDivergencia[]][] = [
    ['pago lá e pendente aqui', nosso(), (p) => dele(p, { estado: 'aprovada' }), ['notificacao-perdida']],
    ['recusado lá e pendente aqui', nosso(), (p) => dele(p, { estado: 'rejeitada' }), ['notificacao-perdida']],
    ['pendente dos dois lados', nosso(), (p) => dele(p), []],
    ['pago dos dois lados', pago(), (p) => dele(p, { estado: 'aprovada' }), []],
    [
      'pago lá e rejeitado aqui',
      rejeitar(nosso(), ONTEM, 'expirado').pagamento,
      (p) => dele(p, { estado: 'aprovada' }),
      ['pago-e-cancelado'],
    ],
    [
      'rejeitado aqui e ainda aberto lá, que só conta se for pago',
      rejeitar(nosso(), ONTEM, 'cancelado').pagamento,
      (p) => dele(p),
      [],
    ],
    ['outro valor', pago(), (p) => dele(p, { estado: 'aprovada', valorCentavos: 2021 }), ['valor-diverge']],
    ['outra moeda', pago(), (p) => dele(p, { estado: 'aprovada', moeda: 'ARS' }), ['valor-diverge']],
    ['pago aqui e aberto lá', pago(), (p) => dele(p), ['valor-diverge']],
    ['pago aqui e recusado lá', pago(), (p) => dele(p, { estado: 'rejeitada' }), ['valor-diverge']],
    [
      'outro valor que voltou todo, e nada conta aqui',
      rejeitar(nosso(), ONTEM, 'expirado').pagamento,
      (p) => dele(p, { estado: 'estornada', valorCentavos: 2021, estornos: voltou(2021) }),
      [],
    ],
    ['cobrança que o provedor não conhece', nosso(), () => null, ['sem-cobranca']],
    [
      'voltou lá e não aqui',
      pago(),
      (p) => dele(p, { estado: 'aprovada', estornos: voltou(500) }),
      ['estorno-diverge'],
    ],
    ['voltou aqui e não lá', estornado(pago(), 500), (p) => dele(p, { estado: 'aprovada' }), ['estorno-diverge']],
    [
      'voltou o mesmo dos dois lados',
      estornado(pago(), 500),
      (p) => dele(p, { estado: 'aprovada', estornos: voltou(500) }),
      [],
    ],
    [
      'a caminho lá, que ainda não voltou em lado nenhum',
      pedirEstorno(pago(), { id: 'e1', centavos: 500, causa: 'gerencia' }, ONTEM),
      (p) => dele(p, { estado: 'aprovada', estornos: voltou(500).map((each) => ({ ...each, feito: false })) }),
      [],
    ],
    ['outra taxa', pago({}, 20), (p) => dele(p, { estado: 'aprovada', taxaCentavos: 30 }), ['taxa-diverge']],
    ['taxa que o provedor não diz', pago({}, 20), (p) => dele(p, { estado: 'aprovada' }), []],
    ['código que não se mostrou', nosso(semCodigo), (p) => dele(p), ['codigo-invalido']],
    ['contestada', pago(), (p) => dele(p, { estado: 'contestada' }), ['contestada']],
    ['estado que não se conhece', pago(), (p) => dele(p, { estado: 'desconhecida' }), ['contestada']],
    ['desconhecida e paga', null, (p) => dele(p, { estado: 'aprovada' }), ['desconhecida']],
    ['desconhecida e aberta em nosso nome', null, (p) => dele(p), ['desconhecida']],
    ['de outro negócio na mesma conta, ainda por pagar', null, (p) => dele(p, { referencia: null }), []],
    ['desconhecida e já toda de volta', null, (p) => dele(p, { estado: 'estornada', estornos: voltou(2020) }), []],
    ['desconhecida e recusada', null, (p) => dele(p, { estado: 'rejeitada' }), []],
  ];
  for (const [caso, aqui, la, tipos] of tabela)
    test(`${caso}: ${tipos.join(', ') || 'de acordo'}`, () => {
      const achados = comparar(aqui, la(aqui ?? nosso()), HOJE, GRACA_MS);
      assert.deepEqual(
        achados?.map(({ tipo }) => tipo),
        tipos,
      );
    });
  test('todos os tipos de divergência têm o seu caso', () => {
    const provados = new Set(tabela.flatMap(([, , , tipos]) => tipos));
    assert.deepEqual(
      TIPOS_DE_DIVERGENCIA.filter((tipo) => !provados.has(tipo)),
      [],
    );
  });

  test('o que acaba de se mover, de um lado ou do outro, ainda não é divergência', () => {
    const p = nosso();
    const agora = new Date(ONTEM.getTime() + 3_600_000);
    const recente = new Date(agora.getTime() - GRACA_MS + 1_000).toISOString();
    const antigo = new Date(agora.getTime() - GRACA_MS).toISOString();
    for (const [aprovadaEm, diz] of [
      [recente, false],
      [antigo, true],
    ] as const)
      assert.equal(comparar(p, dele(p, { estado: 'aprovada', aprovadaEm }), agora, GRACA_MS) !== null, diz);
    const agoraMesmo = confirmar(p, new Date(recente)).pagamento;
    assert.equal(comparar(agoraMesmo, dele(p), agora, GRACA_MS), null);
  });

  test('diz de cada lado o valor e o estado de que se trata', () => {
    const [achado] = comparar(estornado(pago(), 500), dele(nosso(), { estado: 'aprovada' }), HOJE, GRACA_MS) ?? [];
    assert.deepEqual(achado, {
      tipo: 'estorno-diverge',
      nossoCentavos: 500,
      deleCentavos: 0,
      nossoEstado: 'CONFIRMADO',
      deleEstado: 'aprovada',
    });
  });
});

/** A life of a charge at the provider, told to us whenever it moved. */
const vidas = fc.record({
  total: fc.integer({ min: 2, max: 50_000 }),
  taxa: fc.option(fc.integer({ min: 0, max: 400 })),
  passos: fc.array(
    fc.oneof(
      fc.constant({ tipo: 'aprovar' as const }),
      fc.constant({ tipo: 'rejeitar' as const }),
      fc.record({ tipo: fc.constant('devolver' as const), parte: fc.double({ min: 0, max: 1, noNaN: true }) }),
    ),
    { maxLength: 8 },
  ),
});

suite('lados que estão de acordo', () => {
  test('depois de cada passo que nos contam, a comparação não acha nada', () =>
    fc.assert(
      fc.property(vidas, ({ total, taxa, passos }) => {
        let aqui = nosso({ totalCentavos: total });
        let la = dele(aqui);
        for (const [i, passo] of passos.entries()) {
          const em = new Date(ONTEM.getTime() + i * 1000);
          const resta = la.valorCentavos - la.estornos.reduce((soma, { centavos }) => soma + centavos, 0);
          if (passo.tipo === 'aprovar' && (la.estado === 'pendente' || la.estado === 'rejeitada'))
            la = { ...la, estado: 'aprovada', aprovadaEm: em.toISOString(), taxaCentavos: taxa };
          else if (passo.tipo === 'rejeitar' && la.estado === 'pendente')
            la = { ...la, estado: 'rejeitada', motivo: 'recusado' };
          else if (passo.tipo === 'devolver' && la.estado === 'aprovada') {
            const centavos = Math.max(1, Math.round(resta * passo.parte));
            const estorno = { id: randomUUID(), nosso: null, centavos, feito: true, em: em.toISOString() };
            la = { ...la, estornos: [...la.estornos, estorno], estado: centavos === resta ? 'estornada' : 'aprovada' };
          }
          aqui = seguir(aqui, la, em).pagamento;
          assert.deepEqual(comparar(aqui, la, HOJE, GRACA_MS), []);
        }
      }),
    ));

  test('um passo de que não soubemos se acha, e segui-lo basta', () =>
    fc.assert(
      fc.property(vidas, fc.constantFrom('aprovar', 'devolver'), ({ total, taxa }, perdido) => {
        const aberta = nosso({ totalCentavos: total });
        const aprovada = dele(aberta, { estado: 'aprovada', taxaCentavos: taxa });
        const antes = perdido === 'aprovar' ? aberta : seguir(aberta, aprovada, ONTEM).pagamento;
        const la = perdido === 'aprovar' ? aprovada : { ...aprovada, estornos: voltou(1) };
        assert.notDeepEqual(comparar(antes, la, HOJE, GRACA_MS), []);
        assert.deepEqual(comparar(seguir(antes, la, ONTEM).pagamento, la, HOJE, GRACA_MS), []);
      }),
    ));
});

suite('os reparos de uma divergência', () => {
  const achado = { nossoCentavos: 500, deleCentavos: 0, nossoEstado: 'CONFIRMADO', deleEstado: 'aprovada' };
  for (const tipo of TIPOS_DE_DIVERGENCIA)
    test(`${tipo}: busca-se de novo ou se ignora, e nada que não exista`, () => {
      const reparos = reparosDe({ ...achado, tipo });
      for (const sempre of ['buscar', 'ignorar'] as const) assert.ok(reparos.includes(sempre), sempre);
      assert.ok(reparos.every((reparo) => REPAROS.includes(reparo)));
    });
  test('só se vincula o desconhecido que está pago, e só se devolve onde há dinheiro ou cobrança aberta', () => {
    const de = (parte: object) => reparosDe({ ...achado, tipo: 'desconhecida', ...parte });
    assert.deepEqual(de({}), ['buscar', 'estornar', 'vincular', 'ignorar']);
    assert.deepEqual(de({ deleEstado: 'pendente' }), ['buscar', 'estornar', 'ignorar']);
    assert.deepEqual(de({ deleEstado: 'contestada' }), ['buscar', 'ignorar']);
    assert.deepEqual(de({ tipo: 'valor-diverge', deleEstado: 'rejeitada' }), ['buscar', 'ignorar']);
    assert.deepEqual(de({ tipo: 'estorno-diverge', nossoCentavos: 0, deleCentavos: 500 }), ['buscar', 'ignorar']);
  });
});

test('o que foi ignorado fica ignorado até um dos lados mudar; o que se resolveu e voltou, reabre', () => {
  const aberta: Divergencia = {
    id: 'desconhecida:pix:1',
    dia: '2026-03-10',
    tipo: 'desconhecida',
    meio: 'pix',
    cobrancaId: '1',
    transacaoId: null,
    pedidoId: null,
    nossoCentavos: null,
    deleCentavos: 100,
    nossoEstado: null,
    deleEstado: 'aprovada',
    vistaEm: ONTEM.toISOString(),
    resolvidaEm: null,
    resolvidaPor: null,
    reparo: null,
    motivo: null,
    emCurso: null,
    erro: null,
    aContar: [],
  };
  const nova = { ...aberta, vistaEm: HOJE.toISOString() };
  const resolvida = (reparo: Reparo | 'some'): Divergencia => ({
    ...aberta,
    resolvidaEm: ONTEM.toISOString(),
    resolvidaPor: 'equipe-1',
    reparo,
  });
  assert.equal(reencontrada(aberta, nova), aberta);
  const ignorada = resolvida('ignorar');
  assert.equal(reencontrada(ignorada, nova), ignorada);
  assert.equal(reencontrada(ignorada, { ...nova, deleCentavos: 50 }).resolvidaEm, null);
  const codigo = { ...ignorada, tipo: 'codigo-invalido' as const };
  assert.equal(reencontrada(codigo, { ...codigo, resolvidaEm: null, reparo: null, deleEstado: 'rejeitada' }), codigo);
  const emCurso = { acao: 'estornar', desde: ONTEM.toISOString() } as Divergencia['emCurso'];
  const sanada = { ...nova, resolvidaEm: HOJE.toISOString(), reparo: 'buscar' as const };
  assert.equal(reencontrada(aberta, sanada).reparo, 'buscar');
  assert.equal(
    reencontrada({ ...aberta, emCurso }, sanada).resolvidaEm,
    null,
    'it ends as the repair that is under way',
  );
  for (const reparo of ['some', 'buscar', 'estornar', 'vincular'] as const)
    assert.deepEqual(reencontrada(resolvida(reparo), nova), nova);
});

/** The reconciliation over a store and two banks in memory. The clock stands still unless a test moves it. */
async function abrir(t: TestContext) {
  const store = await umArmazem(t);
  const relogio = { agora: ONTEM };
  const banco = bancoNaMemoria(() => relogio.agora);
  const balcao = bancoNaMemoria(() => relogio.agora);
  const contadas: Outgoing[] = [];
  const filas = { fora: false };
  const diaDe = dayIn('America/Sao_Paulo');
  const deps: Reparos = {
    store,
    divergencias: store.divergencias,
    comparacoes: store.comparacoes,
    provedores: { pix: banco.provedor, balcao: balcao.provedor },
    diaDe,
    gracaMs: GRACA_MS,
    async contar(mensagens) {
      if (filas.fora) throw new Unavailable('the queues do not answer');
      contadas.push(...mensagens);
    },
  };
  const contexto = () => newStory(randomUUID(), relogio.agora, 'pagamento');
  const gente = () => ({ ...contexto(), por: 'equipe-1', papel: 'gerente' });
  const passar = (ms: number) => {
    relogio.agora = new Date(relogio.agora.getTime() + ms);
  };
  let pedidos = 0;
  return {
    store,
    deps,
    banco,
    balcao,
    relogio,
    contadas,
    filas,
    passar,
    contexto,
    gente,
    dia: () => diaDe(relogio.agora),
    /** A charge of ours, open on both sides; `parte` is what of the pagamento is otherwise. */
    async cobrar(parte: Partial<Pagamento> = {}): Promise<{ transacaoId: string; cobrancaId: string }> {
      pedidos += 1;
      const pedidoId = pedidos;
      const [transacaoId, total] = [randomUUID(), parte.totalCentavos ?? 2020];
      const qual = parte.meio === 'balcao' ? balcao : banco;
      const expiraEm = new Date(relogio.agora.getTime() + 600_000);
      const { id } = await qual.provedor.criar({ transacaoId, valorCentavos: total, expiraEm });
      const novo = novoPagamento(
        {
          transacaoId,
          pedidoId,
          dono: null,
          clienteId: null,
          tentativa: 1,
          totalCentavos: total,
          meio: 'pix',
          cobranca: { id, pixCopiaECola: umPix(total), expiraEm: expiraEm.toISOString() },
          traceparent: '',
          ...parte,
        },
        relogio.agora,
      );
      assert.ok(await store.insert({ ...novo, ...parte }, []));
      return { transacaoId, cobrancaId: id };
    },
    /** We hear of where its charge stands. */
    async avisar({ transacaoId, cobrancaId }: { transacaoId: string; cobrancaId: string }) {
      const cobranca = banco.minhas(cobrancaId) ?? balcao.minhas(cobrancaId);
      await conciliar(store, contexto(), { transacaoId }, cobranca as Cobranca);
    },
    comparar: (dia?: string) => conciliarDia(deps, contexto(), dia ?? diaDe(relogio.agora)),
    async divergencias(dia?: string) {
      return (await verConciliacao(deps, dia ?? diaDe(relogio.agora))).divergencias;
    },
    abertas: () => store.divergencias.list('abertaEm', { limite: 100 }),
    reparar: (id: string, acao: Reparo, mais: { motivo?: string; transacaoId?: string } = {}) =>
      repararDivergencia(deps, gente(), id, {
        acao,
        motivo: mais.motivo ?? null,
        transacaoId: mais.transacaoId ?? null,
      }),
    rodada: () => seguirReparos(deps, contexto()),
    async pagamento(transacaoId: string): Promise<Pagamento> {
      return (await store.get(transacaoId))?.pagamento ?? assert.fail(`no pagamento ${transacaoId}`);
    },
    async mensagens() {
      return (await store.outbox.pending(100)).map(({ envelope }) => envelope.tipo);
    },
  };
}
type Casa = Awaited<ReturnType<typeof abrir>>;

/** What an open divergência says, without what only it knows. */
const dizer = ({ tipo, nossoCentavos, deleCentavos, nossoEstado, deleEstado }: Divergencia) => [
  tipo,
  nossoCentavos,
  deleCentavos,
  nossoEstado,
  deleEstado,
];

suite('a conciliação de um dia', () => {
  test('um dia de acordo não tem divergências, e fica dito quando se comparou', async (t) => {
    const c = await abrir(t);
    const [um, outro] = [await c.cobrar(), await c.cobrar({ totalCentavos: 1000 })];
    c.banco.aprovar(um.cobrancaId, { taxaCentavos: 20 });
    await c.avisar(um);
    c.banco.rejeitar(outro.cobrancaId, 'recusado');
    await c.avisar(outro);
    c.passar(GRACA_MS);
    assert.equal((await verConciliacao(c.deps, c.dia())).feitaEm, null);
    await c.comparar();
    const { feitaEm, totais, divergencias } = await verConciliacao(c.deps, c.dia());
    assert.deepEqual(divergencias, []);
    assert.equal(feitaEm, c.relogio.agora.toISOString());
    assert.deepEqual(totais, {
      cobrado: 3020,
      recebido: 2020,
      taxas: 20,
      estornado: 0,
      pixRecebido: 2020,
      pixEstornado: 0,
      caixa: 0,
      maquininha: 0,
      provedorRecebido: 2020,
      provedorEstornado: 0,
    });
  });

  test('uma notificação perdida se busca e se aplica sozinha, e fica dito que se perdeu', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    c.passar(GRACA_MS);
    await c.comparar();
    assert.equal((await c.pagamento(cobranca.transacaoId)).estado, 'CONFIRMADO');
    assert.deepEqual(await c.mensagens(), ['pagamento-confirmado']);
    const [perdida, ...mais] = await c.divergencias();
    assert.deepEqual(mais, []);
    assert.deepEqual(
      [perdida?.tipo, perdida?.reparo, perdida?.resolvidaPor, perdida?.transacaoId],
      ['notificacao-perdida', 'buscar', 'pagamento', cobranca.transacaoId],
    );
    assert.deepEqual(await c.abertas(), []);
    assert.deepEqual(c.contadas, [], 'nobody of the staff did anything');
    await c.comparar();
    assert.deepEqual(await c.mensagens(), ['pagamento-confirmado']);
  });

  test('o que se aprovou depois de cancelado chega ao pedido, que decide se o dinheiro volta', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.rejeitar(cobranca.cobrancaId, 'cancelado');
    await c.avisar(cobranca);
    c.banco.aprovar(cobranca.cobrancaId);
    c.passar(GRACA_MS);
    await c.comparar();
    assert.equal((await c.pagamento(cobranca.transacaoId)).estado, 'CONFIRMADO');
    assert.deepEqual(await c.mensagens(), ['pagamento-rejeitado', 'pagamento-confirmado']);
    assert.deepEqual(
      (await c.divergencias()).map(({ tipo, reparo }) => [tipo, reparo]),
      [['pago-e-cancelado', 'buscar']],
    );
  });

  test('o que voltou nas páginas do provedor e a taxa que veio depois entram no livro', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    c.banco.devolver(cobranca.cobrancaId, 500);
    c.banco.mudar(cobranca.cobrancaId, { taxaCentavos: 21 });
    c.passar(GRACA_MS);
    await c.comparar();
    const { livro, estornos } = await c.pagamento(cobranca.transacaoId);
    assert.deepEqual(
      estornos.map(({ centavos, causa, estado }) => [centavos, causa, estado]),
      [[500, 'provedor', 'FEITO']],
    );
    assert.deepEqual([saldos(livro).taxa, saldos(livro).provedor], [21, 2020 - 500 - 21]);
    assert.deepEqual((await c.divergencias()).map(({ tipo, resolvidaEm }) => [tipo, resolvidaEm !== null]).toSorted(), [
      ['estorno-diverge', true],
      ['taxa-diverge', true],
    ]);
    c.banco.mudar(cobranca.cobrancaId, { taxaCentavos: 15 });
    await c.comparar();
    c.passar(GRACA_MS);
    await c.comparar();
    assert.equal(saldos((await c.pagamento(cobranca.transacaoId)).livro).taxa, 15);
  });

  test('uma divergência é uma só, por mais vezes que se compare, e some quando já não há', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId, { valorCentavos: 2030 });
    c.passar(GRACA_MS);
    await c.comparar();
    await c.comparar();
    assert.deepEqual((await c.divergencias()).map(dizer), [['valor-diverge', 2020, 2030, 'PENDENTE', 'aprovada']]);
    assert.equal((await c.pagamento(cobranca.transacaoId)).estado, 'PENDENTE');
    c.banco.mudar(cobranca.cobrancaId, { valorCentavos: 2020, estado: 'pendente' });
    await c.comparar();
    assert.deepEqual(
      (await c.divergencias()).map(({ reparo }) => reparo),
      ['some'],
    );
    assert.deepEqual(await c.abertas(), []);
  });

  test('uma busca atrasada não é divergência: a cobrança se pede pelo seu número', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    c.banco.estado.buscaAtrasada = true;
    c.passar(GRACA_MS);
    await c.comparar();
    assert.deepEqual(await c.divergencias(), []);
    assert.equal((await verConciliacao(c.deps, c.dia())).totais.provedorRecebido, 2020);
  });

  test('o que se paga de um dia e volta no outro está em ambos, sem alarme', async (t) => {
    const c = await abrir(t);
    const primeiro = c.dia();
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    c.passar(24 * 3_600_000);
    c.banco.devolver(cobranca.cobrancaId, 2020);
    await c.avisar(cobranca);
    c.passar(GRACA_MS);
    const segundo = c.dia();
    assert.notEqual(primeiro, segundo);
    for (const dia of [primeiro, segundo]) await c.comparar(dia);
    const ver = async (dia: string) => {
      const { totais, divergencias } = await verConciliacao(c.deps, dia);
      const { recebido, estornado: voltaram, provedorRecebido, provedorEstornado } = totais;
      return [divergencias.length, recebido, voltaram, provedorRecebido, provedorEstornado];
    };
    assert.deepEqual(await ver(primeiro), [0, 2020, 0, 2020, 0]);
    assert.deepEqual(await ver(segundo), [0, 0, 2020, 0, 2020]);
  });

  test('um dia em que nada se mexeu não tem cobranças, ainda que vivas antes e depois dele', async (t) => {
    const c = await abrir(t);
    const primeiro = c.dia();
    const cobranca = await c.cobrar();
    c.passar(2 * 24 * 3_600_000);
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    const linhas = async (dia: string) => (await listarDia(c.deps, dia)).length;
    assert.deepEqual([await linhas(primeiro), await linhas(diasDepois(primeiro, 1)), await linhas(c.dia())], [1, 0, 1]);
  });

  test('de duas comparações de um dia vale a que começou depois', async (t) => {
    const c = await abrir(t);
    await c.comparar();
    const antes = { ...c.contexto(), agora: new Date(c.relogio.agora.getTime() - 1_000) };
    await conciliarDia(c.deps, antes, c.dia());
    assert.equal((await verConciliacao(c.deps, c.dia())).feitaEm, c.relogio.agora.toISOString());
  });

  test('pouco antes da meia-noite do restaurante ainda é o mesmo dia', async (t) => {
    const c = await abrir(t);
    c.relogio.agora = new Date('2026-03-11T02:59:00Z');
    const cobranca = await c.cobrar();
    c.passar(120_000);
    c.banco.aprovar(cobranca.cobrancaId);
    c.passar(GRACA_MS);
    await c.comparar('2026-03-10');
    assert.equal((await c.pagamento(cobranca.transacaoId)).estado, 'CONFIRMADO');
    assert.deepEqual(
      (await c.divergencias('2026-03-10')).map(({ tipo }) => tipo),
      ['notificacao-perdida'],
    );
    await c.comparar('2026-03-11');
    c.passar(GRACA_MS);
    await c.comparar('2026-03-11');
    assert.deepEqual(await c.divergencias('2026-03-11'), []);
  });

  test('com o provedor fora do ar o dia não fica por comparado, e nada se fecha', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId, { valorCentavos: 1 });
    c.passar(GRACA_MS);
    await c.comparar();
    const antes = await verConciliacao(c.deps, c.dia());
    c.passar(1_000);
    c.banco.estado.fora = true;
    await assert.rejects(c.comparar(), Unavailable);
    assert.deepEqual(await verConciliacao(c.deps, c.dia()), antes);
  });

  test('duas instâncias que comparam ao mesmo tempo fazem o mesmo que uma', async (t) => {
    const c = await abrir(t);
    const certas = await Promise.all(Array.from({ length: 5 }, () => c.cobrar()));
    for (const { cobrancaId } of certas) c.banco.aprovar(cobrancaId);
    c.banco.guardar(
      umaCobranca({ id: 'x', referencia: null, estado: 'aprovada', criadaEm: c.relogio.agora.toISOString() }),
    );
    c.passar(GRACA_MS);
    await Promise.all([c.comparar(), c.comparar(), c.comparar()]);
    assert.deepEqual((await c.mensagens()).length, 5);
    const tipos = (await c.divergencias()).map(({ tipo }) => tipo).toSorted();
    assert.deepEqual(tipos, ['desconhecida', ...Array.from({ length: 5 }, () => 'notificacao-perdida')]);
  });

  test('uma cobrança que não se lê não impede as outras', async (t) => {
    const c = await abrir(t);
    const [ruim, boa] = [await c.cobrar(), await c.cobrar()];
    for (const { cobrancaId } of [ruim, boa]) c.banco.aprovar(cobrancaId);
    const { obter } = c.banco.provedor;
    c.banco.provedor.obter = async (id) => {
      if (id === ruim.cobrancaId) throw new Unavailable('not this one');
      return obter(id);
    };
    c.passar(GRACA_MS);
    await assert.rejects(c.comparar(), Unavailable);
    assert.equal((await c.pagamento(boa.transacaoId)).estado, 'CONFIRMADO');
    assert.equal((await verConciliacao(c.deps, c.dia())).feitaEm, null);
  });

  test('o que ficou aberto num dia antigo se vê quando já não há', async (t) => {
    const c = await abrir(t);
    const dia = c.dia();
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId, { valorCentavos: 2030 });
    c.passar(GRACA_MS);
    await c.comparar();
    c.passar(10 * 24 * 3_600_000);
    c.banco.mudar(cobranca.cobrancaId, { valorCentavos: 2020, estado: 'pendente' });
    await reverAbertas(c.deps, c.contexto(), [c.dia(), diasDepois(c.dia(), -1)]);
    assert.deepEqual(
      (await c.divergencias(dia)).map(({ reparo }) => reparo),
      ['some'],
    );
  });

  test('o balcão também se compara', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar({ meio: 'balcao' });
    c.balcao.aprovar(cobranca.cobrancaId, {
      entrada: {
        forma: 'dinheiro',
        entregueCentavos: 5000,
        ato: { em: ONTEM.toISOString(), por: 'equipe-1', papel: 'balcao' },
      },
    });
    c.passar(GRACA_MS);
    await c.comparar();
    assert.equal((await c.pagamento(cobranca.transacaoId)).forma, 'dinheiro');
    const { totais } = await verConciliacao(c.deps, c.dia());
    assert.deepEqual([totais.recebido, totais.caixa, totais.maquininha, totais.provedorRecebido], [2020, 2020, 0, 0]);
  });
});

/** A payment nobody asked for, in the account; found. */
async function umaDesconhecida(c: Casa, parte: Partial<Cobranca> = {}): Promise<{ id: string; cobrancaId: string }> {
  const cobrancaId = randomUUID();
  const em = c.relogio.agora.toISOString();
  c.banco.guardar(
    umaCobranca({ id: cobrancaId, referencia: null, estado: 'aprovada', criadaEm: em, aprovadaEm: em, ...parte }),
  );
  c.passar(GRACA_MS);
  await c.comparar();
  return { id: idDaDivergencia('desconhecida', 'pix', { cobrancaId, transacaoId: null }), cobrancaId };
}

/** What was told of repairs, each once. */
const auditadas = (c: Casa) => {
  const porId = new Map(c.contadas.map(({ envelope }) => [envelope.id, envelope.dados]));
  return [...porId.values()].map((dados) => ('depois' in dados ? dados.depois : null));
};

suite('o reparo de uma divergência', () => {
  test('o pagamento desconhecido se devolve lá, uma vez, e fica na auditoria', async (t) => {
    const c = await abrir(t);
    const { id, cobrancaId } = await umaDesconhecida(c);
    const depois = await c.reparar(id, 'estornar', { motivo: 'Era da Maria' });
    assert.deepEqual([depois.reparo, depois.resolvidaPor, depois.emCurso], ['estornar', 'equipe-1', null]);
    assert.equal(c.banco.minhas(cobrancaId)?.estado, 'estornada');
    assert.deepEqual(auditadas(c), [{ tipo: 'desconhecida', acao: 'estornar', centavos: 2020, motivoCaracteres: 12 }]);
    assert.doesNotMatch(JSON.stringify(c.contadas), /Maria/);
    await assert.rejects(c.reparar(id, 'estornar'), { kind: 'conflict' });
    await c.comparar();
    assert.deepEqual(await c.abertas(), []);
  });

  test('sem saldo, o estorno fica em curso e se pede de novo até voltar', async (t) => {
    const c = await abrir(t);
    const { id, cobrancaId } = await umaDesconhecida(c);
    c.banco.estado.semSaldo = true;
    const depois = await c.reparar(id, 'estornar');
    assert.deepEqual([depois.resolvidaEm, depois.erro, depois.emCurso?.acao], [null, 'saldo', 'estornar']);
    await assert.rejects(c.reparar(id, 'ignorar', { motivo: 'deixa' }), { kind: 'conflict' });
    await c.rodada();
    assert.equal(c.banco.estado.pedidos.estornar, 1, 'not before its time');
    c.passar(60_000);
    await c.comparar();
    assert.equal((await c.abertas()).length, 1, 'a comparison leaves alone what is being repaired');
    c.banco.estado.semSaldo = false;
    await c.rodada();
    assert.equal(c.banco.minhas(cobrancaId)?.estado, 'estornada');
    assert.deepEqual(
      (await c.divergencias()).map(({ reparo, erro }) => [reparo, erro]),
      [['estornar', null]],
    );
    assert.equal(auditadas(c).length, 1);
  });

  test('o que alguém devolveu à mão, com um estorno em curso, acaba como esse estorno, sem outro', async (t) => {
    const c = await abrir(t);
    const { id, cobrancaId } = await umaDesconhecida(c);
    c.banco.estado.semSaldo = true;
    await c.reparar(id, 'estornar');
    c.banco.estado.semSaldo = false;
    c.banco.devolver(cobrancaId, 2020);
    c.passar(GRACA_MS);
    await c.comparar();
    assert.deepEqual(
      (await c.abertas()).map(({ emCurso }) => emCurso?.acao),
      ['estornar'],
    );
    await c.rodada();
    assert.deepEqual(
      (await c.divergencias()).map(({ reparo }) => reparo),
      ['estornar'],
    );
    assert.equal(c.banco.minhas(cobrancaId)?.estornos.length, 1);
  });

  test('o que não voltou em uma semana de tentativas é de novo de quem decide', async (t) => {
    const c = await abrir(t);
    const { id } = await umaDesconhecida(c);
    c.banco.estado.semSaldo = true;
    await c.reparar(id, 'estornar');
    let dias = 0;
    for (; (await c.store.divergencias.get(id))?.doc.emCurso; dias += 0.5) {
      assert.ok(dias < 15);
      c.passar(12 * 3_600_000 + 1);
      await c.rodada();
    }
    assert.ok(dias > 5, `${dias} dias`);
    const [aberta] = await c.abertas();
    assert.deepEqual([aberta?.erro, aberta && reparosDe(aberta).includes('estornar')], ['saldo', true]);
  });

  test('o que só está a caminho se segue até voltar, sem pedir outra vez', async (t) => {
    const c = await abrir(t);
    const { id, cobrancaId } = await umaDesconhecida(c);
    c.banco.estado.demora = true;
    assert.equal((await c.reparar(id, 'estornar')).erro, 'pendente');
    c.passar(60_000);
    await c.rodada();
    assert.equal(c.banco.estado.pedidos.estornar, 1);
    c.passar(60_000);
    c.banco.concluir(cobrancaId);
    await c.rodada();
    assert.deepEqual(
      (await c.divergencias()).map(({ reparo }) => reparo),
      ['estornar'],
    );
    assert.equal(c.banco.minhas(cobrancaId)?.estornos.length, 1);
  });

  // A kill right after each step: what was written stays, what was only done at the bank was not heard.
  for (const [onde, quebrar] of [
    ['antes de o banco ouvir', (c: Casa) => Object.assign(c.banco.estado, { fora: true })],
    [
      'depois de o banco devolver, antes da resposta',
      (c: Casa) => Object.assign(c.banco.estado, { perdeResposta: true }),
    ],
    ['antes de contar à auditoria', (c: Casa) => Object.assign(c.filas, { fora: true })],
  ] as const)
    test(`quem morre ${onde} não devolve duas vezes, nem deixa de contar`, async (t) => {
      const c = await abrir(t);
      const { id, cobrancaId } = await umaDesconhecida(c);
      const obter = c.banco.provedor.obter;
      let lida = false;
      c.banco.provedor.obter = async (qual) => {
        const cobranca = await obter(qual);
        if (!lida) {
          lida = true;
          quebrar(c); // after what the person was shown, before anything is done
        }
        return cobranca;
      };
      await c.reparar(id, 'estornar');
      Object.assign(c.banco.estado, { fora: false, perdeResposta: false });
      c.filas.fora = false;
      for (let i = 0; i < 3; i += 1) {
        c.passar(60_000);
        await Promise.all([c.rodada(), c.rodada()]);
      }
      assert.deepEqual(
        c.banco.minhas(cobrancaId)?.estornos.map(({ centavos }) => centavos),
        [2020],
      );
      assert.deepEqual(
        (await c.divergencias()).map(({ reparo }) => reparo),
        ['estornar'],
      );
      assert.equal(auditadas(c).length, 1);
      assert.deepEqual((await c.store.divergencias.get(id))?.doc.aContar, []);
    });

  test('dois que reparam ao mesmo tempo: um vence, o outro ouve que já se repara', async (t) => {
    const c = await abrir(t);
    const { id, cobrancaId } = await umaDesconhecida(c);
    const fins = await Promise.allSettled([c.reparar(id, 'estornar'), c.reparar(id, 'estornar')]);
    assert.deepEqual(fins.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal(c.banco.minhas(cobrancaId)?.estornos.length, 1);
    assert.equal(auditadas(c).length, 1);
  });

  test('um segundo pagamento do mesmo pedido se devolve, e o primeiro fica', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    const { id, cobrancaId } = await umaDesconhecida(c, { referencia: cobranca.transacaoId });
    const [segunda] = await c.abertas();
    assert.deepEqual([segunda?.transacaoId, segunda?.pedidoId], [cobranca.transacaoId, 1]);
    await assert.rejects(c.reparar(id, 'vincular', { transacaoId: cobranca.transacaoId }), { kind: 'conflict' });
    await c.reparar(id, 'estornar');
    assert.equal(c.banco.minhas(cobrancaId)?.estado, 'estornada');
    await c.avisar({ transacaoId: cobranca.transacaoId, cobrancaId });
    const primeiro = await c.pagamento(cobranca.transacaoId);
    assert.deepEqual(
      [primeiro.estado, estornavelDe(primeiro), saldos(primeiro.livro).provedor],
      ['CONFIRMADO', 2020, 2020],
    );
    c.passar(GRACA_MS);
    await c.comparar();
    assert.deepEqual(await c.abertas(), []);
  });

  test('o desconhecido vinculado paga o pagamento, com a cobrança antiga cancelada, e volta como dele', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    const { id, cobrancaId } = await umaDesconhecida(c);
    const depois = await c.reparar(id, 'vincular', { transacaoId: cobranca.transacaoId });
    assert.deepEqual([depois.reparo, depois.transacaoId, depois.pedidoId], ['vincular', cobranca.transacaoId, 1]);
    const ligado = await c.pagamento(cobranca.transacaoId);
    assert.deepEqual(
      [ligado.estado, ligado.cobranca?.id, saldos(ligado.livro).provedor],
      ['CONFIRMADO', cobrancaId, 2020],
    );
    assert.equal(c.banco.minhas(cobranca.cobrancaId)?.estado, 'rejeitada');
    assert.deepEqual(await c.mensagens(), ['pagamento-confirmado']);
    c.passar(GRACA_MS);
    await c.comparar();
    assert.deepEqual(await c.abertas(), []);

    c.banco.devolver(cobrancaId, 20);
    c.passar(GRACA_MS);
    await c.comparar();
    const estornos = (await c.pagamento(cobranca.transacaoId)).estornos;
    assert.deepEqual(
      estornos.map(({ centavos, estado }) => [centavos, estado]),
      [[20, 'FEITO']],
    );
    assert.deepEqual(await c.abertas(), []);
  });

  test('se a cobrança antiga acaba de ser paga, é ela que vale, e nada se vincula', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    const { id, cobrancaId } = await umaDesconhecida(c);
    c.banco.aprovar(cobranca.cobrancaId);
    const depois = await c.reparar(id, 'vincular', { transacaoId: cobranca.transacaoId });
    assert.deepEqual([depois.resolvidaEm, depois.emCurso, depois.erro], [null, null, 'recusado']);
    const antigo = await c.pagamento(cobranca.transacaoId);
    assert.deepEqual([antigo.estado, antigo.cobranca?.id], ['CONFIRMADO', cobranca.cobrancaId]);
    await c.reparar(id, 'estornar');
    assert.equal(c.banco.minhas(cobrancaId)?.estado, 'estornada');
  });

  test('não se vincula a outro valor, nem ao que não existe, nem pela metade', async (t) => {
    const c = await abrir(t);
    const outra = await c.cobrar({ totalCentavos: 1 });
    const { id } = await umaDesconhecida(c);
    await assert.rejects(c.reparar(id, 'vincular', { transacaoId: outra.transacaoId }), { kind: 'conflict' });
    await assert.rejects(c.reparar(id, 'vincular', { transacaoId: randomUUID() }), { kind: 'not-found' });
    await assert.rejects(c.reparar(id, 'vincular'), { kind: 'invalid' });
    await assert.rejects(c.reparar(id, 'ignorar'), { kind: 'invalid' });
    await assert.rejects(c.reparar('nada', 'buscar'), { kind: 'not-found' });
    assert.deepEqual(c.contadas, []);
  });

  test('uma cobrança aberta que não é nossa se cancela; se acaba de ser paga, devolve-se', async (t) => {
    const c = await abrir(t);
    const aberta = { estado: 'pendente', referencia: randomUUID(), aprovadaEm: null } as const;
    const um = await umaDesconhecida(c, aberta);
    await c.reparar(um.id, 'estornar');
    assert.equal(c.banco.minhas(um.cobrancaId)?.estado, 'rejeitada');
    const outro = await umaDesconhecida(c, aberta);
    const { cancelar } = c.banco.provedor;
    c.banco.provedor.cancelar = async (id) => {
      c.banco.aprovar(id);
      return cancelar(id);
    };
    assert.equal((await c.reparar(outro.id, 'estornar')).reparo, 'estornar');
    assert.deepEqual(
      c.banco.minhas(outro.cobrancaId)?.estornos.map(({ centavos }) => centavos),
      [2020],
    );
  });

  test('o valor errado que se devolve já não se espera: o pagamento é rejeitado', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId, { valorCentavos: 2030 });
    c.passar(GRACA_MS);
    await c.comparar();
    const [errada] = await c.abertas();
    await c.reparar(errada?.id ?? '', 'estornar');
    assert.deepEqual(
      c.banco.minhas(cobranca.cobrancaId)?.estornos.map(({ centavos }) => centavos),
      [2030],
    );
    assert.equal((await c.pagamento(cobranca.transacaoId)).estado, 'REJEITADO');
    c.passar(GRACA_MS);
    await c.comparar();
    assert.deepEqual(await c.abertas(), []);
  });

  test('o que voltou aqui e não lá se manda devolver lá, só o que falta', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    c.banco.devolver(cobranca.cobrancaId, 800);
    await c.avisar(cobranca);
    c.banco.mudar(cobranca.cobrancaId, { estornos: [] });
    c.passar(GRACA_MS);
    await c.comparar();
    const [drift] = await c.abertas();
    assert.deepEqual(drift && dizer(drift), ['estorno-diverge', 800, 0, 'CONFIRMADO', 'aprovada']);
    await c.reparar(drift?.id ?? '', 'estornar');
    assert.deepEqual(
      c.banco.minhas(cobranca.cobrancaId)?.estornos.map(({ centavos }) => centavos),
      [800],
    );
    c.passar(GRACA_MS);
    await c.comparar();
    assert.deepEqual(await c.abertas(), []);
  });

  test('buscar de novo o que continua igual não resolve nada, e diz isso', async (t) => {
    const c = await abrir(t);
    const { id } = await umaDesconhecida(c);
    const depois = await c.reparar(id, 'buscar');
    assert.deepEqual([depois.resolvidaEm, depois.emCurso, depois.erro], [null, null, 'continua']);
    await c.reparar(id, 'ignorar', { motivo: 'Venda de outra loja' });
    await c.comparar();
    assert.deepEqual(
      (await c.divergencias()).map(({ reparo, motivo }) => [reparo, motivo]),
      [['ignorar', 'Venda de outra loja']],
    );
    assert.deepEqual(await c.abertas(), []);
    assert.deepEqual(
      auditadas(c).map((depois) => depois?.acao),
      ['buscar', 'ignorar'],
    );
  });
});

test('de quem se apaga, as divergências ficam sem o que alguém escreveu ao repará-las', async (t) => {
  const c = await abrir(t);
  const cobranca = await c.cobrar();
  c.banco.aprovar(cobranca.cobrancaId, { valorCentavos: 1 });
  const outra = await umaDesconhecida(c);
  const [dela] = (await c.abertas()).filter(({ pedidoId }) => pedidoId === 1);
  for (const id of [dela?.id ?? '', outra.id]) await c.reparar(id, 'ignorar', { motivo: 'A Maria pediu' });
  const care = { depth: async () => ({ waiting: 0, inFlight: 0 }), takeDead: async () => [] } as unknown as DeadCare;
  await desvincularPagamentos(
    c.store,
    { answer: async () => {}, care },
    { ...umaEntrega('lgpd-desvincular-pagamento-req'), subject: null },
    { protocolo: randomUUID(), mordida: 0, pedidos: [{ id: 1, transacaoId: cobranca.transacaoId }] },
  );
  const motivos = (await c.divergencias()).map(({ pedidoId, reparo, motivo }) => [pedidoId, reparo, motivo]);
  assert.deepEqual(motivos.toSorted(), [
    [null, 'ignorar', 'A Maria pediu'],
    [1, 'ignorar', null],
  ]);
});

suite('a planilha da conciliação', () => {
  test('abre no Excel em português, e nenhum texto vira fórmula', () => {
    assert.equal(
      csv(
        ['a', 'b'],
        [
          ['=1+1', 1234.5],
          ['diz "oi"; sim', null],
          ['-2', -2],
          ['duas\nlinhas', 0],
        ],
      ),
      '\uFEFFa;b\r\n\'=1+1;1234,50\r\n"diz ""oi""; sim";\r\n\'-2;-2,00\r\n"duas\nlinhas";0,00\r\n',
    );
  });

  test('tem cada cobrança do dia uma vez com o seu dinheiro, e cada divergência', async (t) => {
    const c = await abrir(t);
    const cobranca = await c.cobrar();
    c.banco.aprovar(cobranca.cobrancaId);
    await c.avisar(cobranca);
    c.banco.mudar(cobranca.cobrancaId, { estado: 'contestada' });
    await umaDesconhecida(c);
    const linhas = await listarDia(c.deps, c.dia());
    assert.deepEqual(
      linhas.map(({ pagamento, doDia, divergencia }) => [
        pagamento?.transacaoId ?? null,
        doDia?.recebido ?? null,
        divergencia?.tipo ?? null,
      ]),
      [
        [cobranca.transacaoId, 2020, 'contestada'],
        [null, null, 'desconhecida'],
      ],
    );
  });
});

test('os totais de um dia só contam o que o livro diz desse dia, e o troco não entrou', () => {
  const aberto = umPagamento({ meio: 'balcao' });
  const em = new Date('2026-03-10T13:00:00Z');
  const recebido = confirmar(aberto, em, { forma: 'dinheiro', entregueCentavos: 5000 }).pagamento;
  const fim = new Date('2026-03-10T14:00:00Z');
  const de = (inicio: string) => totaisDe([recebido], new Date(inicio), fim);
  assert.deepEqual(de('2026-03-10T12:00:00Z'), {
    cobrado: 2020,
    recebido: 2020,
    taxas: 0,
    estornado: 0,
    pixRecebido: 0,
    pixEstornado: 0,
    caixa: 2020,
    maquininha: 0,
  });
  assert.equal(de('2026-03-10T12:30:00Z').cobrado, 0);
  assert.equal(de('2026-03-10T13:30:00Z').recebido, 0);
});

test('vivos entre dois instantes são os feitos antes do fim e mexidos depois do começo, página a página', async (t) => {
  const store = await umArmazem(t);
  const em = (hora: number) => new Date(Date.UTC(2026, 2, 10, hora));
  /** Made at one hour, and last moved at another. */
  const um = (pedidoId: number, feito: number, mexido: number) => {
    const base = umPagamento({ pedidoId });
    const lancado = base.livro.map((linha) => ({ ...linha, em: em(mexido).toISOString() }));
    return { ...base, criadoEm: em(feito).toISOString(), livro: lancado };
  };
  const todos = [um(1, 1, 2), um(2, 1, 3), um(3, 2, 9), um(4, 4, 5), um(5, 5, 5), um(6, 1, 4)];
  for (const pagamento of todos.toReversed()) assert.ok(await store.insert(pagamento, []));
  const vistos: number[] = [];
  for (let ultimo: Pagamento | null = null; ; ) {
    const pagina = await store.listAlive(em(3), em(5), ultimo, 2);
    assert.ok(pagina.length <= 2);
    vistos.push(...pagina.map(({ pedidoId }) => pedidoId));
    ultimo = pagina.at(-1) ?? null;
    if (pagina.length === 0) break;
  }
  assert.deepEqual(vistos, [2, 6, 4, 3]);
});
