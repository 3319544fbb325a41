import { assinarV1 } from '@foodious/pix/assinatura.ts';
import type { Banco, Notificacao } from './banco.ts';

/** The part of pino's logger in use here. */
export type Log = Record<'info' | 'warn' | 'error', (context: object, text: string) => void>;

const CONCURRENT = 16;
const TIMEOUT_MS = 10_000;
const GRACE_MS = 500;
/** The receiver may yet come to want these; any other 4xx is its last word. */
const PASSING = [404, 408, 429];

type Destino = { banco: Banco; webhookUrl: string; webhookSecret: string; log: Log | undefined };

/**
 * Delivers the pending notifications: at least once each, those of one transaction in order, up to 16 at a time. A
 * failure waits 250 ms, 500 ms and so on up to 30 s, forever. Nothing starts before the first `acordar`.
 */
export function entregas({ banco, webhookUrl, webhookSecret, log }: Destino) {
  const inFlight = new Map<string, Promise<void>>();
  const hurry = new AbortController();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  /** Sends what is due and sets the timer to the next attempt. Call it when there may be something new. */
  function acordar(): void {
    clearTimeout(timer);
    if (stopping) return;
    const agora = Date.now();
    // Twice the places: even if all in flight are listed again, as many free ones are listed too.
    for (const notificacao of banco.aNotificar(agora, 2 * CONCURRENT)) {
      if (inFlight.size === CONCURRENT) return; // the first to end wakes us
      const { transacaoId } = notificacao;
      if (!inFlight.has(transacaoId)) inFlight.set(transacaoId, entregar(notificacao));
    }
    const proxima = banco.proximaTentativa(agora);
    if (proxima !== null) timer = setTimeout(acordar, proxima - agora);
  }

  async function entregar(notificacao: Notificacao): Promise<void> {
    const { id, transacaoId, tentativas } = notificacao;
    const failure = await post(notificacao);
    const agora = Date.now();
    if (!failure) banco.entregue(id, agora);
    else {
      const { erro, passing } = failure;
      banco.falhou(id, erro, passing ? agora + Math.min(30_000, 250 * 2 ** tentativas) : null);
      log?.[passing ? 'warn' : 'error']({ transacaoId, notificacao: id, erro }, 'notification not delivered');
    }
    inFlight.delete(transacaoId);
    acordar();
  }

  /** What went wrong, and whether another attempt may go better; null when delivered. */
  async function post({ id, transacaoId, estado, motivo }: Notificacao) {
    const aviso = { transacaoId, estado, requestId: id, ...(motivo && { motivo }) };
    try {
      const res = await fetch(`${webhookUrl}/${transacaoId}/${estado}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-request-id': id,
          'x-signature': assinarV1(webhookSecret, { ...aviso, ts: Date.now() }),
        },
        body: motivo ? JSON.stringify({ motivo }) : '{}',
        redirect: 'manual', // followed, a 302 becomes a GET, and its 200 would pass for a delivery
        signal: AbortSignal.any([hurry.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await res.arrayBuffer(); // read to the end, so that the connection serves again
      if (res.ok) return null;
      return {
        erro: `HTTP ${res.status}`,
        passing: res.status < 400 || res.status >= 500 || PASSING.includes(res.status),
      };
    } catch (err) {
      return { erro: String((err as Error).cause ?? err), passing: true };
    }
  }

  return {
    acordar,
    /** Takes nothing new and waits for what is in flight, half a second at most. */
    async parar(): Promise<void> {
      stopping = true;
      clearTimeout(timer);
      const grace = setTimeout(() => hurry.abort(), GRACE_MS);
      await Promise.all(inFlight.values());
      clearTimeout(grace);
    },
  };
}
