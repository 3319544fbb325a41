import { Unavailable } from '@foodious/kernel/refusal.ts';
import { confereV1 } from '@foodious/pix/assinatura.ts';
import { ask } from '@foodious/platform/dependency.ts';
import type { Simulador } from '../../ports.ts';

const SIGNATURE = 'x-signature';

/**
 * What the simulated bank lets us do besides what any bank does, and how who notified us before there was an API like Mercado
 * Pago's signs.
 * @param segredo of the notifications, read for each
 */
export const simuladorDe = (url: string, segredo: () => string): Simulador => ({
  async decidir({ transacaoId, acao, motivo }) {
    const passo = acao === 'confirmar' ? 'aprovar' : motivo === 'expirado' ? 'expirar' : 'recusar';
    const { status } = await ask('the Pix provider', `${url}/transacoes/${transacaoId}/${passo}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(8_000),
    });
    if (status >= 500 || status === 429) throw new Unavailable(`the Pix provider answered ${status}`);
  },
  assinatura: {
    header: SIGNATURE,
    description: "HMAC-SHA256 of the notification with the provider's webhook secret",
  },
  verificar(headers, { transacaoId, acao, motivo }) {
    const aviso = {
      transacaoId,
      estado: acao === 'confirmar' ? (1 as const) : (2 as const),
      motivo,
      requestId: String(headers['x-request-id']),
    };
    return confereV1(segredo(), String(headers[SIGNATURE]), aviso, Date.now());
  },
});
