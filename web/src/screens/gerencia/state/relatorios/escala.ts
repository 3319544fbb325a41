/** The steps an axis may go by, times a power of ten. */
const PASSOS = [1, 2, 2.5, 5, 10];

/**
 * An axis from zero: up to `marcas` even and round steps, the last one at or above the greatest value.
 * `inteira` for what is counted: no half pedido on the axis, as there is no half centavo. Of nothing there is only the zero.
 */
export function escala(maior: number, { inteira = false, marcas = 4 } = {}): { topo: number; marcas: number[] } {
  const menor = inteira ? 1 : 0.01;
  const alvo = Math.max(maior, menor) / marcas;
  const potencia = 10 ** Math.floor(Math.log10(alvo));
  const passo = PASSOS.map((p) => p * potencia).find(
    (p) => p >= alvo * (1 - 1e-9) && Number.isInteger(arredondado(p / menor)),
  );
  const degrau = arredondado(passo ?? menor);
  const quantas = Math.max(1, Math.ceil(maior / degrau - 1e-9));
  const lista = Array.from({ length: maior > 0 ? quantas + 1 : 1 }, (_, i) => arredondado(i * degrau));
  return { topo: arredondado(quantas * degrau), marcas: lista };
}

/** A number without the dust that binary fractions leave when they are added. */
const arredondado = (n: number): number => Number(n.toPrecision(12));

/** Which labels of so many fit along an axis: every one, every second, every third… the last one last. */
export function rotulosQueCabem(quantos: number, cabem: number): (i: number) => boolean {
  const passo = Math.max(1, Math.ceil(quantos / Math.max(1, cabem)));
  return (i) => (quantos - 1 - i) % passo === 0;
}
