import { assinar } from '@foodious/pix/assinatura.ts';
import type { Banco, Notificacao } from './banco.ts';

/** The part of pino's logger in use here. */
export type Log = Record<'info' | 'warn' | 'error', (context: object, text: string) => void>;

const CONCURRENT = 16;
const TIMEOUT_MS = 10_000;
const GRACE_MS = 500;
const NOSSA_CONTA = 1_000_000_001;

type Destino = { banco: Banco; webhookUrl: string; webhookSecret: string; log: Log | undefined };

/**
 * Delivers the pending notifications, as Mercado Pago does: at least once each, those of one payment in order (but for those a fault
 * set free), up to 16 at a time. Only 200 and 201 count as heard: a failure waits 250 ms, 500 ms and so on up to 30 s, forever.
 * Nothing starts before the first `acordar`.
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
      if (!inFlight.has(notificacao.id)) inFlight.set(notificacao.id, entregar(notificacao));
    }
    const proxima = banco.proximaTentativa(agora);
    if (proxima !== null) timer = setTimeout(acordar, proxima - agora);
  }

  async function entregar(notificacao: Notificacao): Promise<void> {
    const { id, pagamento, tentativas, modo } = notificacao;
    const erro = await post(notificacao);
    const agora = Date.now();
    // A forger does not insist.
    if (erro === null || modo === 'forjada') banco.entregue(id, agora);
    else {
      banco.falhou(id, erro, agora + Math.min(30_000, 250 * 2 ** tentativas));
      log?.warn({ pagamento, notificacao: id, erro }, 'notification not delivered');
    }
    inFlight.delete(id);
    acordar();
  }

  /** What went wrong; null when it was heard. */
  async function post({ id, evento, pagamento, acao, modo, para, criadaEm, tentativas }: Notificacao) {
    const { relogioMs } = banco.defeitos.ler();
    const url = new URL(para ?? webhookUrl);
    url.searchParams.set('data.id', String(pagamento));
    url.searchParams.set('type', 'payment');
    const body = JSON.stringify({
      id: evento,
      live_mode: false,
      type: 'payment',
      date_created: new Date(criadaEm + relogioMs).toISOString(),
      user_id: NOSSA_CONTA,
      api_version: 'v1',
      action: acao,
      data: { id: String(pagamento) },
    });
    const segredo = modo === 'forjada' ? `${webhookSecret} de outro` : webhookSecret;
    try {
      const res = await fetch(url.href, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-request-id': id,
          'x-signature': assinar(segredo, { dataId: String(pagamento), requestId: id, ts: Date.now() + relogioMs }),
        },
        body: modo === 'truncada' && tentativas === 0 ? body.slice(0, body.length / 2) : body,
        redirect: 'manual', // followed, a 302 becomes a GET, and its 200 would pass for a delivery
        signal: AbortSignal.any([hurry.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await res.arrayBuffer(); // read to the end, so that the connection serves again
      return res.status === 200 || res.status === 201 ? null : `HTTP ${res.status}`;
    } catch (err) {
      return String((err as Error).cause ?? err);
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
