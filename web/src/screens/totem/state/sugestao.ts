import { type Cardapio, type Produto, produtosDe } from './cardapio.ts';
import { type Carrinho, total } from './carrinho.ts';

/** What goes with what is there already: a drink before all, a whole meal for nobody who came for a coffee. */
const ordem = (temLanche: boolean): readonly number[] => (temLanche ? [3, 2, 4] : [3, 4, 2]);

/**
 * One product of a categoria the cart has nothing of, or null. Not the cheapest and never dear: the dearest of the cheaper
 * half of its categoria, and less than what was chosen so far.
 */
export function sugerir(carrinho: Carrinho, cardapio: Cardapio): Produto | null {
  if (carrinho.length === 0) return null;
  const presentes = new Set(carrinho.map(({ produto }) => produto.categoriaId));
  const teto = total(carrinho);
  const produtos = produtosDe(cardapio).filter(({ disponivel }) => disponivel);
  for (const categoria of ordem(presentes.has(1))) {
    if (presentes.has(categoria)) continue;
    const daCategoria = produtos
      .filter(({ categoriaId }) => categoriaId === categoria)
      .toSorted((um, outro) => um.preco - outro.preco);
    const escolhido = daCategoria.slice(0, Math.ceil(daCategoria.length / 2)).findLast(({ preco }) => preco < teto);
    if (escolhido) return escolhido;
  }
  return null;
}
