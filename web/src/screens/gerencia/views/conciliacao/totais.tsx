import { dinheiro } from '../../../../ui/format.ts';
import { Selo } from '../../parts/selo.tsx';
import type { Totais } from '../../state/dinheiro/api.ts';
import { dizerDiferenca, linhasDosTotais } from '../../state/dinheiro/divergencias.ts';
import css from './conciliacao.module.css';

/** The money of a day: what we wrote down, what the bank says, and what is between them. */
export function TotaisDoDia({ totais }: { totais: Totais }) {
  return (
    <table className={css.totais}>
      <thead>
        <tr>
          <th scope="col">
            <span className="so-leitor">O quê</span>
          </th>
          <th scope="col">Nosso registro</th>
          <th scope="col">Banco</th>
          <th scope="col">Diferença</th>
        </tr>
      </thead>
      <tbody>
        {linhasDosTotais(totais).map(({ nome, nosso, deles, diferenca }) => (
          <tr key={nome}>
            <th scope="row">{nome}</th>
            <td className="numero" data-nome="Nosso registro">
              {dinheiro(nosso)}
            </td>
            <td className="numero" data-nome={deles === undefined ? undefined : 'Banco'}>
              {deles === undefined ? '—' : deles === null ? 'não se sabe' : dinheiro(deles)}
            </td>
            <td className="numero" data-nome={diferenca === null ? undefined : 'Diferença'}>
              {diferenca === null ? (
                '—'
              ) : (
                <Selo tom={diferenca === 0 ? 'bom' : 'mau'}>{dizerDiferenca(diferenca)}</Selo>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
