import type { ReactNode } from 'react';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import css from './fila.module.css';

/** A list of pedidos below its heading, which says how many; what it says where there are none. */
export function Fila<T>({
  titulo,
  nada,
  pedidos,
  children,
}: {
  titulo: string;
  nada: string;
  /** Undefined until they were seen. */
  pedidos: readonly T[] | undefined;
  children(pedido: T): ReactNode;
}) {
  return (
    <section className={css.fila} aria-label={titulo} aria-busy={!pedidos}>
      <h2>
        {titulo} {pedidos && <span className={`${css.quantos} numero`}>{pedidos.length}</span>}
      </h2>
      <div className={css.rolagem} tabIndex={-1}>
        {!pedidos && <Esqueleto altura={5} quantos={3} />}
        {pedidos?.length === 0 && <p className={css.nada}>{nada}</p>}
        <ul className={css.lista}>{pedidos?.map((pedido) => children(pedido))}</ul>
      </div>
    </section>
  );
}
