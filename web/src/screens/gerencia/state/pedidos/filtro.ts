import type { EstadoPedido } from '@foodious/kernel/estados.ts';
import { estados } from '../../../../ui/palavras.ts';

/** What of the pedidos is looked at; it lives in the address, so that it can be kept and gone back to. */
export type Filtro = { estado?: EstadoPedido; dia?: string; senha?: string };

const ehEstado = (valor: string): valor is EstadoPedido => Object.hasOwn(estados, valor);

/** The filter that an address asks for; what makes no sense is left out. */
export function filtroDe(busca: URLSearchParams): Filtro {
  const [estado, dia, senha] = ['estado', 'dia', 'senha'].map((nome) => busca.get(nome) ?? '');
  return {
    ...(estado && ehEstado(estado) ? { estado } : {}),
    ...(dia && /^\d{4}-\d{2}-\d{2}$/.test(dia) ? { dia } : {}),
    ...(senha && /^\d{1,9}$/.test(senha) ? { senha } : {}),
  };
}

/** The number of a pedido that somebody typed, with or without its `#`. */
export const lerNumero = (texto: string): number | undefined => {
  const numero = /^\s*#?0*([1-9]\d{0,14})\s*$/.exec(texto)?.[1];
  return numero === undefined ? undefined : Number(numero);
};
