import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the `ts` of a signature may lie from now, to either side, unless told. */
const TOLERANCIA_MS = 5 * 60_000;

/** What the signature of a notification says: right, wrong, right but too old or too new, or there is none. */
export type Veredito = 'valida' | 'invalida' | 'fora-do-prazo' | 'ausente';

/** What a notification is signed over: `data.id` of its query and its `x-request-id` header. What is absent is left out. */
export type Assinado = { dataId: string | null; requestId: string | null };

/**
 * The `x-signature` header of a notification as Mercado Pago makes it: `ts=<ts>,v1=<HMAC-SHA256, hex>` over
 * `id:<dataId>;request-id:<requestId>;ts:<ts>;`.
 * @param ts moment of sending; Mercado Pago writes seconds in its examples and milliseconds in its text
 */
export const assinar = (segredo: string, { ts, ...assinado }: Assinado & { ts: number }): string =>
  `ts=${ts},v1=${hmac(segredo, manifesto(assinado, String(ts))).toString('hex')}`;

/**
 * What the `x-signature` header says of a notification, by one of our secrets (two while one replaces the other). Constant time;
 * garbage is `invalida`, never thrown. The id counts as it came and in lower case: documentation and libraries disagree.
 * @param agoraMs milliseconds since the epoch
 * @param toleranciaMs accepted distance of `ts` from `agoraMs`, to either side, in milliseconds
 */
export function conferir(
  segredos: readonly string[],
  { assinatura, ...assinado }: Assinado & { assinatura: string | null },
  agoraMs: number,
  toleranciaMs: number = TOLERANCIA_MS,
): Veredito {
  if (!assinatura?.trim()) return 'ausente';
  const lida = ler(assinatura);
  if (!lida) return 'invalida';
  const { ts, v1 } = lida;
  const minuscula = { ...assinado, dataId: assinado.dataId?.toLowerCase() ?? null };
  let certa = false;
  for (const segredo of segredos.filter(Boolean))
    for (const lido of [assinado, minuscula]) certa = timingSafeEqual(hmac(segredo, manifesto(lido, ts)), v1) || certa;
  if (!certa) return 'invalida';
  return recente(ts, agoraMs, toleranciaMs) ? 'valida' : 'fora-do-prazo';
}

/** What the first version's notification says: 1 approved, 2 refused (with a reason). `requestId` is its `x-request-id` header. */
export type AvisoV1 = { transacaoId: string; estado: 1 | 2; motivo?: string | undefined; requestId: string };

/**
 * The `x-signature` header of the first version's notification: in the manner of Mercado Pago's, but over all that it says.
 * @param ts moment of sending, milliseconds since the epoch
 */
export const assinarV1 = (segredo: string, { ts, ...aviso }: AvisoV1 & { ts: number }): string =>
  `ts=${ts},v1=${hmac(segredo, manifestoV1(aviso, String(ts))).toString('hex')}`;

/**
 * Whether the header signs this notification of the first version and is recent. Constant time; false on garbage, never throws.
 * @param agoraMs milliseconds since the epoch
 * @param toleranciaMs accepted distance from `agoraMs`, to either side, in milliseconds
 */
export function confereV1(
  segredo: string,
  header: string | undefined,
  aviso: AvisoV1,
  agoraMs: number,
  toleranciaMs: number = TOLERANCIA_MS,
): boolean {
  const lida = ler(header ?? '');
  if (!lida) return false;
  const { ts, v1 } = lida;
  return timingSafeEqual(hmac(segredo, manifestoV1(aviso, ts)), v1) && recente(ts, agoraMs, toleranciaMs);
}

function ler(header: string): { ts: string; v1: Buffer } | null {
  const [, ts, v1] = /^ts=(\d{1,15}), ?v1=([0-9a-f]{64})$/i.exec(header) ?? [];
  return ts && v1 ? { ts, v1: Buffer.from(v1, 'hex') } : null;
}

/** A ts below 1e11 is taken as seconds: providers disagree on the unit. */
function recente(ts: string, agoraMs: number, toleranciaMs: number): boolean {
  const sentMs = Number(ts) < 1e11 ? Number(ts) * 1000 : Number(ts);
  return Math.abs(agoraMs - sentMs) <= toleranciaMs;
}

const hmac = (segredo: string, manifesto: string) => createHmac('sha256', segredo).update(manifesto).digest();

const manifesto = ({ dataId, requestId }: Assinado, ts: string) =>
  `${dataId ? `id:${dataId};` : ''}${requestId ? `request-id:${requestId};` : ''}ts:${ts};`;

const manifestoV1 = ({ transacaoId, estado, motivo, requestId }: AvisoV1, ts: string) =>
  `id:${transacaoId};estado:${estado};${motivo ? `motivo:${motivo};` : ''}request-id:${requestId};ts:${ts};`;
