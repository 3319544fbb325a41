import { Switch as Base } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import css from './switch.module.css';

/** On or off, at once. The label is part of what is touched. */
export function Switch({
  checked,
  onChange,
  disabled = false,
  hideLabel = false,
  children,
}: {
  checked: boolean;
  onChange(checked: boolean): void;
  disabled?: boolean;
  /** Only heard: where a table says what the column is. */
  hideLabel?: boolean;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Base.Root inside
    <label className={css.label}>
      <Base.Root className={css.track} checked={checked} onCheckedChange={onChange} disabled={disabled}>
        <Base.Thumb className={css.thumb} />
      </Base.Root>
      <span className={hideLabel ? 'so-leitor' : undefined}>{children}</span>
    </label>
  );
}
