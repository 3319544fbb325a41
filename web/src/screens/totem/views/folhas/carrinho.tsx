import { Button } from '../../../../ui/button.tsx';
import { dinheiro } from '../../../../ui/format.ts';
import { Icone } from '../../../../ui/icone.tsx';
import { AcoesDaLinha } from '../../parts/acoes-da-linha.tsx';
import { Folha } from '../../parts/folha.tsx';
import { Foto } from '../../parts/foto.tsx';
import linhas from '../../parts/linha.module.css';
import { chaveDaLinha, type Linha, subtotal, total } from '../../state/carrinho.ts';
import { useTotem } from '../../state/use-totem.ts';
import css from './carrinho.module.css';
import folhas from './folhas.module.css';

/** Everything that was chosen, to be changed or taken away. */
export function FolhaDoCarrinho() {
  const { estado, dispatch, t, cardapio } = useTotem();
  const { carrinho } = estado;
  const seguir = () => cardapio && dispatch({ tipo: 'finalizar', cardapio });
  return (
    <Folha
      titulo={t.seuPedido}
      pe={
        <>
          <p className={css.total}>
            {t.total} <span className="numero">{dinheiro(total(carrinho))}</span>
          </p>
          <Button size="large" className={folhas.seguir ?? ''} onClick={seguir}>
            {t.finalizar}
          </Button>
        </>
      }
    >
      <ul className={css.linhas}>
        {carrinho.map((linha, lugar) => (
          <Item key={chaveDaLinha(linha)} linha={linha} lugar={lugar} />
        ))}
      </ul>
      <Button look="plain" size="large" className={css.mais ?? ''} onClick={() => dispatch({ tipo: 'pedirMais' })}>
        <Icone nome="mais" />
        {t.maisItens}
      </Button>
    </Folha>
  );
}

function Item({ linha, lugar }: { linha: Linha; lugar: number }) {
  const { t } = useTotem();
  const { produto, observacoes } = linha;
  return (
    <li className={css.linha}>
      <Foto sizes="7rem" produto={produto} className={css.foto} />
      <div>
        <p className={linhas.nome}>{produto.nome}</p>
        {observacoes.length > 0 && (
          <p className={linhas.obs}>{observacoes.map((uma) => t.observacoes[uma]).join(', ')}</p>
        )}
        <p className={`${linhas.valor} numero`}>{dinheiro(subtotal(linha))}</p>
      </div>
      <AcoesDaLinha linha={linha} lugar={lugar} className={css.acoes} />
    </li>
  );
}
