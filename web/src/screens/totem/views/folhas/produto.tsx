import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { dinheiro } from '../../../../ui/format.ts';
import { Icone } from '../../../../ui/icone.tsx';
import { Folha } from '../../parts/folha.tsx';
import { Foto } from '../../parts/foto.tsx';
import { Quantidade } from '../../parts/quantidade.tsx';
import { type Produto, produtosDe } from '../../state/cardapio.ts';
import { MAX_LINHAS, subtotal } from '../../state/carrinho.ts';
import { type Observacao, observacoesDe } from '../../state/observacoes.ts';
import { useTotem } from '../../state/use-totem.ts';
import css from './produto.module.css';

/** One product up close: how many, how it is wanted. `lugar` is that of the line of the cart which it changes; null adds one. */
export function FolhaDoProduto({ produto, lugar }: { produto: Produto; lugar: number | null }) {
  const { estado, dispatch, t, cardapio } = useTotem();
  const linha = lugar === null ? undefined : estado.carrinho[lugar];
  const [quantidade, setQuantidade] = useState(linha?.quantidade ?? 1);
  const [observacoes, setObservacoes] = useState<readonly Observacao[]>(linha?.observacoes ?? []);
  const atual = (cardapio && produtosDe(cardapio).find(({ id }) => id === produto.id)) ?? produto;
  const nova = { produto: atual, quantidade, observacoes };
  const cheio = lugar === null && estado.carrinho.length >= MAX_LINHAS;
  const alternar = (uma: Observacao) =>
    setObservacoes((antes) => (antes.includes(uma) ? antes.filter((outra) => outra !== uma) : [...antes, uma]));
  return (
    <Folha
      titulo={atual.nome}
      pe={
        <>
          <Quantidade grande valor={quantidade} de={atual.nome} onChange={setQuantidade} />
          <Button
            size="large"
            className={css.adicionar ?? ''}
            disabled={!atual.disponivel || cheio}
            onClick={() => dispatch({ tipo: 'colocar', linha: nova, lugar })}
          >
            {!atual.disponivel ? t.esgotado : (lugar === null ? t.adicionar : t.salvar)(subtotal(nova))}
          </Button>
          {cheio && <p role="alert">{t.cheio}</p>}
        </>
      }
    >
      <Foto sizes="100vw" produto={atual} className={css.foto} />
      <p className={css.descricao}>{atual.descricao}</p>
      <p className={`${css.preco} numero`}>{dinheiro(atual.preco)}</p>
      <fieldset className={css.observacoes}>
        <legend>{t.doSeuJeito}</legend>
        {observacoesDe(atual.categoriaId).map((uma) => (
          <Button key={uma} look="plain" aria-pressed={observacoes.includes(uma)} onClick={() => alternar(uma)}>
            <span className={css.marca}>{observacoes.includes(uma) && <Icone nome="certo" tamanho={1.25} />}</span>
            {t.observacoes[uma]}
          </Button>
        ))}
      </fieldset>
    </Folha>
  );
}
