import { Link } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { Secao } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { useProdutos, useSituacaoDeVenda } from '../../state/cardapio/use-produtos.ts';
import css from './esgotados.module.css';

/** What cannot be ordered now, and a way to sell it again. */
export function Esgotados() {
  const produtos = useProdutos(20_000);
  const mudar = useSituacaoDeVenda();
  return (
    <Secao
      titulo="Esgotados"
      acoes={
        <Link href="/cardapio" className={css.ver}>
          Ver cardápio
        </Link>
      }
    >
      <Resposta de={produtos} esqueleto={<Esqueleto altura={3} />}>
        {(todos) => {
          const esgotados = todos.filter(({ ativo, disponivel }) => ativo && !disponivel);
          if (esgotados.length === 0) return <p className={css.nada}>Tudo do cardápio está à venda.</p>;
          return (
            <ul className={css.lista}>
              {esgotados.map((produto) => (
                <li key={produto.id}>
                  <span>{produto.nome}</span>
                  <Button look="plain" onClick={() => mudar.mutate({ produto, disponivel: true })}>
                    Voltar à venda<span className="so-leitor"> {produto.nome}</span>
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </Resposta>
    </Secao>
  );
}
