import type { Passo } from '../tipos.ts';

/** One attempt to pay, as pagamento has it on record: where it stands, since when, and why. */
export type Tentativa = { numero: number; estado: string; motivo: string | null; em: string };

/** The attempts of a pedido, from its story: each as its last change left it. */
export function tentativasDe(passos: readonly Passo[]): Tentativa[] {
  const byNumero = new Map<number, Tentativa>();
  for (const { servico, tipo, em, detalhes } of passos) {
    if (servico !== 'pagamento' || tipo !== 'estado' || typeof detalhes.tentativa !== 'number') continue;
    const antes = byNumero.get(detalhes.tentativa);
    byNumero.set(detalhes.tentativa, {
      numero: detalhes.tentativa,
      estado: String(detalhes.para),
      motivo: typeof detalhes.motivo === 'string' ? detalhes.motivo : (antes?.motivo ?? null),
      em,
    });
  }
  return [...byNumero.values()].sort((a, b) => a.numero - b.numero);
}
