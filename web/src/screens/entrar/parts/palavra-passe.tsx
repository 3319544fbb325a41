import { type ComponentProps, type Ref, useState } from 'react';
import { Field } from '../../../ui/field.tsx';
import css from '../entrada.module.css';

/** A palavra-passe that is typed, covered until the person wants to see it. */
export function PalavraPasse({ campo, ...field }: ComponentProps<typeof Field> & { campo?: Ref<HTMLInputElement> }) {
  const [aVista, setAVista] = useState(false);
  return (
    <>
      <Field
        required
        maxLength={255}
        {...field}
        type={aVista ? 'text' : 'password'}
        autoCapitalize="none"
        spellCheck={false}
        {...(campo ? { ref: campo } : {})}
      />
      <button type="button" className={css.mostrar} aria-pressed={aVista} onClick={() => setAVista(!aVista)}>
        <span aria-hidden="true" className={css.olho} />
        Mostrar o que digito
      </button>
    </>
  );
}
