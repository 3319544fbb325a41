import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useId } from 'react';
import css from './field.module.css';

/** A text field with its label, a hint, and what is wrong with it, tied together for who listens. */
export function Field({
  label,
  hint,
  error,
  render = <input />,
  ...control
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** The control, where it is no input: a select, a textarea. */
  render?:
    | ReactElement<ComponentProps<'input'>>
    | ReactElement<ComponentProps<'select'>>
    | ReactElement<ComponentProps<'textarea'>>;
} & Omit<ComponentProps<'input'>, 'className'>) {
  const id = useId();
  const ditos = [...(hint ? [`${id}-dica`] : []), ...(error === undefined ? [] : [`${id}-erro`])];
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      {cloneElement(render as ReactElement<ComponentProps<'input'>>, {
        id,
        className: css.control,
        'aria-invalid': error !== undefined || undefined,
        'aria-describedby': ditos.join(' ') || undefined,
        ...control,
      })}
      {hint && (
        <p id={`${id}-dica`} className={css.hint}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-erro`} className={css.error}>
          {error}
        </p>
      )}
    </div>
  );
}
