import { Button } from '../../../../ui/button.tsx';
import { dinheiro } from '../../../../ui/format.ts';
import { Icone } from '../../../../ui/icone.tsx';
import { desenhos, Imagem } from '../../../../ui/imagem.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { useSituacaoDeVenda } from '../../state/cardapio/use-produtos.ts';
import type { Produto } from '../../state/tipos.ts';
import css from './linha-do-produto.module.css';

/** One product of the list: whether it is on sale is changed right here, the rest in its ficha. */
export function LinhaDoProduto({ produto, onEditar }: { produto: Produto; onEditar(): void }) {
  const mudar = useSituacaoDeVenda();
  const desenho = desenhos[produto.idCategoriaProduto];
  const { nome, descricao, preco, imagemUrl, ativo, disponivel } = produto;
  return (
    <li className={css.linha} data-fora={!ativo || !disponivel || undefined}>
      {imagemUrl ? (
        <Imagem url={imagemUrl} sizes="4.5rem" loading="lazy" className={css.imagem} />
      ) : (
        <span className={`${css.imagem} ${css.desenho}`}>{desenho && <Icone nome={desenho} tamanho={2.5} />}</span>
      )}
      <div className={css.texto}>
        <h3 className={css.nome}>{nome}</h3>
        <p className={css.descricao}>{descricao}</p>
      </div>
      <p className={`${css.preco} numero`}>{dinheiro(preco)}</p>
      <div className={css.acoes}>
        {ativo && (
          <Switch checked={disponivel} onChange={(agora) => mudar.mutate({ produto, disponivel: agora })}>
            <span className="so-leitor">{nome}: </span>
            <span className={css.situacao}>{disponivel ? 'à venda' : 'esgotado'}</span>
          </Switch>
        )}
        <Button look="plain" onClick={onEditar}>
          {ativo ? 'Editar' : 'Reativar'}
          <span className="so-leitor"> {nome}</span>
        </Button>
      </div>
    </li>
  );
}
