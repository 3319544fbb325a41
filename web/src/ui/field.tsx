import { Field as Base } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import css from './field.module.css';

/** A text field with its label, a hint, and what is wrong with it, tied together for who listens. */
export function Field({
  label,
  hint,
  error,
  ...control
}: { label: ReactNode; hint?: ReactNode; error?: string | undefined } & ComponentProps<typeof Base.Control>) {
  return (
    <Base.Root className={css.field} invalid={error !== undefined}>
      <Base.Label className={css.label}>{label}</Base.Label>
      <Base.Control {...control} className={css.control} />
      {hint && <Base.Description className={css.hint}>{hint}</Base.Description>}
      <Base.Error match={error !== undefined} className={css.error}>
        {error}
      </Base.Error>
    </Base.Root>
  );
}
