/** Checks the two verification digits (modulo 11, Receita Federal); eleven equal digits pass the sum but are no CPF. */
export function cpfConfere(digitos: string): boolean {
  if (!/^\d{11}$/.test(digitos) || /^(\d)\1{10}$/.test(digitos)) return false;
  const verificador = (quantos: number) => {
    let soma = 0;
    for (let i = 0; i < quantos; i += 1) soma += Number(digitos[i]) * (quantos + 1 - i);
    return ((soma * 10) % 11) % 10;
  };
  return verificador(9) === Number(digitos[9]) && verificador(10) === Number(digitos[10]);
}
