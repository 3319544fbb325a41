import { TAMANHO_DO_CODIGO } from '@foodious/contracts/aparelhos.ts';

/** A code as it is kept: capitals, and nothing that belongs to none. */
export const soDoCodigo = (texto: string): string =>
  texto
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, TAMANHO_DO_CODIGO);
