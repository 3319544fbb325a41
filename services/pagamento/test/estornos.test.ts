import assert from 'node:assert/strict';
import { randomUUID, type UUID } from 'node:crypto';
import { suite, type TestContext, test } from 'node:test';
import { newStory } from '@foodious/kernel/context.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { saldos } from '../src/domain/livro.ts';
import { acordarEm, estornadoDe, type Pagamento } from '../src/domain/pagamento.ts';
import { EstornoRecusado, type OpenStore, type PagamentoStore, type Provedor, type Provedores } from '../src/ports.ts';
import { conciliar } from '../src/use-cases/conciliar.ts';
import { estornarPagamento } from '../src/use-cases/estornar-pagamento.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { fazerOQueVenceu } from '../src/use-cases/vencer.ts';
import { umArmazem } from './armazem.ts';
import { bancoNaMemoria } from './banco-na-memoria.ts';
import { CASA, CHECKOUT_EM, TRANSACAO, UM_CHECKOUT, umaEntrega } from './builders.ts';

const MINUTO = 60_000;
const HORA = 60 * MINUTO;
const DIA = 24 * HORA;

type Pedido = Parameters<typeof estornarPagamento>[4];
const INTEIRO: Pedido = { transacaoId: TRANSACAO, causa: 'cancelamento', estorno: null };
const parte = (centavos: number, id: string = randomUUID()): Pedido => ({
  transacaoId: TRANSACAO,
  causa: 'gerencia',
  estorno: { id, centavos },
});

/** A checkout that may be paid at a bank in memory, at a clock that a test moves. */
async function abrir(t: TestContext, store?: OpenStore) {
  let agora = CHECKOUT_EM.getTime();
  const armazem = store ?? (await umArmazem(t));
  const banco = bancoNaMemoria(() => new Date(agora));
  const casa = (provedor: Provedor): Provedores => ({ pix: provedor, balcao: provedor });
  const historia = () => newStory(randomUUID(), new Date(agora), 'pagamento');
  const pagamento = async () => (await armazem.get(TRANSACAO))?.pagamento ?? assert.fail('no pagamento');
  const cobrancaId = async () => (await pagamento()).cobranca?.id ?? assert.fail('no charge');
  return {
    armazem,
    banco,
    pagamento,
    avancar(ms: number): void {
      agora += ms;
    },
    agora: () => agora,
    solicitar: (em: PagamentoStore & Pick<OpenStore, 'divergencias'> = armazem, provedor = banco.provedor) => {
      const delivery = umaEntrega('solicitar-pagamento-req', { agora: new Date(agora) });
      return solicitarPagamento(em, casa(provedor), delivery, UM_CHECKOUT, CHECKOUT_EM, CASA);
    },
    /** The payer pays at the bank, and we hear of it. */
    async pagar() {
      const cobranca = banco.aprovar(await cobrancaId());
      await conciliar(armazem, historia(), { transacaoId: TRANSACAO }, cobranca);
    },
    estornar: (
      pedido: Pedido,
      mensagem: UUID = randomUUID(),
      em: PagamentoStore = armazem,
      provedor = banco.provedor,
    ) =>
      estornarPagamento(
        em,
        casa(provedor),
        umaEntrega('estorno-pagamento-req', { mensagem, agora: new Date(agora) }),
        7,
        pedido,
      ),
    varrer: (em: PagamentoStore = armazem, provedor = banco.provedor) =>
      fazerOQueVenceu(em, casa(provedor), historia()),
    /** Sweeps until nothing is due. */
    async varrerTudo() {
      do agora += 1;
      while ((await this.varrer()) > 0);
    },
    /** What the bank gave back, in its own books. */
    async voltou() {
      const { estornos = [] } = banco.minhas(await cobrancaId()) ?? {};
      return estornos.filter(({ feito }) => feito).reduce((soma, { centavos }) => soma + centavos, 0);
    },
    mensagens: async () => (await armazem.outbox.pending(50)).map(({ envelope }) => envelope),
    /** That bank, ledger and estado say the same of all that was paid and went back. */
    async confere() {
      const p = await pagamento();
      const { provedor, taxa, 'a-receber': aReceber, 'a-devolver': aDevolver } = saldos(p.livro);
      const { estado, valorCentavos, estornos } = banco.minhas(await cobrancaId()) ?? assert.fail();
      const la = estornos.filter(({ feito }) => feito).reduce((soma, { centavos }) => soma + centavos, 0);
      const pago = estado === 'aprovada' || estado === 'estornada' ? valorCentavos : 0;
      assert.deepEqual([provedor + taxa, estornadoDe(p), aReceber, aDevolver], [pago - la, la, 0, 0]);
      assert.equal(p.estado === 'ESTORNADO', pago > 0 && la === pago);
    },
  };
}

const estornosDe = ({ estornos }: Pagamento) =>
  estornos.map(({ centavos, causa, estado, erro }) => [centavos, causa, estado, erro]);

suite('estorno: o dinheiro que volta', () => {
  test('inteiro ou em partes, volta e é contado, cada um uma vez por mais que se peça', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    const [um, dois] = [parte(520), parte(1000)];
    for (const pedido of [um, dois, um, um]) await s.estornar(pedido);
    assert.deepEqual([await s.voltou(), (await s.pagamento()).estado], [1520, 'CONFIRMADO']);
    await s.estornar({ ...INTEIRO, causa: 'tardio' });
    assert.deepEqual(estornosDe(await s.pagamento()), [
      [520, 'gerencia', 'FEITO', null],
      [1000, 'gerencia', 'FEITO', null],
      [500, 'tardio', 'FEITO', null],
    ]);
    await s.confere();
    const ditos = (await s.mensagens()).filter(({ tipo }) => tipo === 'pagamento-estornado').map(({ dados }) => dados);
    assert.deepEqual(
      ditos.map((dados) => 'inteiro' in dados && [dados.totalCentavos, dados.inteiro, dados.estornoId]),
      [
        [520, false, um.estorno?.id],
        [1000, false, dois.estorno?.id],
        [500, true, (await s.pagamento()).estornos[2]?.id],
      ],
    );
  });

  test('mais do que sobra, e de um que não foi pago, é recusado, e quem pediu fica sabendo', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    const cedo = parte(100);
    await s.estornar(cedo);
    assert.equal((await s.pagamento()).estado, 'PENDENTE'); // a refund of somebody's choice calls nothing off
    await s.pagar();
    const demais = parte(2021);
    await s.estornar(demais);
    const recusados = (await s.mensagens()).filter(({ tipo }) => tipo === 'estorno-recusado');
    assert.deepEqual(
      recusados.map(({ dados }) => 'estornoId' in dados && [dados.estornoId, 'motivo' in dados && dados.motivo]),
      [cedo, demais].map(({ estorno }) => [estorno?.id, 'valor']),
    );
    assert.equal(await s.voltou(), 0);
    await s.confere();
  });

  test('enquanto se espera o pagamento, o que se devolve é a cobrança: cancela-se, e o que for pago assim mesmo volta', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.estornar(INTEIRO);
    assert.deepEqual([(await s.pagamento()).estado, (await s.pagamento()).motivo], ['REJEITADO', 'cancelado']);
    await s.pagar(); // late, of what was called off
    assert.equal((await s.pagamento()).estado, 'CONFIRMADO');
    await s.estornar({ ...INTEIRO, causa: 'tardio' });
    assert.deepEqual(estornosDe(await s.pagamento()), [[2020, 'tardio', 'FEITO', null]]);
    await s.confere();
  });

  test('sem saldo na conta, pede-se por dias, cada vez mais espaçado, e enfim volta', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    s.banco.estado.semSaldo = true;
    await s.estornar(parte(520));
    const pedidoEm = s.agora();
    while (s.agora() < pedidoEm + 5 * DIA) {
      const proxima = acordarEm(await s.pagamento()) ?? assert.fail('forgotten');
      assert.ok(proxima > s.agora());
      s.avancar(proxima - s.agora() + 1);
      await s.varrer();
    }
    assert.deepEqual(estornosDe(await s.pagamento()), [[520, 'gerencia', 'PEDIDO', 'saldo']]);
    assert.ok(s.banco.estado.pedidos.estornar < 20, `asked ${s.banco.estado.pedidos.estornar} times`);
    s.banco.estado.semSaldo = false;
    s.avancar(DIA / 2 + 1);
    await s.varrer();
    assert.equal(await s.voltou(), 520);
    await s.confere();
    assert.equal(acordarEm(await s.pagamento()), null);
  });

  test('o provedor fora do ar não perde nem dobra nada, e a mensagem não espera por ele', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    s.banco.estado.fora = true;
    await s.estornar(INTEIRO);
    assert.deepEqual(estornosDe(await s.pagamento()), [[2020, 'cancelamento', 'PEDIDO', 'fora-do-ar']]);
    assert.equal(await s.varrer(), 0); // not yet again
    s.banco.estado.fora = false;
    s.avancar(5_001);
    assert.equal(await s.varrer(), 1);
    await s.confere();
  });

  test('o que fica a caminho no provedor se acompanha até chegar', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    s.banco.estado.demora = true;
    await s.estornar(INTEIRO);
    assert.deepEqual(estornosDe(await s.pagamento()), [[2020, 'cancelamento', 'PEDIDO', 'pendente']]);
    s.avancar(MINUTO);
    await s.varrer();
    assert.equal((await s.pagamento()).estado, 'CONFIRMADO');
    s.banco.concluir((await s.pagamento()).cobranca?.id ?? '');
    s.avancar(MINUTO);
    await s.varrer();
    await s.confere();
  });

  for (const partes of [[520], [520, 520]])
    test(`em parte, ${partes.length} vez(es), e a caminho no provedor por dias, até esquecida a chave: não se pede outra`, async (t) => {
      const s = await abrir(t);
      await s.solicitar();
      await s.pagar();
      s.banco.estado.demora = true;
      for (const centavos of partes) await s.estornar(parte(centavos));
      const id = (await s.pagamento()).cobranca?.id ?? '';
      for (let passo = 0; passo < 20; passo += 1) {
        s.avancar(6 * HORA);
        // As Mercado Pago: a key is known for a day, and what a refund is called by us is not told.
        s.banco.mudar(id, { estornos: (s.banco.minhas(id)?.estornos ?? []).map((each) => ({ ...each, nosso: null })) });
        await s.varrer();
      }
      assert.equal(s.banco.minhas(id)?.estornos.length, partes.length);
      s.banco.concluir(id);
      s.avancar(DIA);
      await s.varrer();
      const soma = partes.reduce((total, centavos) => total + centavos, 0);
      assert.deepEqual([await s.voltou(), estornadoDe(await s.pagamento())], [soma, soma]);
      await s.confere();
    });

  test('um a caminho no provedor não é tomado por outro, do mesmo valor, que ele ainda não tem', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    s.banco.estado.demora = true;
    await s.estornar(parte(520));
    s.banco.estado.fora = true;
    await s.estornar(parte(520));
    s.banco.estado.fora = false;
    const id = (await s.pagamento()).cobranca?.id ?? '';
    s.avancar(2 * DIA);
    s.banco.mudar(id, { estornos: (s.banco.minhas(id)?.estornos ?? []).map((each) => ({ ...each, nosso: null })) });
    await s.varrer();
    assert.equal(s.banco.minhas(id)?.estornos.length, 2);
    s.banco.concluir(id);
    s.avancar(DIA);
    await s.varrer();
    assert.equal(await s.voltou(), 1040);
    await s.confere();
  });

  for (const [nome, parado] of [
    ['logo', MINUTO],
    ['dias depois, quando o banco já esqueceu a chave', 3 * DIA],
  ] as const)
    test(`feito, e a resposta perdida: pede-se de novo ${nome}, e volta uma vez só`, async (t) => {
      const s = await abrir(t);
      await s.solicitar();
      await s.pagar();
      s.banco.estado.perdeResposta = true;
      await s.estornar(parte(520));
      s.banco.estado.perdeResposta = false;
      assert.deepEqual([await s.voltou(), estornadoDe(await s.pagamento())], [520, 0]);
      s.avancar(parado);
      // As Mercado Pago: what a refund is called by us, it does not tell; and a key it forgets.
      const { provedor } = s.banco;
      const esquecido: Provedor = {
        ...provedor,
        obter: async (id) => {
          const cobranca = await provedor.obter(id);
          return cobranca && { ...cobranca, estornos: cobranca.estornos.map((each) => ({ ...each, nosso: null })) };
        },
        estornar: (id, { centavos, ...estorno }) =>
          provedor.estornar(id, { centavos, id: parado > DIA ? randomUUID() : estorno.id }),
      };
      await s.varrer(s.armazem, esquecido);
      assert.equal(await s.voltou(), 520);
      await s.confere();
    });

  for (const [nome, pedido, devolvido, fim] of [
    ['sem que se pedisse', null, 520, [[520, 'provedor', 'FEITO', null]]],
    ['no lugar do que se pediu', INTEIRO, 2020, [[2020, 'cancelamento', 'FEITO', null]]],
    [
      'em parte, do que devia voltar inteiro',
      INTEIRO,
      520,
      [
        [2020, 'cancelamento', 'RECUSADO', 'valor'],
        [520, 'provedor', 'FEITO', null],
        [1500, 'cancelamento', 'FEITO', null],
      ],
    ],
  ] as const)
    test(`devolvido por alguém nas páginas do provedor, ${nome}, é contado`, async (t) => {
      const s = await abrir(t);
      await s.solicitar();
      await s.pagar();
      s.banco.estado.semSaldo = true;
      if (pedido) await s.estornar(pedido);
      s.banco.estado.semSaldo = false;
      const id = (await s.pagamento()).cobranca?.id ?? '';
      const cobranca = s.banco.devolver(id, devolvido);
      if (pedido) s.avancar(MINUTO);
      else
        await conciliar(
          s.armazem,
          newStory(randomUUID(), new Date(), 'provedor'),
          { transacaoId: TRANSACAO },
          cobranca,
        );
      await s.varrerTudo();
      assert.deepEqual(estornosDe(await s.pagamento()), fim);
      await s.confere();
    });

  for (const [codigo, apos, fim] of [
    ['prazo', 0, 'RECUSADO'],
    ['valor', 0, 'RECUSADO'],
    ['estado', 0, 'PEDIDO'],
    ['outro', 20 * HORA, 'PEDIDO'],
    ['estado', 40 * HORA, 'RECUSADO'],
    ['saldo', 40 * HORA, 'PEDIDO'],
  ] as const)
    test(`recusado por ${codigo}${apos > 0 ? `, ainda depois de ${apos / HORA} horas` : ''}: fica ${fim}`, async (t) => {
      const s = await abrir(t);
      await s.solicitar();
      await s.pagar();
      const provedor = { ...s.banco.provedor, estornar: () => Promise.reject(new EstornoRecusado(codigo)) };
      await s.estornar(parte(520), randomUUID(), s.armazem, provedor);
      for (let passo = 0; passo < 12; passo += 1) {
        if (apos > 0) s.avancar(apos / 12 + 1);
        await s.varrer(s.armazem, provedor);
      }
      assert.deepEqual(estornosDe(await s.pagamento()), [[520, 'gerencia', fim, codigo]]);
      const recusas = (await s.mensagens()).filter(({ tipo }) => tipo === 'estorno-recusado');
      assert.equal(recusas.length, fim === 'RECUSADO' ? 1 : 0);
    });

  test('o que se deve sem que ninguém o escolha não se desiste de devolver', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    const recusa = { ...s.banco.provedor, estornar: () => Promise.reject(new EstornoRecusado('estado')) };
    await s.estornar(INTEIRO, randomUUID(), s.armazem, recusa);
    for (let dia = 0; dia < 5; dia += 1) {
      s.avancar(DIA);
      await s.varrer(s.armazem, recusa);
    }
    assert.deepEqual(estornosDe(await s.pagamento()), [[2020, 'cancelamento', 'PEDIDO', 'estado']]);
    s.avancar(DIA);
    await s.varrerTudo();
    await s.confere();
  });

  test('a mensagem, a mesma de novo e as varreduras de duas instâncias ao mesmo tempo: volta uma vez', async (t) => {
    const s = await abrir(t);
    await s.solicitar();
    await s.pagar();
    const mensagem = randomUUID();
    for (const pedido of [parte(520), parte(520), INTEIRO]) {
      await Promise.allSettled([s.estornar(pedido, mensagem), s.estornar(pedido, mensagem), s.varrer(), s.varrer()]);
      s.avancar(MINUTO);
      await s.varrerTudo();
    }
    assert.deepEqual(estornosDe(await s.pagamento()), [
      [520, 'gerencia', 'FEITO', null],
      [520, 'gerencia', 'FEITO', null],
      [980, 'cancelamento', 'FEITO', null],
    ]);
    await s.confere();
  });
});

/** Calls that end the process: before their effect, or behind it. `vez` counts down over all of them. */
function mortal<T extends object>(calls: T, morrer: { em: number; depois: boolean }): T {
  return Object.fromEntries(
    Object.entries(calls).map(([nome, call]) => [
      nome,
      typeof call === 'function' && nome !== 'buscar'
        ? async (...args: unknown[]) => {
            const esta = morrer.em === 0;
            morrer.em -= 1;
            if (esta && !morrer.depois) throw new Morto();
            const answer = await call(...args);
            if (esta) throw new Morto();
            return answer;
          }
        : call,
    ]),
  ) as T;
}

/** Not an error the code knows: nobody catches it, as nobody runs any more. */
class Morto extends Error {
  override readonly name = 'Morto';
}

suite('morto entre dois passos quaisquer', () => {
  /** Lives a story once for each call of the store or the provider at which it dies, then goes on with it as a restart does. */
  async function emCadaPasso(
    t: TestContext,
    historia: (s: Awaited<ReturnType<typeof abrir>>, store: OpenStore, provedor: Provedor) => Promise<unknown>,
  ) {
    let mortes = 0;
    for (const depois of [false, true])
      for (let em = 0; ; em += 1) {
        const s = await abrir(t);
        const morrer = { em, depois };
        const armazem = mortal<OpenStore>(s.armazem, morrer);
        armazem.divergencias = mortal(s.armazem.divergencias, morrer);
        const provedor = mortal(s.banco.provedor, morrer);
        const morreu = await historia(s, armazem, provedor).then(
          () => false,
          (error) => {
            assert.ok(error instanceof Morto || error instanceof Unavailable, error);
            return true;
          },
        );
        morrer.em = -1;
        // The queue delivers again, and the sweep runs, as often as there is something to do.
        await historia(s, s.armazem, s.banco.provedor);
        s.avancar(MINUTO);
        await s.varrerTudo();
        await s.confere();
        if (!morreu) break;
        mortes += 1;
      }
    return mortes;
  }

  test('de um checkout que se paga', async (t) => {
    const mortes = await emCadaPasso(t, async (s, store, provedor) => {
      await s.solicitar(store, provedor);
      const { cobranca } = await s.pagamento();
      const id = cobranca?.id ?? '';
      if (s.banco.minhas(id)?.estado === 'pendente') s.banco.aprovar(id);
      const onde = (await provedor.obter(id)) ?? assert.fail();
      await conciliar(store, newStory(randomUUID(), new Date(), 'provedor'), { transacaoId: TRANSACAO }, onde);
    });
    assert.ok(mortes >= 10, `${mortes} deaths`);
  });

  test('de um estorno em parte e de um inteiro', async (t) => {
    const um = parte(520);
    const [mensagem, outra] = [randomUUID(), randomUUID()];
    const mortes = await emCadaPasso(t, async (s, store, provedor) => {
      if (!(await s.armazem.get(TRANSACAO))) {
        await s.solicitar();
        await s.pagar();
      }
      await s.estornar(um, mensagem, store, provedor);
      await s.estornar(INTEIRO, outra, store, provedor);
    });
    assert.ok(mortes >= 20, `${mortes} deaths`);
  });

  test('de um cancelamento enquanto se paga', async (t) => {
    const mensagem = randomUUID();
    const mortes = await emCadaPasso(t, async (s, store, provedor) => {
      if (!(await s.armazem.get(TRANSACAO))) {
        await s.solicitar();
        s.banco.aprovar((await s.pagamento()).cobranca?.id ?? ''); // and nobody told us
      }
      await s.estornar(INTEIRO, mensagem, store, provedor);
    });
    assert.ok(mortes >= 10, `${mortes} deaths`);
  });
});
