import type { EstadoPedido } from '@foodious/kernel/estados.ts';
import type { ReactNode } from 'react';
import { classes } from '../../../ui/classes.ts';
import { doEstado, estados, type Tom } from '../../../ui/palavras.ts';
import css from './selo.module.css';

/** A word in a pill, coloured by how things stand; the word alone says it too. */
export function Selo({ tom = 'neutro', children }: { tom?: Tom; children: ReactNode }) {
  return <span className={classes(css.selo, css[tom])}>{children}</span>;
}

/** Where a pedido stands. */
export function SeloDoEstado({ estado }: { estado: EstadoPedido }) {
  const { nome, tom } = doEstado(estados, estado);
  return <Selo tom={tom}>{nome}</Selo>;
}
