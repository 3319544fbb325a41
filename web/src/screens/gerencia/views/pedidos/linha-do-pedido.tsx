import { Link } from 'wouter';
import { consumos, diaEHora, dinheiro } from '../../../../ui/format.ts';
import { SeloDoEstado } from '../../parts/selo.tsx';
import type { Pedido } from '../../state/tipos.ts';
import css from './linha-do-pedido.module.css';

/** One pedido of the list; all of it leads to its page. */
export function LinhaDoPedido({ pedido: { id, senha, estado, criadoEm, total, consumo, itens } }: { pedido: Pedido }) {
  return (
    <li>
      <Link href={`/pedidos/${id}`} className={css.linha}>
        <span className={`${css.senha} numero`}>{senha === null ? '—' : senha}</span>
        <span className={css.meio}>
          <span className={css.itens}>
            {itens.length === 0
              ? 'Sem itens'
              : itens.map(({ nome, quantidade }) => `${quantidade}× ${nome}`).join(', ')}
          </span>
          <span className="miudo">
            #{id} · {diaEHora(criadoEm)}
            {consumo && ` · ${consumos[consumo].toLowerCase()}`}
          </span>
        </span>
        <span className={css.estado}>
          <SeloDoEstado estado={estado} />
        </span>
        <span className={`${css.total} numero`}>{dinheiro(total)}</span>
      </Link>
    </li>
  );
}
