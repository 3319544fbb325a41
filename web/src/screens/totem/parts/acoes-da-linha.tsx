import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { Icone } from '../../../ui/icone.tsx';
import type { Linha } from '../state/carrinho.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './acoes-da-linha.module.css';
import { Quantidade } from './quantidade.tsx';

/** What may be done about a line of the cart, wherever it is shown: how many, how it is wanted, not at all. */
export function AcoesDaLinha({
  linha: { produto, quantidade },
  lugar,
  className,
}: {
  linha: Linha;
  lugar: number;
  className?: string | undefined;
}) {
  const { dispatch, t } = useTotem();
  return (
    <div className={classes(css.acoes, className)}>
      <Quantidade
        valor={quantidade}
        de={produto.nome}
        onChange={(nova) => dispatch({ tipo: 'quantidade', lugar, quantidade: nova })}
      />
      <Button
        look="quiet"
        aria-label={t.mudarItem(produto.nome)}
        onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'produto', produto, linha: lugar } })}
      >
        {t.mudar}
      </Button>
      <Button
        look="quiet"
        aria-label={t.tirarItem(produto.nome)}
        onClick={({ currentTarget }) => {
          // The button goes away with its line; the focus stays where it was: in the sheet, or on the screen.
          currentTarget.closest('[role="dialog"], main')?.querySelector<HTMLElement>('h1, h2')?.focus();
          dispatch({ tipo: 'quantidade', lugar, quantidade: 0 });
        }}
      >
        <Icone nome="lixo" />
      </Button>
    </div>
  );
}
