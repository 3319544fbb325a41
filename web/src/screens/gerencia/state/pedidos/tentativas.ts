import type { Passo } from '@foodious/contracts/timeline.ts';
import type { EstadoPagamento, Motivo } from '@foodious/kernel/estados.ts';

/** One attempt to pay, as pagamento has it on record: where it stands, since when, and why. */
export type Tentativa = { numero: number; estado: EstadoPagamento; motivo: Motivo | null; em: string };

/** The attempts of a pedido, from its story: each as its last change left it. */
export function tentativasDe(passos: readonly Passo[]): Tentativa[] {
  const byNumero = new Map<number, Tentativa>();
  for (const { servico, tipo, em, detalhes } of passos) {
    if (servico !== 'pagamento' || tipo !== 'estado') continue;
    const { tentativa: numero, para: estado, motivo } = detalhes;
    byNumero.set(numero, { numero, estado, motivo: motivo ?? byNumero.get(numero)?.motivo ?? null, em });
  }
  return [...byNumero.values()].sort((a, b) => a.numero - b.numero);
}
