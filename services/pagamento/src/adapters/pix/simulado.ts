import { BadAnswer } from '@foodious/kernel/refusal.ts';
import { confereV1 } from '@foodious/pix/assinatura.ts';
import type { PixSecrets } from '@foodious/pix/secrets.ts';
import { ask, understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Cobranca, Provedor, Simulador } from '../../ports.ts';

const SIGNATURE = 'x-signature';

const Resposta = z.object({
  id: z.string(),
  referencia: z.string(),
  valorCentavos: z.int(),
  criadaEm: z.iso.datetime(),
  estado: z.enum(['pendente', 'aprovada', 'recusada', 'expirada', 'cancelada', 'estornada']),
  pixCopiaECola: z.string(),
  expiraEm: z.iso.datetime(),
});

/** The simulated provider's states, as the port speaks of them. */
const estados: Record<z.infer<typeof Resposta>['estado'], Pick<Cobranca, 'estado' | 'motivo'>> = {
  pendente: { estado: 'pendente', motivo: null },
  aprovada: { estado: 'aprovada', motivo: null },
  recusada: { estado: 'rejeitada', motivo: 'recusado' },
  expirada: { estado: 'rejeitada', motivo: 'expirado' },
  cancelada: { estado: 'rejeitada', motivo: 'cancelado' },
  estornada: { estado: 'estornada', motivo: null },
};

/** The Pix provider that stands in for a bank on a laptop, over HTTP. It signs its notifications in the manner of Mercado Pago. */
export function provedorSimulado(url: string, secrets: () => PixSecrets): Provedor & Simulador {
  async function call(path: string, init: RequestInit = {}): Promise<Cobranca> {
    const headers = {
      authorization: `Bearer ${secrets().PIX_API_KEY}`,
      'content-type': 'application/json',
      ...init.headers,
    };
    const request = { ...init, headers, signal: AbortSignal.timeout(8_000) };
    const answer = await ask('the Pix provider', `${url}/cobrancas${path}`, request);
    const found = understood('the Pix provider', answer, Resposta, 'ours');
    if (!found) throw new BadAnswer(`the Pix provider refused: ${answer.status}`); // nobody but us asked it wrongly
    const { estado, ...cobranca } = found;
    const { valorCentavos: centavos, criadaEm: em } = cobranca;
    return {
      ...cobranca,
      ...estados[estado],
      moeda: 'BRL',
      taxaCentavos: null,
      entrada: null,
      aprovadaEm: null,
      estornos: estado === 'estornada' ? [{ id: cobranca.id, nosso: null, centavos, feito: true, em }] : [],
    };
  }

  return {
    criar: ({ transacaoId, valorCentavos, expiraEm }) =>
      call('', {
        method: 'POST',
        headers: { 'idempotency-key': transacaoId },
        body: JSON.stringify({ referencia: transacaoId, valorCentavos, expiraEm }),
      }),
    obter: (id) => call(`/${id}`),
    cancelar: (id) => call(`/${id}/cancelar`, { method: 'POST', body: '{}' }),
    estornar: (id) => call(`/${id}/estornos`, { method: 'POST', body: '{}' }),
    buscar: () => {
      throw new Error('the simulated bank has no search yet');
    },
    async decidir({ transacaoId, acao, motivo }) {
      const passo = acao === 'confirmar' ? 'aprovar' : motivo === 'expirado' ? 'expirar' : 'recusar';
      await ask('the Pix provider', `${url}/transacoes/${transacaoId}/${passo}`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(8_000),
      });
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
      return confereV1(secrets().PIX_WEBHOOK_SECRET, String(headers[SIGNATURE]), aviso, Date.now());
    },
  };
}
