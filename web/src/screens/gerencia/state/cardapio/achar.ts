import { tidy } from '@foodious/kernel/text.ts';

/** A text without accents and case: who looks for `acai` finds Açaí. */
const simples = (texto: string) => tidy(texto).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The products whose name or description has every word that is looked for. */
export function achar<T extends { nome: string; descricao: string }>(produtos: readonly T[], busca: string): T[] {
  const palavras = simples(busca).split(/\s+/).filter(Boolean);
  return produtos.filter((produto) => {
    const texto = simples(`${produto.nome} ${produto.descricao}`);
    return palavras.every((palavra) => texto.includes(palavra));
  });
}
