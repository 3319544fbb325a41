import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import type { PedidoNoBalcao } from './pedidos.ts';

/** How often the counter looks again, milliseconds. */
const OLHAR_MS = 3_000;
/** How often, while somebody stands there and waits for their senha. */
const SENHA_MS = 700;

const PEDIDOS = ['balcao', 'pedidos'] as const;
const DEVOLUCOES = ['balcao', 'devolucoes'] as const;
const CAIXA = ['balcao', 'caixa'] as const;

const buscar = async (busca: string) =>
  (await body(api.GET('/v2/balcao/pedidos', { params: { query: busca === '' ? {} : { busca } } }))).pedidos;

/** The pedidos the counter has to do with, looked at again and again; with `busca` those of that senha or number. */
export const usePedidos = (busca: string) =>
  useQuery({
    queryKey: [...PEDIDOS, busca],
    queryFn: () => buscar(busca),
    refetchInterval: OLHAR_MS,
    staleTime: 0,
  });

/** The pedido of that number as it is now, until it has its senha; undefined until it was seen. */
export const useAteASenha = (id: number): PedidoNoBalcao | undefined =>
  useQuery({
    queryKey: [...PEDIDOS, String(id)],
    queryFn: () => buscar(String(id)),
    refetchInterval: ({ state }) => (state.data?.some((um) => um.id === id && um.senha !== null) ? false : SENHA_MS),
    staleTime: 0,
  }).data?.find((um) => um.id === id);

/** The refunds that wait to be handed over. */
export const useDevolucoes = () =>
  useQuery({
    queryKey: DEVOLUCOES,
    queryFn: async () => (await body(api.GET('/v2/balcao/devolucoes'))).devolucoes,
    refetchInterval: 3 * OLHAR_MS,
  });

/** The caixa of a day; without one, of the day that is open. */
export const useCaixa = (dia: string | undefined) =>
  useQuery({
    queryKey: [...CAIXA, dia ?? ''],
    queryFn: () => body(api.GET('/v2/balcao/caixa', { params: { query: dia === undefined ? {} : { dia } } })),
    refetchInterval: 3 * OLHAR_MS,
    staleTime: 0,
  });

/** What the counter does; what it changes is asked for again, whatever came of it. */
export function useAtos() {
  const client = useQueryClient();
  const onSettled = () => void client.invalidateQueries({ queryKey: ['balcao'] });
  return {
    receber: useMutation({
      mutationFn: ({
        chave,
        ...pago
      }: {
        chave: string;
        transacaoId: string;
        forma: 'dinheiro' | 'cartao';
        entregue?: number;
      }) => body(api.POST('/v2/balcao/recebimentos', { params: { header: { 'idempotency-key': chave } }, body: pago })),
      networkMode: 'always',
      onSettled,
    }),
    mover: useMutation({
      mutationFn: ({ id, acao }: { id: number; acao: 'entregar' | 'voltar' }) =>
        body(
          api.POST('/v2/cozinha/comandas/{pedidoId}/{acao}', {
            params: { path: { pedidoId: String(id), acao } },
            body: { de: acao === 'entregar' ? 'PRONTO' : 'FINALIZADO' },
          }),
        ),
      networkMode: 'always',
      onSettled,
    }),
    devolver: useMutation({
      mutationFn: (estornoId: string) =>
        body(api.POST('/v2/balcao/devolucoes/{estornoId}', { params: { path: { estornoId } } })),
      networkMode: 'always',
      onSettled,
    }),
    fechar: useMutation({
      mutationFn: (fecho: { dia: string; fundo: number; dinheiro: number; cartao: number }) =>
        body(api.POST('/v2/balcao/caixa/fechamento', { body: fecho })),
      networkMode: 'always',
      onSettled,
    }),
  };
}
