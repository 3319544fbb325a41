/** A full stop ends an abbreviation: with more letters right after it, it would be an address that programs of e-mail link to. */
const NOME = /^(?=.*\p{L})(?:[\p{L}\p{M} '’-]|\.(?![\p{L}\p{M}]{2}))+$/u;

/** Whether a text is written as a person's name is: letters and their marks, spaces, apostrophes, hyphens, full stops. */
export const nomeConfere = (texto: string): boolean => NOME.test(texto);
