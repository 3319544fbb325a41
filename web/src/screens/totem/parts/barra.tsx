import { Button } from '../../../ui/button.tsx';
import { dinheiro } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { quantos, total } from '../state/carrinho.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './barra.module.css';

/** The cart, always in view: what it comes to, a way into it, and the way on. */
export function Barra() {
  const { estado, dispatch, t, cardapio } = useTotem();
  const { carrinho } = estado;
  const n = quantos(carrinho);
  const valor = total(carrinho);
  return (
    <div className={css.barra}>
      {n === 0 ? (
        <p className={css.vazio}>{t.vazio}</p>
      ) : (
        <Button
          look="plain"
          size="large"
          className={css.pedido ?? ''}
          onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'carrinho' } })}
        >
          <Icone nome="sacola" tamanho={2} />
          <span className="so-leitor">{`${t.verPedido}: `}</span>
          <span className={css.resumo}>
            <span className={css.quantos}>{t.itens(n)}</span>
            <span className={`${css.valor} numero`}>{dinheiro(valor)}</span>
          </span>
        </Button>
      )}
      <Button
        size="large"
        disabled={n === 0 || !cardapio}
        onClick={() => cardapio && dispatch({ tipo: 'finalizar', cardapio })}
      >
        {t.finalizar}
      </Button>
      <p role="status" className="so-leitor">
        {n > 0 && t.resumo(n, valor)}
      </p>
    </div>
  );
}
