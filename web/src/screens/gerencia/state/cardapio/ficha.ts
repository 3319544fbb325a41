import type { Produto } from '../tipos.ts';
import { escreverReais } from './preco.ts';

/** A product as its form is written; the picture by its address. */
export type FichaEscrita = {
  nome: string;
  idCategoriaProduto: string;
  descricao: string;
  preco: string;
  imagem: string | null;
  ativo: boolean;
};

/** What each field is called, by the name the API has for it, too. */
export const rotulos: Readonly<Record<keyof FichaEscrita | 'imagemBase64', string>> = {
  nome: 'Nome',
  idCategoriaProduto: 'Categoria',
  descricao: 'Descrição',
  preco: 'Preço',
  imagem: 'Imagem',
  imagemBase64: 'Imagem',
  ativo: 'No cardápio',
};

/** A product as its form shows it; null: one still to be made. */
export const escreverFicha = (produto: Produto | null): FichaEscrita => ({
  nome: produto?.nome ?? '',
  idCategoriaProduto: String(produto?.idCategoriaProduto ?? 1),
  descricao: produto?.descricao ?? '',
  preco: produto ? escreverReais(produto.preco) : '',
  imagem: produto?.imagemUrl ?? null,
  ativo: produto?.ativo ?? true,
});
