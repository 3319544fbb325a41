import type { EventsOf } from '@foodious/contracts/events.ts';
import type { EventOf } from '../../../api/live.ts';

/** The menu, as the API sends it. */
export type Cardapio = EventsOf<'cardapio'>['retrato'];
type ProdutoDaCategoria = Cardapio['categorias'][number]['produtos'][number];

/** A product on the menu. */
export type Produto = ProdutoDaCategoria & { categoriaId: number };

/** Every product of the menu, in its order. */
export const produtosDe = ({ categorias }: Cardapio): Produto[] =>
  categorias.flatMap(({ id, produtos }) => produtos.map((produto) => ({ ...produto, categoriaId: id })));

/** Folds the live menu: `retrato` is all of it, `produto` one product as it is now. */
export function lerCardapio(
  cardapio: Cardapio | undefined,
  ...[evento, dados]: EventOf<'cardapio'>
): Cardapio | undefined {
  if (evento === 'retrato') return dados;
  if (evento !== 'produto' || !cardapio) return cardapio;
  const { id, nome, descricao, preco, imagemUrl, disponivel, idCategoriaProduto, ativo } = dados;
  const produto = { id, nome, descricao, preco, imagemUrl, disponivel };
  return {
    categorias: cardapio.categorias.map((categoria) => {
      const { produtos } = categoria;
      const onde = produtos.findIndex((um) => um.id === id);
      const fica = ativo && categoria.id === idCategoriaProduto;
      if (onde < 0) return fica ? { ...categoria, produtos: [...produtos, produto] } : categoria;
      return { ...categoria, produtos: produtos.toSpliced(onde, 1, ...(fica ? [produto] : [])) };
    }),
  };
}
