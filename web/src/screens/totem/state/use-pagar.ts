import type { Meio } from '@foodious/kernel/estados.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import { Problema, passageiro } from '../../../api/problem.ts';
import { AJUSTES } from '../../../api/use-ajustes.ts';
import type { Tentativa } from './estado.ts';
import { tentar } from './fluxo.ts';
import { useTotem } from './use-totem.ts';

/** Tries in all while nobody answers, before the person is asked. */
const TRIES = 3;

/** `randomUUID` wants HTTPS; a totem in the restaurant's own network may have none. */
const novaChave = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('');

/** The first try is still being worked on: its answer will be there in a moment. */
const emCurso = (error: unknown) => error instanceof Problema && error.codigo === 'pedido-em-curso';

/**
 * Sends the cart as a pedido. Until somebody answers, every further try is the same request with the same key, so that an
 * answer that was lost does not make a second pedido.
 */
export function usePagar(): { pagar(meio: Meio): void; enviando: boolean } {
  const { estado, dispatch, renovarCardapio } = useTotem();
  const renovarAjustes = useRenovarAjustes();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ chave, corpo }: Tentativa) =>
      body(api.POST('/v2/pedido', { params: { header: { 'idempotency-key': chave } }, body: corpo })),
    retry: (falhas, error) => falhas < TRIES - 1 && (passageiro(error) || emCurso(error)),
    retryDelay: (falhas) => 500 * 2 ** falhas,
    networkMode: 'always',
    onSuccess({ id, meio, total, pagamento, acompanhar }, { chave }) {
      const { transacaoId = '' } = pagamento ?? {};
      const pedido = {
        id,
        meio,
        total,
        transacaoId,
        acompanhar,
        cobranca: null,
        fim: null,
        alteracoes: [],
        senha: null,
      };
      dispatch({ tipo: 'feito', chave, pedido: { ...pedido, situacao: 'esperando' } });
    },
    onError(error, { chave }) {
      const final = !passageiro(error) && !emCurso(error);
      dispatch({ tipo: 'recusado', chave, recusa: { erro: error, final } });
      if (final) renovarCardapio();
      renovarAjustes(error);
    },
  });
  return {
    pagar(meio) {
      const tentativa = tentar(estado, novaChave(), meio);
      if (!tentativa || isPending) return;
      dispatch({ tipo: 'pagar', tentativa });
      mutate(tentativa);
    },
    enviando: isPending,
  };
}

/** Asks for the ajustes again where an answer says that ours are old: by this meio nobody pays now. */
export function useRenovarAjustes(): (error: unknown) => void {
  const client = useQueryClient();
  return (error) => {
    if (error instanceof Problema && error.codigo === 'meio-indisponivel')
      void client.invalidateQueries({ queryKey: AJUSTES });
  };
}
