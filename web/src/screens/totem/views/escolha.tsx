import { categorias } from '@foodious/kernel/estados.ts';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { Barra } from '../parts/barra.tsx';
import { Cartao, CartaoVazio } from '../parts/cartao.tsx';
import { Foto } from '../parts/foto.tsx';
import { Tela } from '../parts/tela.tsx';
import type { Cardapio } from '../state/cardapio.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './escolha.module.css';

const IDS = categorias.map(({ id }) => id);

/** The menu, one categoria at a time; any of them may be passed over. */
export function Escolha() {
  const { estado, dispatch, t, cardapio } = useTotem();
  const { categoria, carrinho } = estado;
  const aberta = cardapio?.categorias.find(({ id }) => id === categoria);
  const proxima = IDS.find((id) => id > categoria);
  const nome = t.categorias[proxima ?? 0] ?? '';
  const tem = carrinho.some(({ produto }) => produto.categoriaId === categoria);
  return (
    <Tela titulo={t.escolha[categoria]} antes={<Passos cardapio={cardapio} />} rodape={<Barra />}>
      {aberta?.produtos.length === 0 && <p className={css.vazia}>{t.categoriaVazia}</p>}
      <ul className={css.grade} aria-busy={!aberta}>
        {aberta
          ? aberta.produtos.map((produto) => (
              <li key={produto.id}>
                <Cartao produto={{ ...produto, categoriaId: categoria }} />
              </li>
            ))
          : [1, 2, 3, 4, 5, 6].map((n) => (
              <li key={n}>
                <CartaoVazio />
              </li>
            ))}
      </ul>
      {proxima && (
        <Button
          look="plain"
          size="large"
          className={css.seguir ?? ''}
          onClick={() => dispatch({ tipo: 'categoria', categoria: proxima })}
        >
          {tem ? t.proximo(nome) : t.pular(nome)}
          <Icone nome="seguir" />
        </Button>
      )}
    </Tela>
  );
}

function Passos({ cardapio }: { cardapio: Cardapio | undefined }) {
  const { estado, dispatch, t } = useTotem();
  const escolhidas = new Set(estado.carrinho.map(({ produto }) => produto.categoriaId));
  return (
    <nav aria-label={t.passos}>
      <ol className={css.passos}>
        {IDS.map((id) => {
          const { produtos = [] } = cardapio?.categorias.find((categoria) => categoria.id === id) ?? {};
          return (
            <li key={id}>
              <button
                type="button"
                className={css.passo}
                aria-current={estado.categoria === id ? 'step' : undefined}
                onClick={() => dispatch({ tipo: 'categoria', categoria: id })}
              >
                <span className={css.selo}>
                  <Foto
                    sizes="7rem"
                    className={css.miniatura}
                    produto={{ imagemUrl: produtos[0]?.imagemUrl ?? null, categoriaId: id }}
                  />
                  {escolhidas.has(id) && (
                    <span className={css.feito}>
                      <Icone nome="certo" tamanho={1} />
                    </span>
                  )}
                </span>
                {t.categorias[id]}
                {escolhidas.has(id) && <span className="so-leitor">, {t.jaEscolhido}</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
