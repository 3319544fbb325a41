import { type Dispatch, useEffect } from 'react';
import { api, body } from '../../../api/client.ts';
import { agora } from '../../../api/hora.ts';
import { follow } from '../../../api/live.ts';
import { Problema } from '../../../api/problem.ts';
import type { AoPedido, Pendente } from './estado.ts';

/**
 * Tells the flow all that happens to the pedido being paid here: its charge, and how it ends. That by its code, where it has one:
 * another window of this browser may have begun the session of somebody else.
 */
export function useSeguirPedido(id: number | null, codigo: string | null, dispatch: Dispatch<AoPedido>): void {
  useEffect(() => {
    if (id === null) return;
    const parar = new AbortController();
    void follow(
      codigo === null ? `/v2/pedido/${id}/eventos` : `/v2/acompanhamentos/${codigo}/eventos`,
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
          const { pagamento, qrCode = null, pixCopiaECola = null, expiraEm, motivo } = noticia ?? {};
          if (!pagamento) return;
          const { transacaoId } = pagamento;
          if (motivo) dispatch({ tipo: 'naoPago', id, fim: { transacaoId, motivo } });
          if (!expiraEm) return;
          dispatch({ tipo: 'cobrancaFeita', id, cobranca: { transacaoId, qrCode, pixCopiaECola, expiraEm } });
        },
        onLive() {},
      },
      parar.signal,
    );
    return () => parar.abort();
  }, [id, codigo, dispatch]);
}

const PERGUNTAR_MS = 3_000;
/** A bank may approve late what it had refused; longer than this nobody waits for it. */
const TARDE_MS = 10 * 60_000;

/**
 * Follows the pedidos whose cliente has left, by their codes, one question at a time: streams would take the connections of who
 * is here now.
 */
export function useSeguirPendentes(pendentes: readonly Pendente[], dispatch: Dispatch<AoPedido>): void {
  const quais = JSON.stringify(pendentes);
  useEffect(() => {
    const seguidos = JSON.parse(quais) as Pendente[];
    if (seguidos.length === 0) return;
    const desde = agora();
    const perguntar = async ({ id, codigo }: Pendente) => {
      try {
        const { estado, senha } = await body(api.GET('/v2/acompanhamentos/{codigo}', { params: { path: { codigo } } }));
        dispatch({ tipo: 'pedidoMudou', id, estado, senha });
        if (estado === 'PAGAMENTO_PENDENTE' && agora() - desde > TARDE_MS) dispatch({ tipo: 'esquecer', id });
      } catch (error) {
        if (error instanceof Problema && error.status === 404) dispatch({ tipo: 'esquecer', id });
        // Anything else passes: without a network the next turn asks again.
      }
    };
    const timer = setInterval(() => void Promise.all(seguidos.map(perguntar)), PERGUNTAR_MS);
    return () => clearInterval(timer);
  }, [quais, dispatch]);
}
