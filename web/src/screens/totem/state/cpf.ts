/** The digits of what was typed, at most eleven. */
export const soDigitos = (texto: string): string => texto.replaceAll(/\D/g, '').slice(0, 11);

/** `123.456.789-09`, as far as it was typed. */
export const formatarCpf = (digitos: string): string =>
  digitos
    .replace(/^(\d{3})(\d)/, '$1.$2')
    .replace(/^(\d{3}\.\d{3})(\d)/, '$1.$2')
    .replace(/^(.{11})(\d)/, '$1-$2');
