import { dinheiro } from '../../../ui/format.ts';
import type { Produto } from '../state/cardapio.ts';
import { quantos } from '../state/carrinho.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './cartao.module.css';
import { Foto } from './foto.tsx';

/** A product to be touched: what it looks like, what it is called, what it costs. */
export function Cartao({ produto }: { produto: Produto }) {
  const { estado, dispatch, t } = useTotem();
  const escolhidos = quantos(estado.carrinho.filter((linha) => linha.produto.id === produto.id));
  return (
    <button
      type="button"
      className={css.cartao}
      disabled={!produto.disponivel}
      onClick={() => dispatch({ tipo: 'abrir', folha: { tipo: 'produto', produto, linha: null } })}
    >
      <Foto produto={produto} className={css.foto} />
      <span className={css.nome}>{produto.nome}</span>
      <span className={`${css.preco} numero`}>{dinheiro(produto.preco)}</span>
      {!produto.disponivel && <span className={`${css.etiqueta} ${css.fim}`}>{t.esgotado}</span>}
      {produto.disponivel && escolhidos > 0 && (
        <span className={`${css.etiqueta} ${css.escolhidos}`}>{t.quantosEscolhidos(escolhidos)}</span>
      )}
    </button>
  );
}

/** The place of a card that is still to come. */
export function CartaoVazio() {
  return (
    <div className={css.cartao}>
      <span className={`${css.foto} ${css.esqueleto}`} />
      <span className={css.nome}>
        <span className={css.linha} />
      </span>
      <span className={css.preco}>
        <span className={css.linha} />
      </span>
    </div>
  );
}
