import type { ComponentProps } from 'react';
import css from './button.module.css';
import { classes } from './classes.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

/** A button of the house: at least 3rem tall, so that a finger finds it. `look` says how much it asks for. */
export function Button({
  look = 'primary',
  size = 'normal',
  className = '',
  ...props
}: ComponentProps<'button'> & { look?: Look; size?: 'normal' | 'large' }) {
  return (
    <button
      type="button"
      {...props}
      className={classes(css.button, css[look], size === 'large' ? css.large : undefined, className)}
    />
  );
}
