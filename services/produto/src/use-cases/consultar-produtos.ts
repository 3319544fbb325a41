import { Refusal } from '@foodious/kernel/refusal.ts';
import { produtos } from '../db/produtos.ts';
import type { Reader } from '../db/schema.ts';
import type { Produto } from '../domain/produto.ts';

/** A product, inactive too. Throws Refusal `not-found`. */
export async function obterProduto({ db }: Reader, id: number): Promise<Produto> {
  const produto = await produtos(db).get(id);
  if (!produto) throw new Refusal('not-found', `Produto não encontrado: ${id}`);
  return produto;
}

/** The active products of a category, by id. Throws Refusal `not-found` when there is none. */
export async function listarCategoria({ db }: Reader, id: number): Promise<Produto[]> {
  const daCategoria = await produtos(db).listByCategoria(id);
  if (daCategoria.length === 0) throw new Refusal('not-found', `Nenhum produto na categoria ${id}`);
  return daCategoria;
}

/** As people sort names: Água before Bolo, whatever the case. */
const alfabeto = new Intl.Collator('pt-BR');

/** All products, inactive ones too, by category and name. */
export async function listarProdutos({ db }: Reader): Promise<Produto[]> {
  const todos = await produtos(db).list();
  return todos.sort((a, b) => a.idCategoriaProduto - b.idCategoriaProduto || alfabeto.compare(a.nome, b.nome));
}
