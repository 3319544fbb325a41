import { categorias } from '@foodious/kernel/estados.ts';
import type { Relatorio } from '../tipos.ts';

export type Celula = string | number | null;
/** What a picture shows, as a table: of it the file is made too. */
export type Tabela = { colunas: readonly string[]; linhas: readonly (readonly Celula[])[] };

/** Up to so many minutes, as a bar is named: `até 4`, and the last one `mais de 30`. */
export function faixasDePreparo(preparo: Relatorio['preparo']): { nome: string; pedidos: number }[] {
  return preparo.map(({ ateS, pedidos }, i) => {
    const antes = preparo[i - 1]?.ateS ?? 0;
    return { nome: ateS === null ? `> ${antes / 60}` : `${antes / 60}–${ateS / 60}`, pedidos };
  });
}

/** The four tables of a report, for reading and for the files. */
export const tabelas = {
  dias: ({ dias }: Relatorio): Tabela => ({
    colunas: ['Dia', 'Pedidos', 'Vendas (R$)'],
    linhas: dias.map(({ dia, pedidos, total }) => [dia, pedidos, total]),
  }),
  horas: ({ horas }: Relatorio): Tabela => ({
    colunas: ['Hora', 'Pedidos', 'Vendas (R$)'],
    linhas: horas.map(({ hora, pedidos, total }) => [`${hora}h`, pedidos, total]),
  }),
  produtos: ({ produtos }: Relatorio): Tabela => ({
    colunas: ['Produto', 'Categoria', 'Quantidade', 'Vendas (R$)'],
    linhas: produtos.map(({ nome, idCategoriaProduto, quantidade, total }) => [
      nome,
      categorias.find(({ id }) => id === idCategoriaProduto)?.nome ?? '',
      quantidade,
      total,
    ]),
  }),
  preparo: ({ preparo }: Relatorio): Tabela => ({
    colunas: ['Minutos de preparo', 'Pedidos'],
    linhas: faixasDePreparo(preparo).map(({ nome, pedidos }) => [nome, pedidos]),
  }),
} as const;
