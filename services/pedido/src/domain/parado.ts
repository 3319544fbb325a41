import type { Meio } from '@foodious/kernel/estados.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import type { Capa, Estado } from './pedido.ts';

/**
 * What is wrong with a pedido nobody moves on: nobody asked the provider for its money, its time to pay is over and nothing ended
 * it, it was paid and the cozinha does not know of it, or nobody comes for it.
 */
export const TIPOS_DE_PARADO = ['sem-pagamento', 'vencido', 'fora-da-cozinha', 'pronto-ha-muito'] as const;
export type TipoDeParado = (typeof TIPOS_DE_PARADO)[number];

/** What somebody may do about each. */
export const SUGESTOES = ['ver-filas', 'conferir-pagamento', 'entregar-ou-cancelar'] as const;
export const sugestaoPara: Record<TipoDeParado, (typeof SUGESTOES)[number]> = {
  'sem-pagamento': 'ver-filas',
  vencido: 'conferir-pagamento',
  'fora-da-cozinha': 'ver-filas',
  'pronto-ha-muito': 'entregar-ou-cancelar',
};

/** How long a pagamento may take to be made, and a comanda to come up, in milliseconds. */
const SEM_PAGAMENTO_MS = MINUTO_MS;
const FORA_DA_COZINHA_MS = 2 * MINUTO_MS;
/** How long after its time to pay a checkout may still stand: the provider is asked once more, and answers when it can. */
const MARGEM_MS = 5 * MINUTO_MS;
/** What was ready longer ago is in nobody's way: many a house never says that it was handed over. */
const PRONTO_AINDA_MS = 24 * 60 * MINUTO_MS;

/** What goes for a restaurant: how long a checkout may be paid, by its meio, and how long what is ready may wait. */
export type Prazos = { validadeMs: Record<Meio, number>; prontoMs: number };

/** What others know of a pedido; undefined: they did not say. */
export type Sabido = { temPagamento?: boolean | undefined; temComanda?: boolean | undefined };

/** Between which instants a pedido must have come to an estado to be worth asking about, epoch milliseconds. */
export function suspeitosEm(prazos: Prazos, agora: number) {
  return {
    CHECKOUT: { de: 0, ate: agora - SEM_PAGAMENTO_MS },
    RECEBIDO: { de: 0, ate: agora - FORA_DA_COZINHA_MS },
    PRONTO: { de: agora - PRONTO_AINDA_MS, ate: agora - prazos.prontoMs },
  } satisfies Partial<Record<Estado, { de: number; ate: number }>>;
}
export type EstadoSuspeito = keyof ReturnType<typeof suspeitosEm>;

/** What is wrong with a pedido that has stood there since `mudouEm`; null: nothing, as far as is known. */
export function tipoDeParado(
  { estado, mudouEm, meio }: Pick<Capa, 'estado' | 'mudouEm' | 'meio'>,
  { temPagamento, temComanda }: Sabido,
  prazos: Prazos,
  agora: number,
): TipoDeParado | null {
  const ha = agora - mudouEm;
  switch (estado) {
    case 'CHECKOUT':
      if (temPagamento === false && ha > SEM_PAGAMENTO_MS) return 'sem-pagamento';
      return ha > prazos.validadeMs[meio] + MARGEM_MS ? 'vencido' : null;
    case 'RECEBIDO':
      return temComanda === false && ha > FORA_DA_COZINHA_MS ? 'fora-da-cozinha' : null;
    case 'PRONTO':
      return ha > prazos.prontoMs && ha < PRONTO_AINDA_MS ? 'pronto-ha-muito' : null;
    default:
      return null;
  }
}
