import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import type { QueueName } from '@foodious/contracts/resources.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import type { MessagingTrail } from '@foodious/contracts/trail.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { dayIn } from '@foodious/kernel/day.ts';
import type { Delivery } from '@foodious/messaging/consumer.ts';
import { type Entry, type Note, noteOf, type Trail } from '@foodious/messaging/trail.ts';
import { brCode } from '@foodious/pix/brcode.ts';
import { novoPagamento, type Pagamento } from '../src/domain/pagamento.ts';
import type { Cobranca, Provedor, Provedores } from '../src/ports.ts';
import { waking } from '../src/store/waking.ts';
import { umArmazem } from './armazem.ts';

export const TRANSACAO = '00000000-0000-4000-8000-000000000001';
export const CHECKOUT_EM = new Date('2026-03-10T12:00:00Z');

/** A pagamento whose charge was just opened; `parte` is what of it is otherwise, its ledger too. */
export const umPagamento = (parte: Partial<Pagamento> = {}): Pagamento => ({
  ...novoPagamento(
    {
      transacaoId: randomUUID(),
      pedidoId: 7,
      dono: 'sessao-1',
      clienteId: null,
      tentativa: 1,
      totalCentavos: parte.totalCentavos ?? 2020,
      meio: parte.meio ?? 'pix',
      cobranca: { id: randomUUID(), pixCopiaECola: '000201', expiraEm: '2026-03-10T15:10:00.000Z' },
      traceparent: '',
    },
    CHECKOUT_EM,
  ),
  ...parte,
});

/** A document as it was kept before there were a ledger, refunds in part and the counter. */
export function umAntigo(parte: Partial<Pagamento> = {}) {
  const {
    meio: _,
    forma: __,
    criadoEm: ___,
    adiadoAte: ____,
    estornos: _____,
    livro: ______,
    ...antigo
  } = umPagamento(parte);
  return antigo;
}

/** What a checkout of pedido 7 asks for. */
export const UM_CHECKOUT = {
  transacaoId: TRANSACAO,
  pedidoId: 7,
  dono: null,
  clienteId: null,
  tentativa: 1,
  totalCentavos: 2020,
  meio: 'pix',
} as const;

/** A Pix code of so many centavos. */
export const umPix = (valorCentavos = 2020): string =>
  brCode({ chave: 'pix@exemplo.com', nome: 'Casa', cidade: 'Recife', valorCentavos, txid: 'x1' });

/** The charge of {@link TRANSACAO} as the provider tells it. */
export const umaCobranca = (parte: Partial<Cobranca> = {}): Cobranca => ({
  id: 'c1',
  referencia: TRANSACAO,
  estado: 'pendente',
  motivo: null,
  valorCentavos: 2020,
  moeda: 'BRL',
  taxaCentavos: null,
  entrada: null,
  pixCopiaECola: umPix(),
  criadaEm: CHECKOUT_EM.toISOString(),
  expiraEm: '2026-03-10T12:10:00.000Z',
  aprovadaEm: null,
  estornos: [],
  ...parte,
});

/** A refund as the provider tells it: done, and called by us as `nosso`. */
export const umEstornoDeles = (parte: Partial<Cobranca['estornos'][number]> = {}): Cobranca['estornos'][number] => ({
  id: randomUUID(),
  nosso: null,
  centavos: 2020,
  feito: true,
  em: CHECKOUT_EM.toISOString(),
  ...parte,
});

/** One try to handle a message about pedido 7, in a story of its own unless one is named. */
export const umaEntrega = (
  queue: QueueName = 'solicitar-pagamento-req',
  { historia = randomUUID(), mensagem = randomUUID(), tries = 1, agora = CHECKOUT_EM } = {},
): Delivery => ({
  ...newStory(historia, agora, 'pagamento'),
  causa: mensagem,
  service: 'pagamento',
  queue,
  tipo: queue === 'solicitar-pagamento-req' ? 'pagamento-solicitado' : 'estorno-solicitado',
  subject: aboutPedido(7),
  tries,
  waitedMs: 12,
  began: performance.now(),
});

/** A note about pedido 7, known by a word of its own. */
export const umaNota = (passo: string, em = new Date()): Note<MessagingTrail> =>
  noteOf(newStory(randomUUID(), em, 'pagamento'), 'morta-descartada', aboutPedido(7), {
    mensagemId: randomUUID(),
    mensagem: null,
    motivo: passo,
  });

/** The word an entry is known by that was such a note. */
export const passoDe = ({ dados }: Entry) => dados.motivo;

/** The words of all that a trail tells of pedido 7. */
export const passos = async ({ trail }: { trail: Trail }) => (await trail.ofSubject(aboutPedido(7))).map(passoDe);

/** What a checkout needs to know of the house. */
export const CASA = { validadeMs: { pix: 600_000, balcao: 1_800_000 }, diaDe: dayIn('America/Sao_Paulo') };

/** The service without HTTP and queues: a store, and a provider that does what a test tells it. */
export async function abrirServico(t: TestContext, respostas: Partial<Provedor> = {}) {
  const relay = { wake: t.mock.fn() };
  const tail = { wake: t.mock.fn() };
  const store = waking(await umArmazem(t), { relay, tail });
  const nada = () => Promise.reject(new Error('the provider was not to be asked this'));
  const provedor: Provedor = {
    criar: async () => umaCobranca(),
    obter: nada,
    cancelar: nada,
    estornar: nada,
    buscar: () => {
      throw new Error('the provider was not to be asked this');
    },
    ...respostas,
  };
  const provedores: Provedores = { pix: provedor, balcao: provedor };
  return { store, relay, tail, provedor, provedores };
}
