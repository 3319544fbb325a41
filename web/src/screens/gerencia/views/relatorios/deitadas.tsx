import css from './deitadas.module.css';

type Deitada = { chave: number; rotulo: string; valor: number; dizer: string };

/** A ranking: a bar on its side for each, its name above and its value written at the end. */
export function Deitadas({ nome, barras }: { nome: string; barras: readonly Deitada[] }) {
  const maior = Math.max(1, ...barras.map(({ valor }) => valor));
  return (
    <ol className={css.lista} aria-label={nome}>
      {barras.map(({ chave, rotulo, valor, dizer }) => (
        <li key={chave} className={css.linha}>
          <span className={css.rotulo}>{rotulo}</span>
          <span className={`${css.valor} numero`}>{dizer}</span>
          <span className={css.trilho} aria-hidden="true">
            <span className={css.barra} style={{ width: `${(100 * valor) / maior}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
