import type { ReactNode } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Secao } from '../../parts/pagina.tsx';
import { baixar, csv } from '../../state/relatorios/csv.ts';
import type { Celula, Tabela } from '../../state/relatorios/tabelas.ts';
import css from './grafico.module.css';

const numero = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 2 });
const dizer = (celula: Celula) => (typeof celula === 'number' ? numero.format(celula) : (celula ?? '—'));

/** A picture of numbers, with its table to read and to keep as a file. */
export function Grafico({
  titulo,
  arquivo,
  tabela,
  children,
}: {
  titulo: string;
  /** Name of the file, without its ending. */
  arquivo: string;
  tabela: Tabela;
  children: ReactNode;
}) {
  const { colunas, linhas } = tabela;
  return (
    <Secao
      className={css.grafico}
      titulo={titulo}
      acoes={
        <Button look="plain" onClick={() => baixar(`${arquivo}.csv`, csv(colunas, linhas))}>
          Baixar planilha<span className="so-leitor"> de {titulo}</span>
        </Button>
      }
    >
      {children}
      <details className={css.detalhe}>
        <summary>Ver como tabela</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
        <section className={css.tabela} tabIndex={0} aria-label={`Tabela: ${titulo}`}>
          <table>
            <thead>
              <tr>
                {colunas.map((coluna) => (
                  <th key={coluna} scope="col">
                    {coluna}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {linhas.map((linha) => (
                <tr key={String(linha[0])}>
                  {linha.map((celula, i) => (
                    <td key={colunas[i]} className="numero">
                      {dizer(celula)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </Secao>
  );
}
