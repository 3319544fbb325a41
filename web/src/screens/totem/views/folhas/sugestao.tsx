import { Button } from '../../../../ui/button.tsx';
import { Folha } from '../../parts/folha.tsx';
import { Foto } from '../../parts/foto.tsx';
import type { Produto } from '../../state/cardapio.ts';
import { useTotem } from '../../state/use-totem.ts';
import folhas from './folhas.module.css';
import css from './sugestao.module.css';

/** Suggests one more product, once; either answer goes on. */
export function FolhaDaSugestao({ produto }: { produto: Produto }) {
  const { dispatch, t } = useTotem();
  const seguir = () => dispatch({ tipo: 'aoConsumo' });
  const aceitar = () => {
    dispatch({ tipo: 'colocar', linha: { produto, quantidade: 1, observacoes: [] }, lugar: null });
    seguir();
  };
  return (
    <Folha
      titulo={t.sugestaoTitulo[produto.categoriaId] ?? ''}
      pe={
        <>
          <Button look="plain" size="large" className={folhas.seguir ?? ''} onClick={seguir}>
            {t.sugestaoNao}
          </Button>
          <Button size="large" className={folhas.seguir ?? ''} onClick={aceitar}>
            {t.sugestaoSim(produto.preco)}
          </Button>
        </>
      }
    >
      <Foto sizes="100vw" produto={produto} className={css.foto} />
      <p className={css.nome}>{produto.nome}</p>
      <p className={css.descricao}>{produto.descricao}</p>
    </Folha>
  );
}
