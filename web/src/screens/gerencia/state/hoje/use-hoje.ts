import type { EstadoPedido } from '@foodious/kernel/estados.ts';
import { api, body } from '../../../../api/client.ts';
import { agora } from '../../../../api/hora.ts';
import { diaDe } from '../../../../ui/tempo.ts';
import { useConsulta } from '../use-consulta.ts';

const CADA_MS = 15_000;

/** What was sold today so far. */
export const useVendasDeHoje = () => {
  const hoje = diaDe(new Date(agora()));
  const query = { de: hoje, ate: hoje };
  return useConsulta(
    ['pedidos', 'vendas', hoje],
    () => body(api.GET('/v2/gerencia/relatorios', { params: { query } })),
    CADA_MS,
  );
};

/** The estados in which a pedido is neither finished nor cancelled, in the order it comes through them. */
const emAndamento = [
  'PAGAMENTO_PENDENTE',
  'CHECKOUT',
  'RECEBIDO',
  'EM_PREPARACAO',
  'PRONTO',
] as const satisfies readonly EstadoPedido[];

/** How many pedidos of one state are counted at most; of more, it is told that there are more. */
const CONTA = 100;

export type Contagem = { estado: EstadoPedido; pedidos: number; mais: boolean };

/** How many pedidos stand in each state now; those who still choose or pay, of today only. */
export const useAgora = () =>
  useConsulta(
    ['pedidos', 'agora'],
    async () => {
      const dia = diaDe(new Date(agora()));
      const contar = async (estado: EstadoPedido): Promise<Contagem> => {
        const query = { estado, limite: String(CONTA), ...(estado === 'PAGAMENTO_PENDENTE' ? { dia } : {}) };
        const { pedidos, proximo } = await body(api.GET('/v2/gerencia/pedidos', { params: { query } }));
        return { estado, pedidos: pedidos.length, mais: proximo !== null };
      };
      const [painel, ...contagens] = await Promise.all([body(api.GET('/v2/painel')), ...emAndamento.map(contar)]);
      const maisAntigo = painel.emPreparacao[0]?.desde ?? null;
      return { contagens, esperaSegundos: painel.esperaSegundos, maisAntigo };
    },
    CADA_MS,
  );
