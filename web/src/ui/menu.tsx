import { Menu as Base } from '@base-ui/react/menu';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import css from './menu.module.css';

/** What a menu offers; `explica` says more of it. */
export type ItemDoMenu = { nome: string; explica?: string; onEscolher(): void };

/** A button that opens a short list of what else can be done. */
export function Menu({
  itens,
  disabled = false,
  children,
}: {
  itens: readonly ItemDoMenu[];
  disabled?: boolean;
  children: ReactNode;
}) {
  const [aberto, setAberto] = useState(false);
  return (
    <Base.Root open={aberto} onOpenChange={setAberto} modal={false}>
      <Base.Trigger disabled={disabled} render={<Button look="plain" />}>
        {children}
        <span aria-hidden="true">▾</span>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={css.lugar} sideOffset={6} align="end" collisionPadding={12}>
          <Base.Popup className={css.menu}>
            {itens.map(({ nome, explica, onEscolher }) => (
              <Base.Item key={nome} className={css.item} onClick={onEscolher}>
                <span className={css.nome}>{nome}</span>
                {explica && <span className="miudo">{explica}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
