import { Link } from 'wouter';
import { classes } from '../../../../ui/classes.ts';
import { estados } from '../../../../ui/palavras.ts';
import type { Contagem } from '../../state/hoje/use-hoje.ts';
import css from './estados.module.css';

/** The way of a pedido, with how many stand at each station. */
export function Estados({ contagens }: { contagens: readonly Contagem[] }) {
  return (
    <ol className={css.caminho}>
      {contagens.map(({ estado, pedidos, mais }) => (
        <li key={estado}>
          <Link href={`/pedidos?estado=${estado}`} className={classes(css.estacao, css[estados[estado].tom])}>
            <span className={`${css.quantos} numero`}>
              {pedidos}
              {mais && '+'}
            </span>
            <span className={css.nome}>{estados[estado].nome}</span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
