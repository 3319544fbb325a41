/** Letters and numbers of a pairing code. */
export const DIGITOS = 6;

/** What a code is made of, in the order of its keys: nothing that is taken for something else. */
export const ALFABETO = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A code as it is kept: capitals, and nothing that belongs to none. */
export const soDoCodigo = (texto: string): string =>
  texto
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, DIGITOS);
