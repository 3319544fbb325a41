import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, type TestContext, test } from 'node:test';
import type { Outgoing } from '@foodious/contracts/messages.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { assinar } from '@foodious/pix/assinatura.ts';
import { createLogger } from '@foodious/platform/log.ts';
import { umBanco } from '@foodious/testing/banco.ts';
import { until } from '@foodious/testing/waiting.ts';
import { type Cliente, clienteMercadoPago } from '../src/adapters/pix/mercado-pago/client.ts';
import { carteiroMercadoPago } from '../src/adapters/pix/mercado-pago/notification.ts';
import { provedorMercadoPago } from '../src/adapters/pix/mercado-pago/provedor.ts';
import { saldos } from '../src/domain/livro.ts';
import type { Pagamento } from '../src/domain/pagamento.ts';
import { tratadorDeNotificacoes } from '../src/jobs/notificacoes.ts';
import type { Cobranca, OpenStore, Provedor, Provedores } from '../src/ports.ts';
import { estornarPagamento } from '../src/use-cases/estornar-pagamento.ts';
import { recebedor } from '../src/use-cases/receber-notificacao.ts';
import { solicitarPagamento } from '../src/use-cases/solicitar-pagamento.ts';
import { fazerOQueVenceu } from '../src/use-cases/vencer.ts';
import { umArmazem } from './armazem.ts';
import { CASA, umaEntrega } from './builders.ts';

/** The process was killed. */
class Morto extends Error {}

/** One life of a process: the step at which it is killed, before the step has an effect, or after it and before that is heard of. */
type Vida = { passos: number; morreNo: number; depois: boolean; morta: boolean };
const umaVida = (morreNo = 0, depois = false): Vida => ({ passos: 0, morreNo, depois, morta: false });

/** A call to the world outside, as whoever is living this life makes it. */
function vivida<A extends unknown[], R>(vida: Vida, chamar: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    vida.passos += 1;
    const fim = vida.passos === vida.morreNo;
    if (fim && !vida.depois) vida.morta = true;
    if (vida.morta) throw new Morto(); // who is dead does nothing more
    const resposta = await chamar(...args);
    if (fim) vida.morta = true;
    if (vida.morta) throw new Morto();
    return resposta;
  };
}
const vividos = <T extends object>(vida: Vida, alvo: T): T =>
  new Proxy(alvo, {
    get(de, nome) {
      const valor = Reflect.get(de, nome);
      return typeof valor === 'function' ? vivida(vida, valor.bind(de)) : valor;
    },
  });

const log = createLogger('silent');
const TOTAL = 2020;

/** What the processes have between them, whoever of them lives: their store, the bank, and its API. */
type Mundo = { armazem: OpenStore; banco: Awaited<ReturnType<typeof umBanco>>; api: Cliente };
/** A process, alive for a while. */
type Processo = { store: OpenStore; provedor: Provedor; provedores: Provedores };

function nasce({ armazem, api }: Mundo, vida: Vida): Processo {
  const { notificacoes, trail, divergencias } = armazem;
  const store: OpenStore = {
    ...vividos(vida, armazem),
    notificacoes: vividos(vida, notificacoes),
    divergencias: vividos(vida, divergencias),
    trail: vividos(vida, trail),
    outbox: armazem.outbox,
  };
  const provedor = provedorMercadoPago(vivida(vida, api), { email: 'casa@lanchonete.example' });
  return { store, provedor, provedores: { pix: provedor, balcao: provedor } };
}

/**
 * Lives a story from its begin, killed at each of its steps in turn; then somebody else lives it to its end, as after a restart,
 * and `conferir` looks at what came of it. `preparar` makes what was there before.
 */
function morrendo<T>(
  nome: string,
  historia: {
    preparar(mundo: Mundo): Promise<T>;
    viver(processo: Processo, caso: T): Promise<unknown>;
    conferir(mundo: Mundo, caso: T): Promise<void>;
  },
  abrir: (t: TestContext) => Promise<Mundo>,
): void {
  test(nome, async (t) => {
    const mundo = await abrir(t);
    const inteira = umaVida();
    const caso = await historia.preparar(mundo);
    await historia.viver(nasce(mundo, inteira), caso);
    await historia.conferir(mundo, caso);
    assert.ok(inteira.passos > 1);
    for (let passo = 1; passo <= inteira.passos; passo += 1)
      for (const depois of [false, true]) {
        const vida = umaVida(passo, depois);
        const outro = await historia.preparar(mundo);
        await historia.viver(nasce(mundo, vida), outro).catch((error) => {
          if (!(error instanceof Morto)) throw error;
        });
        assert.ok(vida.morta, `passo ${passo}`);
        await historia.viver(nasce(mundo, umaVida()), outro);
        await historia.conferir(mundo, outro).catch((error) => {
          throw new Error(`killed ${depois ? 'after' : 'before'} step ${passo}: ${error}`, { cause: error });
        });
      }
    t.diagnostic(`${2 * inteira.passos} deaths`);
  });
}

suite('morto a kill -9 entre quaisquer dois passos', () => {
  let banco: Mundo['banco'];
  before(async () => {
    banco = await umBanco();
  });
  after(() => banco.fechar());
  const abrir = async (t: TestContext): Promise<Mundo> => ({
    armazem: await umArmazem(t),
    banco,
    api: clienteMercadoPago(banco.endereco, () => banco.apiKey),
  });

  let pedidos = 0;
  /** A checkout that asks for a charge, so long ago. */
  const umCheckout = (haMs = 0) => {
    pedidos += 1;
    const agora = new Date(Date.now() - haMs);
    const pedida = {
      transacaoId: randomUUID(),
      pedidoId: pedidos,
      dono: null,
      clienteId: null,
      tentativa: 1,
      totalCentavos: TOTAL,
      meio: 'pix' as const,
    };
    return { pedida, delivery: umaEntrega('solicitar-pagamento-req', { agora }), pedidoEm: agora };
  };
  const solicitar = (
    { store, provedores }: Pick<Processo, 'store' | 'provedores'>,
    caso: ReturnType<typeof umCheckout>,
  ) => solicitarPagamento(store, provedores, caso.delivery, caso.pedida, caso.pedidoEm, CASA);
  /** A checkout whose charge is there, pending or paid at the bank. */
  const comCobranca = async (mundo: Mundo, { paga = false, haMs = 0 } = {}) => {
    const caso = umCheckout(haMs);
    await solicitar(nasce(mundo, umaVida()), caso);
    const { cobranca } = (await lido(mundo, caso)) as Pagamento;
    const cobrancaId = cobranca?.id ?? '';
    if (paga) await mundo.banco.mover(cobrancaId, 'aprovar');
    return { ...caso, cobrancaId };
  };
  const lido = async ({ armazem }: Mundo, { pedida }: ReturnType<typeof umCheckout>) =>
    (await armazem.get(pedida.transacaoId))?.pagamento;

  /** What the bank holds of a transacao. */
  const noBanco = async (mundo: Mundo, { pedida }: ReturnType<typeof umCheckout>): Promise<Cobranca[]> => {
    const { provedor } = nasce(mundo, umaVida());
    const achadas: Cobranca[] = [];
    for await (const cada of provedor.buscar(new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)))
      if (cada.referencia === pedida.transacaoId) achadas.push(cada);
    return achadas;
  };
  const mensagens = async ({ armazem }: Mundo, { pedida }: ReturnType<typeof umCheckout>): Promise<string[]> =>
    (await armazem.outbox.pending(1_000))
      .filter(({ envelope }: Outgoing) => envelope.pedidoId === pedida.pedidoId)
      .map(({ envelope }) => envelope.tipo);
  /** Bank, states and ledger tell the same, and what was to be told was told once. */
  async function concordam(
    mundo: Mundo,
    caso: ReturnType<typeof umCheckout>,
    esperado: { estado: Pagamento['estado']; noBanco: Cobranca['estado']; mensagens: string[] },
  ): Promise<void> {
    const pagamento = (await lido(mundo, caso)) as Pagamento;
    const la = await noBanco(mundo, caso);
    assert.equal(la.length, 1, 'charges at the bank');
    const [cobranca] = la as [Cobranca];
    assert.deepEqual([pagamento.estado, cobranca.estado], [esperado.estado, esperado.noBanco]);
    assert.equal(pagamento.cobranca?.id, cobranca.id);
    const voltou = cobranca.estornos.reduce((soma, { centavos }) => soma + centavos, 0);
    const conta = saldos(pagamento.livro);
    const recebeu = cobranca.aprovadaEm === null ? 0 : TOTAL;
    assert.equal(conta.provedor + conta.taxa, pagamento.estado === 'PENDENTE' ? 0 : recebeu - voltou, 'the ledger');
    assert.equal(conta['a-devolver'] + 0, 0);
    assert.deepEqual(await mensagens(mundo, caso), esperado.mensagens);
  }

  morrendo(
    'de uma cobrança há uma só, e o pagamento a espera',
    {
      preparar: async () => umCheckout(),
      viver: solicitar,
      conferir: (mundo, caso) => concordam(mundo, caso, { estado: 'PENDENTE', noBanco: 'pendente', mensagens: [] }),
    },
    abrir,
  );

  /** The bank notifies until it is heard; whoever lives handles what is there. */
  const notificar = async ({ store, provedor }: Processo, { cobrancaId }: { cobrancaId: string }) => {
    const requestId = randomUUID();
    const assinado = { dataId: cobrancaId, requestId };
    const passada = new Date(Date.now() - 10_000); // whoever received it is dead for long
    const lida = await recebedor(
      store.notificacoes,
      carteiroMercadoPago(() => [banco.webhookSecret]),
    ).receber(
      { agora: passada },
      {
        consulta: `data.id=${cobrancaId}&type=payment`,
        assinatura: assinar(banco.webhookSecret, { ...assinado, ts: passada.getTime() }),
        requestId,
        corpo: '{}',
      },
    );
    const tratador = tratadorDeNotificacoes(store, provedor, log);
    if (lida) tratador.chegou(lida);
    await tratador.stop(); // ends what it holds
    const [resta] = await store.notificacoes.list('proximaEm', { limite: 1 });
    if (resta) throw new Morto(); // it was killed, and not told to anybody
  };
  morrendo(
    'uma notificação confirma o pagamento, uma vez, e nenhuma fica por tratar',
    {
      preparar: (mundo) => comCobranca(mundo, { paga: true }),
      async viver(processo, caso) {
        // What those before left is taken up first, as at any start.
        const tratador = tratadorDeNotificacoes(processo.store, processo.provedor, log);
        await tratador.start();
        await until('what was left', async () => {
          const [resta] = await processo.store.notificacoes.list('proximaEm', { limite: 1 });
          return resta === undefined;
        }).finally(() => tratador.stop());
        await notificar(processo, caso);
      },
      async conferir(mundo, caso) {
        const mensagens = ['pagamento-confirmado'];
        await concordam(mundo, caso, { estado: 'CONFIRMADO', noBanco: 'aprovada', mensagens });
        assert.deepEqual(await mundo.armazem.notificacoes.list('proximaEm', { limite: 9 }), []);
      },
    },
    abrir,
  );

  /** Time goes by, and what is due is done, until nothing is any more. */
  const passar = async ({ store, provedores }: Processo) => {
    for (let horas = 0; horas < 72; horas += 12) {
      const agora = new Date(Date.now() + horas * 3_600_000);
      while ((await fazerOQueVenceu(store, provedores, newStory(randomUUID(), agora, 'pagamento'))) > 0);
    }
  };
  morrendo(
    'o dinheiro volta uma vez só',
    {
      async preparar(mundo) {
        const caso = await comCobranca(mundo, { paga: true });
        const { store, provedor } = nasce(mundo, umaVida());
        await notificar({ store, provedor } as Processo, caso);
        return { ...caso, pedido: umaEntrega('estorno-pagamento-req', { agora: new Date() }) };
      },
      async viver(processo, { pedida, pedido }) {
        const { store, provedores } = processo;
        const dados = { transacaoId: pedida.transacaoId, causa: 'gerencia' as const, estorno: null };
        await estornarPagamento(store, provedores, pedido, pedida.pedidoId, dados);
        await passar(processo);
      },
      conferir: (mundo, caso) =>
        concordam(mundo, caso, {
          estado: 'ESTORNADO',
          noBanco: 'estornada',
          mensagens: ['pagamento-confirmado', 'pagamento-estornado'],
        }),
    },
    abrir,
  );

  morrendo(
    'o que ninguém pagou a tempo acaba aqui e no banco',
    {
      preparar: (mundo) => comCobranca(mundo, { haMs: CASA.validadeMs.pix }),
      viver: passar,
      conferir: (mundo, caso) =>
        concordam(mundo, caso, { estado: 'REJEITADO', noBanco: 'rejeitada', mensagens: ['pagamento-rejeitado'] }),
    },
    abrir,
  );

  morrendo(
    'o que se pagou no último instante vale',
    {
      preparar: (mundo) => comCobranca(mundo, { haMs: CASA.validadeMs.pix, paga: true }),
      viver: passar,
      conferir: (mundo, caso) =>
        concordam(mundo, caso, { estado: 'CONFIRMADO', noBanco: 'aprovada', mensagens: ['pagamento-confirmado'] }),
    },
    abrir,
  );
});
