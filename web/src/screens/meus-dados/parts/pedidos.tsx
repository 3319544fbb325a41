import { dinheiro } from '../../../ui/format.ts';
import css from '../meus-dados.module.css';
import { useFala } from '../state/fala.ts';
import type { MeuPedido } from '../state/meus-dados.ts';

/** Pedidos with what was in them, the newest first. */
export function Pedidos({ pedidos }: { pedidos: readonly MeuPedido[] }) {
  const { t, quando } = useFala();
  if (pedidos.length === 0) return <p>{t.semPedidos}</p>;
  return (
    <ul className={css.pedidos}>
      {pedidos.map(({ id, criadoEm, estado, senha, total, itens, acompanhar }) => (
        <li key={id}>
          <p className={css.linha}>
            <strong>{t.pedido(id)}</strong>
            <span className="numero">{dinheiro(total)}</span>
          </p>
          <p className="miudo">
            {quando(criadoEm)} · {t.estados[estado]}
            {senha !== null && ` · ${t.senha(senha)}`}
          </p>
          <ul>
            {itens.map(({ nome, quantidade, observacoes }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same produto may stand twice, and the list never changes
              <li key={i}>
                <span className="numero">{quantidade}×</span> {nome}
                {observacoes && <span className="miudo"> ({observacoes})</span>}
              </li>
            ))}
          </ul>
          {acompanhar && <a href={acompanhar}>{t.acompanhar}</a>}
        </li>
      ))}
    </ul>
  );
}
