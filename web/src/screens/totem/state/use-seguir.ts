import { type Dispatch, useEffect } from 'react';
import { api, body } from '../../../api/client.ts';
import { agora } from '../../../api/hora.ts';
import { follow } from '../../../api/live.ts';
import { Problema } from '../../../api/problem.ts';
import type { AoPedido } from './estado.ts';

/** Tells the flow all that happens to the pedido being paid here: its charge, and how it ends. */
export function useSeguirPedido(id: number | null, dispatch: Dispatch<AoPedido>): void {
  useEffect(() => {
    if (id === null) return;
    const parar = new AbortController();
    void follow(
      `/v2/pedido/${id}/eventos`,
      {
        onEvent: (_, { estado, senha }) => dispatch({ tipo: 'pedidoMudou', id, estado, senha }),
        onLive() {},
      },
      parar.signal,
    );
    void follow(
      `/v2/pagamento/${id}/eventos`,
      {
        onEvent(_, noticia) {
          const { pagamento, qrCode, pixCopiaECola, expiraEm, motivo } = noticia ?? {};
          if (!pagamento) return;
          const { transacaoId } = pagamento;
          if (motivo) dispatch({ tipo: 'naoPago', id, fim: { transacaoId, motivo } });
          if (!qrCode || !pixCopiaECola || !expiraEm) return;
          dispatch({ tipo: 'cobrancaFeita', id, cobranca: { transacaoId, qrCode, pixCopiaECola, expiraEm } });
        },
        onLive() {},
      },
      parar.signal,
    );
    return () => parar.abort();
  }, [id, dispatch]);
}

const PERGUNTAR_MS = 3_000;
/** A bank may approve late what it had refused; longer than this nobody waits for it. */
const TARDE_MS = 10 * 60_000;

/**
 * Follows the pedidos whose cliente has left, one question at a time: streams would take the connections of who is here now.
 * One that this session may not see, because somebody else has identified meanwhile, is asked for again later.
 */
export function useSeguirPendentes(pendentes: readonly number[], dispatch: Dispatch<AoPedido>): void {
  const ids = pendentes.join();
  useEffect(() => {
    if (ids === '') return;
    const desde = agora();
    const perguntar = async (id: number) => {
      try {
        const { estado, senha } = await body(api.GET('/v2/pedido/{id}', { params: { path: { id: String(id) } } }));
        dispatch({ tipo: 'pedidoMudou', id, estado, senha });
        if (estado === 'PAGAMENTO_PENDENTE' && agora() - desde > TARDE_MS) dispatch({ tipo: 'esquecer', id });
      } catch (error) {
        if (error instanceof Problema && error.status === 404) dispatch({ tipo: 'esquecer', id });
        // Anything else passes: without a network, or while it is not ours to see, the next turn asks again.
      }
    };
    const timer = setInterval(() => void Promise.all(ids.split(',').map((id) => perguntar(Number(id)))), PERGUNTAR_MS);
    return () => clearInterval(timer);
  }, [ids, dispatch]);
}
