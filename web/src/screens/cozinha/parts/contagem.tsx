import type { Comanda } from '../state/comanda.ts';
import { aFazer, type Estacao } from '../state/estacao.ts';
import css from './contagem.module.css';

/** How many of each produto are still to be made, over all comandas. */
export function Contagem({
  comandas,
  estacao,
}: {
  comandas: ReadonlyMap<number, Comanda> | undefined;
  estacao: Estacao;
}) {
  const totais = aFazer(comandas?.values() ?? [], estacao);
  return (
    <aside className={css.faixa} aria-labelledby="contagem">
      <h2 id="contagem" className={css.titulo}>
        A fazer
      </h2>
      {totais.length === 0 ? (
        <p className={css.vazio}>Tudo feito</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and holds nothing else a key could reach
        <ul className={css.lista} tabIndex={0}>
          {totais.map(({ id, nome, total }) => (
            <li key={id}>
              <strong className="numero">{total}</strong>
              <span>{nome}</span>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
