import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import css from './dialog.module.css';

/** A dialog over the screen: keeps the focus inside, closes by Escape, says its title to who cannot see it. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  wide = false,
  children,
  actions,
}: {
  open: boolean;
  /** Called when the person closes it: Escape, or a touch outside. */
  onClose(): void;
  title: ReactNode;
  description?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
  /** Buttons at the foot, the way out first. */
  actions?: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={css.backdrop} />
        <Base.Popup className={`${css.popup} ${wide ? css.wide : ''}`}>
          <Base.Title className={css.title}>{title}</Base.Title>
          {description && <Base.Description className={css.description}>{description}</Base.Description>}
          <div className={css.body}>{children}</div>
          {actions && <div className={css.actions}>{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
