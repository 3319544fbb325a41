import type { Consumo, categorias } from '@foodious/kernel/estados.ts';
import { brl, centavos } from '@foodious/kernel/money.ts';

/** The restaurant's time zone, as the gateway writes it into the page; that of the device where nobody did. */
export const fuso =
  globalThis.document?.documentElement.dataset.fuso ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const clock = new Intl.DateTimeFormat('pt-BR', { hour: '2-digit', minute: '2-digit', timeZone: fuso });
const dayClock = new Intl.DateTimeFormat('pt-BR', {
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: fuso,
});

/** An amount in reais, as the API sends it, for people: `R$ 20,20`. */
export const dinheiro = (reais: number): string => brl(centavos(reais));

/** `123.456.789-09`, of eleven digits, or of as many as were typed. */
export const formatarCpf = (digitos: string): string =>
  digitos
    .replace(/^(\d{3})(\d)/, '$1.$2')
    .replace(/^(\d{3}\.\d{3})(\d)/, '$1.$2')
    .replace(/^(.{11})(\d)/, '$1-$2');

/** `14:05`, at the restaurant; of an ISO 8601 instant, or of epoch milliseconds. */
export const hora = (instante: string | number): string => clock.format(new Date(instante));

/** `25/11, 14:05`, at the restaurant. */
export const diaEHora = (iso: string): string => dayClock.format(new Date(iso));

/** Seconds as a watch shows them: `0:07`, `12:40`, `1:02:03`. */
export function relogio(segundos: number): string {
  const s = Math.max(0, Math.floor(segundos));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** Where a pedido is eaten, in words. */
export const consumos: Readonly<Record<Consumo, string>> = { local: 'Para comer aqui', viagem: 'Para viagem' };

/** The categorias in the plural, by id. */
export const plurais: Readonly<Record<(typeof categorias)[number]['id'], string>> = {
  1: 'Lanches',
  2: 'Acompanhamentos',
  3: 'Bebidas',
  4: 'Sobremesas',
};
