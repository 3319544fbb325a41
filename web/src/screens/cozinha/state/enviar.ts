import { api, body } from '../../../api/client.ts';
import { Problema } from '../../../api/problem.ts';
import type { Ato, Comanda } from './comanda.ts';

/** Tells the server what a cook did. A request already on its way outlives the page. */
export function enviar(pedidoId: number, ato: Ato): Promise<Comanda> {
  const id = String(pedidoId);
  if (typeof ato === 'string') {
    const path = { pedidoId: id, acao: ato };
    return body(api.POST('/v2/cozinha/comandas/{pedidoId}/{acao}', { params: { path }, body: {}, keepalive: true }));
  }
  const path = { pedidoId: id, posicao: String(ato.posicao) };
  return body(
    api.PUT('/v2/cozinha/comandas/{pedidoId}/itens/{posicao}', {
      params: { path },
      body: { feito: ato.feito },
      keepalive: true,
    }),
  );
}

/** Why a comanda did not move. */
export function explicar(comanda: Comanda | undefined, error: unknown): string {
  const qual = comanda ? `A senha ${comanda.senha} ficou como estava` : 'A comanda saiu do trilho';
  if (!(error instanceof Problema)) return `${qual}: sem conexão.`;
  if (error.status === 401) return `${qual}: entre de novo.`;
  return `${qual}. ${error.message}.`;
}
