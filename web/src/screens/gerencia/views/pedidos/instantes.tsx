import { diaEHora, hora } from '../../../../ui/format.ts';
import { depois } from '../../../../ui/tempo.ts';
import type { PedidoInteiro } from '../../state/tipos.ts';
import css from './pedido.module.css';

/** When the pedido came where, how long each part took, and the link by which its cliente follows it. */
export function Instantes({ pedido }: { pedido: PedidoInteiro }) {
  const { criadoEm, recebidoEm, iniciadoEm, prontoEm, mudouEm, estado, acompanhar } = pedido;
  const passos: [string, string | null][] = [
    ['Aberto', criadoEm],
    ['Pago', recebidoEm],
    ['Começou o preparo', iniciadoEm],
    ['Pronto', prontoEm],
    ...(estado === 'FINALIZADO' ? [['Entregue', mudouEm] as [string, string]] : []),
    ...(estado === 'CANCELADO' ? [['Cancelado', mudouEm] as [string, string]] : []),
  ];
  const feitos = passos.filter((passo): passo is [string, string] => passo[1] !== null);
  return (
    <ol className={css.lista}>
      {feitos.map(([nome, em], i) => {
        const antes = feitos[i - 1]?.[1];
        return (
          <li key={nome}>
            <span>{nome}</span>
            <span>
              {antes && <span className="miudo">{depois(Date.parse(em) - Date.parse(antes))} · </span>}
              <time dateTime={em} className="numero">
                {i === 0 ? diaEHora(em) : hora(em)}
              </time>
            </span>
          </li>
        );
      })}
      {acompanhar && (
        <li>
          <a href={acompanhar} target="_blank" rel="noreferrer">
            Página em que o cliente acompanha
          </a>
        </li>
      )}
    </ol>
  );
}
