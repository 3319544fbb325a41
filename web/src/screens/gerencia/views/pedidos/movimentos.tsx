import { diaEHora, dinheiro } from '../../../../ui/format.ts';
import type { Lancamento } from '../../state/dinheiro/api.ts';
import { dizerLancamento, ondeEsta } from '../../state/dinheiro/palavras.ts';
import css from './movimentos.module.css';

/** Every movement of the money of a pedido, in plain words, and where it is now; closed until somebody wants to see it. */
export function Movimentos({
  linhas,
  saldos,
}: {
  linhas: readonly Lancamento[];
  saldos: Readonly<Record<string, number>>;
}) {
  if (linhas.length === 0) return null;
  const lugares = ondeEsta(saldos);
  return (
    <details className={css.movimentos}>
      <summary>Movimentos do dinheiro</summary>
      <ol className={css.linhas}>
        {[...linhas]
          .sort((a, b) => a.em.localeCompare(b.em))
          .map((linha, i) => {
            const { frase, sinal } = dizerLancamento(linha);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a ledger have no name, and only grow
              <li key={i}>
                <span className={css.frase}>
                  {frase}
                  <span className="miudo numero">{diaEHora(linha.em)}</span>
                </span>
                <span className="numero">
                  {sinal && `${sinal} `}
                  {dinheiro(linha.valor)}
                </span>
              </li>
            );
          })}
      </ol>
      <div className={css.agora}>
        <p>
          <strong>Onde está agora</strong>
        </p>
        {lugares.length === 0 ? (
          <p>Não há dinheiro deste pedido em lugar nenhum.</p>
        ) : (
          <ul>
            {lugares.map(({ valor, onde }) => (
              <li key={onde}>
                <span className="numero">{valor}</span> {onde}
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
