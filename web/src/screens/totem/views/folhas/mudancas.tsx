import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { mudancas } from '../../state/carrinho.ts';
import type { Etapa } from '../../state/estado.ts';
import { useTotem } from '../../state/use-totem.ts';
import css from './folhas.module.css';

const ENQUANTO_ESCOLHE: readonly Etapa[] = ['escolha', 'consumo', 'revisao', 'meio'];

/**
 * Something in the cart sold out, or costs another price now: said at once and by name, and the cart follows. Nothing can be
 * paid before it was read; should it come back meanwhile, there is nothing to say any more.
 */
export function MudancasNoCardapio() {
  const { estado, dispatch, t, cardapio } = useTotem();
  const { etapa, carrinho } = estado;
  const lista = cardapio && ENQUANTO_ESCOLHE.includes(etapa) ? mudancas(carrinho, cardapio) : [];
  const entendi = () => cardapio && dispatch({ tipo: 'acertar', cardapio });
  return (
    <Dialog
      open={lista.length > 0}
      onClose={entendi}
      title={t.mudouTitulo}
      actions={
        <Button size="large" onClick={entendi}>
          {t.entendi}
        </Button>
      }
    >
      <div role="alert">
        <ul className={css.mudancas}>
          {lista.map((uma) => (
            <li key={uma.id}>
              {uma.tipo === 'esgotado' ? t.acabou(uma.nome) : t.mudouPreco(uma.nome, uma.de, uma.para)}
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
