import { categorias } from '@foodious/kernel/estados.ts';
import type { Comanda, Item } from './comanda.ts';

/** The categorias of a station; none chosen is all of them. */
export type Estacao = readonly number[];

/** True when the item is made at the station. */
export const daEstacao = (estacao: Estacao, { idCategoriaProduto }: Pick<Item, 'idCategoriaProduto'>): boolean =>
  estacao.length === 0 || estacao.includes(idCategoriaProduto);

/** True when the station has something to do with the comanda. */
export const temDaEstacao = (estacao: Estacao, { itens }: Pick<Comanda, 'itens'>): boolean =>
  itens.some((item) => daEstacao(estacao, item));

/** The station with a categoria put in or taken out; all chosen is the same as none. */
export function alternar(estacao: Estacao, id: number): Estacao {
  const nova = estacao.includes(id) ? estacao.filter((outra) => outra !== id) : [...estacao, id].sort((a, b) => a - b);
  return nova.length === categorias.length ? [] : nova;
}

/** How many of each produto the station still has to make, the most first. */
export function aFazer(comandas: Iterable<Comanda>, estacao: Estacao): { id: number; nome: string; total: number }[] {
  const totais = new Map<number, { id: number; nome: string; total: number }>();
  for (const { estado, itens } of comandas) {
    if (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO') continue;
    for (const item of itens) {
      if (item.feitoEm !== null || !daEstacao(estacao, item)) continue;
      const { produtoId: id, nome, quantidade } = item;
      totais.set(id, { id, nome, total: (totais.get(id)?.total ?? 0) + quantidade });
    }
  }
  return [...totais.values()].sort((a, b) => b.total - a.total || a.nome.localeCompare(b.nome, 'pt-BR'));
}
