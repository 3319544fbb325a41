import { useConsulta } from '../use-consulta.ts';
import { lerEstornos, lerPagamentos, type Pagamentos } from './api.ts';

/** How soon it is looked again while money is on its way, and while it is not, milliseconds. */
const ANDANDO_MS = 2_000;
const PARADO_MS = 15_000;

const aCaminho = ({ pagamentos }: Pagamentos) =>
  pagamentos.some(({ estado, estornos }) => estado === 'PENDENTE' || estornos.some((um) => um.estado === 'PEDIDO'));

/** The payments of a pedido, with what went back and the ledger. */
export const usePagamentos = (id: string) =>
  useConsulta(
    ['pedidos', 'pagamentos', id],
    () => lerPagamentos(id),
    (dados) => (dados && aCaminho(dados) ? ANDANDO_MS : PARADO_MS),
  );

/** What was asked to go back of a pedido, and what still may. */
export const useEstornos = (id: string) =>
  useConsulta(
    ['pedidos', 'estornos', id],
    () => lerEstornos(id),
    (dados) => (dados && dados.aCaminho > 0 ? ANDANDO_MS : PARADO_MS),
  );
