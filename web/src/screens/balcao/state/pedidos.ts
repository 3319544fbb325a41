import type { paths } from '../../../api/schema.ts';

type Resposta = paths['/v2/balcao/pedidos']['get']['responses'][200]['content']['application/json'];

/** A pedido as the counter sees it. */
export type PedidoNoBalcao = Resposta['pedidos'][number];

/** What the counter may do with a pedido next; null where it only waits for others. */
export type Ato = 'receber' | 'entregar';

/** The next step of a pedido at the counter. */
export function atoDe({ estado, meio, transacaoId, pago }: PedidoNoBalcao): Ato | null {
  if (estado === 'PRONTO') return 'entregar';
  return estado === 'CHECKOUT' && meio === 'balcao' && transacaoId !== null && !pago ? 'receber' : null;
}

/** Where a pedido stands, as the counter says it to who asks. */
export function situacaoDe({ estado, meio }: Pick<PedidoNoBalcao, 'estado' | 'meio'>): string {
  if (estado === 'CHECKOUT') return meio === 'balcao' ? 'Espera pagamento aqui' : 'Espera o Pix do cliente';
  return {
    PAGAMENTO_PENDENTE: 'Não foi pago: escolhe de novo no totem',
    RECEBIDO: 'Pago, na fila da cozinha',
    EM_PREPARACAO: 'Em preparo',
    PRONTO: 'Pronto para entregar',
    FINALIZADO: 'Entregue',
    CANCELADO: 'Cancelado',
  }[estado];
}

/** Those that wait for the cashier and those to be handed over, who waits longest first. */
export function emFilas(pedidos: readonly PedidoNoBalcao[]): Record<Ato, PedidoNoBalcao[]> {
  const filas: Record<Ato, PedidoNoBalcao[]> = { receber: [], entregar: [] };
  for (const pedido of pedidos.toSorted((a, b) => Date.parse(a.desde) - Date.parse(b.desde) || a.id - b.id)) {
    const ato = atoDe(pedido);
    if (ato) filas[ato].push(pedido);
  }
  return filas;
}

/** By what a pedido is called here: its senha once it is paid, its number until then. */
export const chamadoDe = ({ senha, id }: Pick<PedidoNoBalcao, 'senha' | 'id'>): { nome: string; numero: number } =>
  senha === null ? { nome: 'Pedido', numero: id } : { nome: 'Senha', numero: senha };

/** `Senha 12`, `Pedido 345`. */
export const dizerChamado = (pedido: Pick<PedidoNoBalcao, 'senha' | 'id'>): string => {
  const { nome, numero } = chamadoDe(pedido);
  return `${nome} ${numero}`;
};

/** `2× Turbo Dog, 1× Suco`. */
export const dizerItens = (itens: PedidoNoBalcao['itens']): string =>
  itens.map(({ nome, quantidade }) => `${quantidade}× ${nome}`).join(', ');

/** The digits of what is looked for; a senha or a number has no more than nine. */
export const soNumeros = (texto: string): string => texto.replaceAll(/\D/g, '').slice(0, 9);
