/** A setting of a function; one that is missing is a mistake of whoever deployed it. */
export function ambiente(nome: string): string {
  const valor = process.env[nome];
  if (!valor) throw new Error(`${nome} is not set`);
  return valor;
}
