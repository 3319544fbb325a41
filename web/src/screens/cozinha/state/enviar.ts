import type { EstadoComanda } from '@foodious/kernel/estados.ts';
import { api, body } from '../../../api/client.ts';
import { Problema } from '../../../api/problem.ts';
import type { Ato, Comanda } from './comanda.ts';
import type { Feito } from './fila.ts';

/** Tells the server what a cook did. A request already on its way outlives the page. */
export function enviar({ pedidoId, ato, de }: Feito): Promise<Comanda> {
  const id = String(pedidoId);
  if (typeof ato === 'string') {
    const path = { pedidoId: id, acao: ato };
    return body(
      api.POST('/v2/cozinha/comandas/{pedidoId}/{acao}', { params: { path }, body: { de }, keepalive: true }),
    );
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

const naoFeitos = {
  iniciar: 'não foi iniciada',
  pronto: 'não ficou pronta',
  entregar: 'não foi entregue',
  voltar: 'não voltou',
} as const;
const naoFeito = (ato: Ato): string => (typeof ato === 'string' ? naoFeitos[ato] : 'não teve o item marcado');

const estados: Record<EstadoComanda, string> = {
  RECEBIDO: 'está esperando',
  EM_PREPARACAO: 'está em preparo',
  PRONTO: 'está pronta',
  FINALIZADO: 'já foi entregue',
  CANCELADO: 'foi cancelada',
};

/** Why a comanda did not move, in a cook's words. `atual` is how it stands, undefined when it has left the counter. */
export function explicar([feito]: readonly [Feito, ...Feito[]], atual: Comanda | undefined, error: unknown): string {
  const qual = `A senha ${feito.senha} ${naoFeito(feito.ato)}`;
  if (!(error instanceof Problema)) return `${qual}.`;
  if (error.status !== 409) return `${qual}: ${error.message}.`;
  if (!atual) return `${qual}: já saiu do balcão.`;
  return atual.estado === feito.de && feito.ato === 'voltar'
    ? `${qual}: passou do tempo de voltar.`
    : `${qual}: ${estados[atual.estado]}.`;
}
