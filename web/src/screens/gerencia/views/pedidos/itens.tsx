import { dinheiro } from '../../../../ui/format.ts';
import type { PedidoInteiro } from '../../state/tipos.ts';
import css from './pedido.module.css';

/** What was ordered, for how much, and what the cook was asked for. */
export function Itens({ itens, total }: Pick<PedidoInteiro, 'itens' | 'total'>) {
  if (itens.length === 0) return <p className="miudo">Nenhum item foi escolhido.</p>;
  return (
    <ul className={css.lista}>
      {itens.map(({ produtoId, nome, quantidade, observacoes, precoUnitario, subtotal }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same produto may be there twice, and nothing moves
        <li key={`${produtoId} ${i}`}>
          <span className={css.itemNome}>
            {quantidade}× {nome}
            <span className="miudo">
              {quantidade > 1 && `${dinheiro(precoUnitario)} cada`}
              {quantidade > 1 && observacoes && ' · '}
              {observacoes && `“${observacoes}”`}
            </span>
          </span>
          <span className="numero">{dinheiro(subtotal)}</span>
        </li>
      ))}
      <li className={css.total}>
        <span>Total</span>
        <span className="numero">{dinheiro(total)}</span>
      </li>
    </ul>
  );
}
