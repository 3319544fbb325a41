import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a payment notification says: 1 approved, 2 refused (with a reason). `requestId` is its `x-request-id` header. */
export type Aviso = { transacaoId: string; estado: 1 | 2; motivo?: string | undefined; requestId: string };

/**
 * The `x-signature` header of a notification: `ts=<ms>,v1=<HMAC-SHA256, hex>`, in the manner of Mercado Pago's webhooks
 * but over all that the notification says.
 * @param ts moment of sending, milliseconds since the epoch
 */
export const assinar = (segredo: string, { ts, ...aviso }: Aviso & { ts: number }): string =>
  `ts=${ts},v1=${hmac(segredo, aviso, String(ts)).toString('hex')}`;

/**
 * Whether the header signs this notification and is recent. Constant time; false on garbage, never throws.
 * A ts below 1e11 is taken as seconds: providers disagree on the unit.
 * @param agoraMs milliseconds since the epoch
 * @param toleranciaMs accepted distance from `agoraMs`, to either side, in milliseconds
 */
export function confere(
  segredo: string,
  header: string | undefined,
  aviso: Aviso,
  agoraMs: number,
  toleranciaMs = 5 * 60_000,
): boolean {
  const [, ts, v1] = /^ts=(\d{1,15}), ?v1=([0-9a-f]{64})$/i.exec(header ?? '') ?? [];
  if (!ts || !v1) return false;
  const sentMs = Number(ts) < 1e11 ? Number(ts) * 1000 : Number(ts);
  return (
    timingSafeEqual(hmac(segredo, aviso, ts), Buffer.from(v1, 'hex')) && Math.abs(agoraMs - sentMs) <= toleranciaMs
  );
}

const hmac = (segredo: string, { transacaoId, estado, motivo, requestId }: Aviso, ts: string) =>
  createHmac('sha256', segredo)
    .update(`id:${transacaoId};estado:${estado};${motivo ? `motivo:${motivo};` : ''}request-id:${requestId};ts:${ts};`)
    .digest();
