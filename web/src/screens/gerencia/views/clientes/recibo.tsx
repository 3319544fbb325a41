import { diaCurto } from '../../../../ui/tempo.ts';
import type { Protocolo } from '../../state/clientes/use-clientes.ts';
import css from './clientes.module.css';

/** The receipt of the erasure that was just done, to be handed on. */
export function Recibo({ protocolo }: { protocolo: Protocolo | null }) {
  return (
    <div role="status">
      {protocolo && (
        <div className={css.recibo}>
          <p>Os dados foram apagados em {diaCurto(protocolo.dataDelecao)}. Protocolo:</p>
          <p className={css.protocolo}>{protocolo.protocolo}</p>
        </div>
      )}
    </div>
  );
}
