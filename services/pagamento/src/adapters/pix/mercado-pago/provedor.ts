import { randomUUID } from 'node:crypto';
import { reais } from '@foodious/kernel/money.ts';
import { BadAnswer } from '@foodious/kernel/refusal.ts';
import { type Answer, understood } from '@foodious/platform/dependency.ts';
import { type Cobranca, EstornoRecusado, type Provedor } from '../../../ports.ts';
import type { Cliente } from './client.ts';
import { Busca, cobrancaDe, negado, noFormatoDeles, Payment, pedidoDe, Recusa, Refund } from './mapping.ts';

const QUEM = 'the Pix provider';
/** Payments on a page of a search, and how far a search reaches, both by the API's own limits. */
const PAGINA = 50;
const ALCANCE = 10_000;
/** By which instants of theirs payments are searched for; and the shortest range that is parted. */
const INTERVALOS = ['date_last_updated', 'date_created'] as const;
type Intervalo = (typeof INTERVALOS)[number];
const UM_SEGUNDO_MS = 1_000;

/** What the API's codes say of a refund it does not do; every other is told as one that no repeat would change. */
const CODIGOS: Readonly<Record<string, EstornoRecusado['codigo']>> = {
  2018: 'estado',
  2063: 'estado',
  2022: 'estado',
  2024: 'prazo',
  15016: 'prazo',
  2030: 'saldo',
  2031: 'saldo',
  4040: 'valor',
  4041: 'valor',
  2017: 'valor',
  2025: 'outro',
  2027: 'outro',
  3024: 'outro',
};

/**
 * Pix charges by the Payments API of Mercado Pago.
 * @param email of the restaurant itself: the API wants a payer's
 * @param notificarEm where it is to notify us; undefined leaves that to what its panel says
 */
export function provedorMercadoPago(
  cliente: Cliente,
  { email, notificarEm }: { email: string; notificarEm?: string | undefined },
): Provedor {
  async function obter(cobrancaId: string): Promise<Cobranca | undefined> {
    const answer = await cliente({ method: 'GET', path: pathOf(cobrancaId) });
    const payment = understood(QUEM, answer, Payment, 'ours');
    return payment && cobrancaDe(payment);
  }

  /** The charge a transacao already has: the first that was made for it. */
  async function daTransacao(transacaoId: string): Promise<Cobranca> {
    for await (const payment of procurar({ external_reference: transacaoId, sort: 'date_created', criteria: 'asc' }))
      if (payment.external_reference === transacaoId) return (await obter(payment.id)) ?? cobrancaDe(payment);
    throw new BadAnswer(`${QUEM} knows the key of ${transacaoId}, and no charge of it`);
  }

  /** What a search finds, page after page; where that is more than it can page through, what `demais` finds instead. */
  async function* procurar(
    filtro: Record<string, string>,
    demais?: () => AsyncGenerator<Payment>,
  ): AsyncGenerator<Payment> {
    for (let offset = 0; offset < ALCANCE; offset += PAGINA) {
      const busca = new URLSearchParams({ ...filtro, limit: String(PAGINA), offset: String(offset) });
      const answer = await cliente({ method: 'GET', path: `/v1/payments/search?${busca}` });
      const achados = understood(QUEM, answer, Busca, 'ours');
      if (!achados) throw new BadAnswer(`${QUEM} refused a search: ${answer.status}`);
      if (offset === 0 && demais && achados.paging.total > ALCANCE) return yield* demais();
      yield* achados.results;
      if (achados.results.length === 0 || offset + PAGINA >= achados.paging.total) return;
    }
    throw new BadAnswer(`${QUEM} found more than a search can page through`);
  }

  /** What was made, or changed, from one instant to another: in halves where it is too much, for anybody may ask for charges. */
  async function* noIntervalo(range: Intervalo, de: number, ate: number): AsyncGenerator<Payment> {
    const [begin_date, end_date] = [noFormatoDeles(new Date(de)), noFormatoDeles(new Date(ate))];
    const meio = Math.floor((de + ate) / 2);
    const metades = async function* () {
      yield* noIntervalo(range, de, meio);
      yield* noIntervalo(range, meio, ate);
    };
    const filtro = { range, begin_date, end_date, sort: 'date_created', criteria: 'asc' };
    yield* procurar(filtro, ate - de > UM_SEGUNDO_MS ? metades : undefined);
  }

  return {
    obter,
    async criar(nova) {
      const body = pedidoDe(nova, { email, notificarEm, agora: new Date() });
      const answer = await cliente({ method: 'POST', path: '/v1/payments', chave: nova.transacaoId, body });
      // The same key with another body, as a repeat that comes very late has: the charge is there.
      if (answer.status === 409) return daTransacao(nova.transacaoId);
      const payment = understood(QUEM, answer, Payment, 'ours');
      if (!payment) throw new BadAnswer(`${QUEM} refused a charge: ${[answer.status, ...codigosDe(answer)].join(' ')}`);
      return cobrancaDe(payment);
    },
    async cancelar(cobrancaId) {
      const answer = await cliente({
        method: 'PUT',
        path: pathOf(cobrancaId),
        chave: randomUUID(),
        body: { status: 'cancelled' },
      });
      const payment = understood(QUEM, answer, Payment, 'ours');
      // A 400 says that it is pending no more: where it stands, it tells by itself.
      const cobranca = payment ? cobrancaDe(payment) : await obter(cobrancaId);
      if (!cobranca) throw new BadAnswer(`${QUEM} does not know the charge ${cobrancaId}`);
      return cobranca;
    },
    async estornar(cobrancaId, { id, centavos }) {
      const answer = await cliente({
        method: 'POST',
        path: `${pathOf(cobrancaId)}/refunds`,
        chave: id,
        body: { amount: reais(centavos) },
      });
      const recusado = recusaDe(answer);
      if (recusado) throw recusado;
      const refund = understood(QUEM, answer, Refund, 'ours');
      if (refund && negado(refund)) throw new EstornoRecusado('outro');
      const depois = await cliente({ method: 'GET', path: pathOf(cobrancaId) });
      const payment = understood(QUEM, depois, Payment, 'ours');
      if (!refund || !payment) throw new BadAnswer(`${QUEM} does not know the charge ${cobrancaId}`);
      return cobrancaDe(payment, { id, refund });
    },
    async *buscar(de, ate) {
      const vistas = new Set<string>();
      const dentro = (em: string | null | undefined) => em != null && em >= de.toISOString() && em < ate.toISOString();
      for (const range of INTERVALOS)
        for await (const payment of noIntervalo(range, de.getTime(), ate.getTime())) {
          // The end of their range is part of it, ours is not.
          if (vistas.has(payment.id) || !dentro(payment[range] ?? payment.date_created)) continue;
          vistas.add(payment.id);
          yield cobrancaDe(payment);
        }
    },
  };
}

const pathOf = (cobrancaId: string) => `/v1/payments/${encodeURIComponent(cobrancaId)}`;

const codigosDe = ({ body }: Answer): string[] =>
  (Recusa.safeParse(body).data?.cause ?? []).flatMap(({ code }) => code ?? []);

/** Why a refund was refused; undefined where it was not, or where that says nothing of the refund. */
function recusaDe(answer: Answer): EstornoRecusado | undefined {
  if (answer.status < 400 || answer.status >= 500) return undefined;
  const codigos = codigosDe(answer);
  if (codigos.includes('2000')) return undefined; // it does not know the payment: ours to look into
  const [conhecido] = codigos.flatMap((codigo) => CODIGOS[codigo] ?? []);
  if (conhecido) return new EstornoRecusado(conhecido);
  // That the account lacks balance is told in words, too.
  if (/enough|insufficient|balance/i.test(Recusa.safeParse(answer.body).data?.message ?? ''))
    return new EstornoRecusado('saldo');
  return answer.status === 400 || answer.status === 422 ? new EstornoRecusado('outro') : undefined;
}
