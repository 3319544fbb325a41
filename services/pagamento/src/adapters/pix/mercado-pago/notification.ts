import { conferir } from '@foodious/pix/assinatura.ts';
import { json } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Carteiro, ResultadoDaNotificacao, Veredito } from '../../../ports.ts';

const Corpo = z.object({
  type: z.string().optional(),
  data: z.object({ id: z.union([z.int(), z.string()]).transform(String) }).optional(),
});

/** The subject of those that are about payments. */
const PAGAMENTO = 'payment';

/** What it comes to that is not signed as it should be: who it is from, nobody knows. */
const FALSAS: Readonly<Record<Veredito, ResultadoDaNotificacao | null>> = {
  valida: null,
  invalida: 'forjada',
  ausente: 'forjada',
  'fora-do-prazo': 'fora-do-prazo',
};

/** Ids of payments are numbers, those of the younger API letters and digits: what is neither names none. */
const UM_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads Mercado Pago's notifications: which payment they name, and whether they are signed. The id that is signed is that of the
 * address; the body only repeats it.
 * @param segredos those that may sign, two while one takes the place of the other; read for each notification
 * @param toleranciaMs how far from our clock the signed instant may be
 */
export const carteiroMercadoPago = (segredos: () => readonly string[], toleranciaMs = 5 * 60_000): Carteiro => ({
  ler({ consulta, assinatura, requestId, corpo }, agora) {
    const query = new URLSearchParams(consulta);
    const { type, data } = Corpo.safeParse(json(corpo)).data ?? {};
    const dataId = query.get('data.id');
    const id = dataId ?? data?.id ?? '';
    const veredito = conferir(segredos(), { assinatura, requestId, dataId }, agora.getTime(), toleranciaMs);
    const assunto = query.get('type') ?? type ?? PAGAMENTO;
    const resultado = assunto === PAGAMENTO ? (UM_ID.test(id) ? null : 'malformada') : 'outro-assunto';
    return { veredito, cobrancaId: resultado === null ? id : null, resultado: FALSAS[veredito] ?? resultado };
  },
});
