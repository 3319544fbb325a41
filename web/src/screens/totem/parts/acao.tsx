import { type ComponentProps, useId } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './acao.module.css';

/**
 * A button that needs the restaurant to answer: while it cannot, it waits and says why. It keeps the focus it had, which a
 * disabled one would lose.
 */
export function Acao({
  esperando = false,
  onClick,
  className,
  ...props
}: Omit<ComponentProps<typeof Button>, 'onClick' | 'disabled' | 'className'> & {
  esperando?: boolean;
  className?: string | undefined;
  onClick(): void;
}) {
  const { pausado, t } = useTotem();
  const porque = useId();
  const parado = pausado || esperando;
  return (
    <div className={`${css.acao} ${className ?? ''}`}>
      <Button
        size="large"
        {...props}
        aria-disabled={parado || undefined}
        aria-describedby={pausado ? porque : undefined}
        onClick={() => !parado && onClick()}
      />
      {pausado && (
        <p id={porque} className={css.porque}>
          {t.pausado}
        </p>
      )}
    </div>
  );
}
