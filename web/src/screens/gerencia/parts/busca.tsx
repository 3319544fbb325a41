import type { ComponentProps } from 'react';
import { Field } from '../../../ui/field.tsx';
import css from './busca.module.css';

/** A field to look for something in the list below it, no wider than what is written there. */
export function Busca(field: ComponentProps<typeof Field>) {
  return (
    <div className={css.busca}>
      <Field type="search" {...field} />
    </div>
  );
}
