/**
 * The accounts of the ledger. Each line moves centavos from the one it credits to the one it debits; a debit adds to what we have
 * or are owed, a credit takes from it.
 *
 * | account | debit balance is |
 * | --- | --- |
 * | a-receber | charged and not yet paid |
 * | provedor | with the Pix provider, for us |
 * | caixa | cash in the drawer |
 * | maquininha | taken by the house's own card machine |
 * | taxa | what the provider kept for itself |
 * | venda (credit) | sold, less what was given back or never paid |
 * | a-devolver (credit) | owed to clientes: refunds asked for and not yet done |
 */
export const CONTAS = ['a-receber', 'provedor', 'caixa', 'maquininha', 'taxa', 'venda', 'a-devolver'] as const;
export type Conta = (typeof CONTAS)[number];

/** What moved the money. */
export const FATOS_DO_LIVRO = [
  'cobrado',
  'baixado', // charged, and not paid: rejected, expired or called off
  'recebido',
  'troco',
  'taxa',
  'estorno-pedido',
  'estornado',
  'estorno-recusado',
] as const;
export type FatoDoLivro = (typeof FATOS_DO_LIVRO)[number];

/** One line of double entry, in centavos above zero; `em` is an ISO 8601 instant, `ref` the estorno it is about. */
export type Lancamento = {
  em: string;
  fato: FatoDoLivro;
  debito: Conta;
  credito: Conta;
  centavos: number;
  ref: string | null;
};

/** The balance of every account, in centavos: what was debited less what was credited. They add up to zero. */
export function saldos(livro: readonly Lancamento[]): Record<Conta, number> {
  const saldo = Object.fromEntries(CONTAS.map((conta) => [conta, 0])) as Record<Conta, number>;
  for (const { debito, credito, centavos } of livro) {
    saldo[debito] += centavos;
    saldo[credito] -= centavos;
  }
  return saldo;
}
