/** The digits of what was typed, at most eleven. */
export const soDigitos = (texto: string): string => texto.replaceAll(/\D/g, '').slice(0, 11);
