/** The digits of what was typed, at most eleven. */
export const soDigitos = (texto: string): string => texto.replaceAll(/\D/g, '').slice(0, 11);

/** `123.456.789-09`, as far as it was typed. */
export const formatarCpf = (digitos: string): string =>
  digitos
    .replace(/^(\d{3})(\d)/, '$1.$2')
    .replace(/^(\d{3}\.\d{3})(\d)/, '$1.$2')
    .replace(/^(.{11})(\d)/, '$1-$2');

/** Checks the two verification digits (modulo 11); eleven equal digits pass the sum but are no CPF. */
export function cpfConfere(digitos: string): boolean {
  if (!/^\d{11}$/.test(digitos) || /^(\d)\1{10}$/.test(digitos)) return false;
  const verificador = (quantos: number) => {
    let soma = 0;
    for (let i = 0; i < quantos; i += 1) soma += Number(digitos[i]) * (quantos + 1 - i);
    return ((soma * 10) % 11) % 10;
  };
  return verificador(9) === Number(digitos[9]) && verificador(10) === Number(digitos[10]);
}
