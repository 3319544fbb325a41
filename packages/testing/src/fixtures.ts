/** The states of a pedido: the public number of each is its position. */
export const ESTADOS = [
  'PAGAMENTO_PENDENTE',
  'RECEBIDO',
  'EM_PREPARACAO',
  'PRONTO',
  'FINALIZADO',
  'CHECKOUT',
  'CANCELADO',
] as const;
export type Estado = (typeof ESTADOS)[number];

const nomes: readonly string[] = ESTADOS;

/** The number a request asks for a state by. */
export const numeroDe = (estado: string): number => nomes.indexOf(estado);

/** Something no other test has used: part of names and e-mails. */
export const unico = () => crypto.randomUUID().slice(0, 13);

/** The same, as a person may be called: in letters. */
export const nomeUnico = () => unico().replaceAll(/\d/g, (digito) => 'ghijklmnop'[Number(digito)] ?? '');

/** The CPF that begins with these nine digits: they and their two check digits. */
export function cpfDe(nove: string): string {
  const verificador = (digitos: string) => {
    const soma = [...digitos].reduce((total, digito, i) => total + Number(digito) * (digitos.length + 1 - i), 0);
    return String(((soma * 10) % 11) % 10);
  };
  const dez = nove + verificador(nove);
  return dez + verificador(dez);
}

/** A CPF no other test has, as its eleven digits. */
export const umCpf = (): string => cpfDe(String(100_000_000 + Math.floor(Math.random() * 899_999_999)));

export const comPontos = (cpf: string) => cpf.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4');

/** What the API is told of a product; without campos of its own, one on sale that no other test has. */
export const fichaDeProduto = (campos: object = {}) => ({
  nome: `Produto ${unico()}`,
  idCategoriaProduto: 1,
  descricao: 'Pão, carne e queijo',
  preco: 20.2,
  ...campos,
});

/** The envelope of a message as its sender would write it. */
export const mensagem = (tipo: string, pedidoId: number | null, dados: object) => ({
  id: crypto.randomUUID(),
  tipo,
  versao: 1,
  ocorridoEm: new Date().toISOString(),
  pedidoId,
  correlacao: crypto.randomUUID(),
  dados,
});
