import type { Consumo, Meio } from '@foodious/kernel/estados.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { type Cardapio, type Produto, produtosDe } from './cardapio.ts';
import { emTexto, type Observacao } from './observacoes.ts';

/** What a pedido may hold, as the API says. */
export const MAX_QUANTIDADE = 99;
export const MAX_LINHAS = 50;

/** One line of the cart: the product as the person saw it when choosing. */
export type Linha = { produto: Produto; quantidade: number; observacoes: readonly Observacao[] };
export type Carrinho = readonly Linha[];

/** Reais. */
export const subtotal = ({ produto, quantidade }: Linha): number => (centavos(produto.preco) * quantidade) / 100;
export const total = (carrinho: Carrinho): number =>
  carrinho.reduce((soma, linha) => soma + centavos(linha.produto.preco) * linha.quantidade, 0) / 100;
export const quantos = (carrinho: Carrinho): number => carrinho.reduce((soma, { quantidade }) => soma + quantidade, 0);

/** What tells the lines of a cart apart, product and wishes: two that agree in it are one line. */
export const chaveDaLinha = ({ produto, observacoes }: Linha): string => `${produto.id} ${observacoes.join(' ')}`;

/** Adds a line, or puts it in the place (`lugar`) of another. Equal lines become one, up to 99 of it. */
export function colocar(carrinho: Carrinho, nova: Linha, lugar: number | null = null): Carrinho {
  const linha = { ...nova, observacoes: nova.observacoes.toSorted() };
  const resto = lugar === null ? carrinho : carrinho.toSpliced(lugar, 1);
  const igual = resto.findIndex((uma) => chaveDaLinha(uma) === chaveDaLinha(linha));
  if (igual >= 0) {
    const quantidade = Math.min(MAX_QUANTIDADE, (resto[igual]?.quantidade ?? 0) + linha.quantidade);
    return resto.with(igual, { ...linha, quantidade });
  }
  if (resto.length >= MAX_LINHAS) return carrinho;
  return resto.toSpliced(lugar ?? resto.length, 0, linha);
}

/** The cart with another quantidade of a line; none of it takes the line away. */
export function comQuantidade(carrinho: Carrinho, lugar: number, quantidade: number): Carrinho {
  const linha = carrinho[lugar];
  if (!linha) return carrinho;
  if (quantidade < 1) return carrinho.toSpliced(lugar, 1);
  return carrinho.with(lugar, { ...linha, quantidade: Math.min(quantidade, MAX_QUANTIDADE) });
}

/** What changed on the menu since it was put in the cart. */
export type Mudanca =
  | { tipo: 'esgotado'; id: number; nome: string }
  | { tipo: 'preco'; id: number; nome: string; de: number; para: number };

const byId = (cardapio: Cardapio) => new Map(produtosDe(cardapio).map((produto) => [produto.id, produto]));

/** What the person must hear before going on: each product once. */
export function mudancas(carrinho: Carrinho, cardapio: Cardapio): Mudanca[] {
  const hoje = byId(cardapio);
  const vistos = new Map(carrinho.map(({ produto }) => [produto.id, produto]));
  return [...vistos.values()].flatMap(({ id, nome, preco: de }): Mudanca[] => {
    const atual = hoje.get(id);
    if (!atual?.disponivel) return [{ tipo: 'esgotado', id, nome }];
    return centavos(atual.preco) === centavos(de) ? [] : [{ tipo: 'preco', id, nome, de, para: atual.preco }];
  });
}

/** The cart as the menu allows it today: without what is sold out, at today's prices. */
export function acertar(carrinho: Carrinho, cardapio: Cardapio): Carrinho {
  const hoje = byId(cardapio);
  return carrinho.flatMap((linha) => {
    const produto = hoje.get(linha.produto.id);
    return produto?.disponivel ? [{ ...linha, produto }] : [];
  });
}

/** The body of `POST /v2/pedido`: the total goes along, so that nothing else is ever charged. */
export const corpoDoPedido = (carrinho: Carrinho, consumo: Consumo, clienteId: number | null, meio: Meio) => ({
  clienteId,
  consumo,
  meio,
  checkout: true,
  totalEsperado: total(carrinho),
  itens: carrinho.map(({ produto, quantidade, observacoes }) => ({
    produtoId: produto.id,
    quantidade,
    observacoes: emTexto(observacoes),
  })),
});
export type CorpoDoPedido = ReturnType<typeof corpoDoPedido>;
