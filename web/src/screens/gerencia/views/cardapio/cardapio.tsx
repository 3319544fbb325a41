import { categorias } from '@foodious/kernel/estados.ts';
import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { plurais } from '../../../../ui/format.ts';
import { Busca } from '../../parts/busca.tsx';
import { Contados } from '../../parts/contados.tsx';
import { Pagina, Secao } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { achar } from '../../state/cardapio/achar.ts';
import { useProdutos } from '../../state/cardapio/use-produtos.ts';
import type { Produto } from '../../state/tipos.ts';
import css from './cardapio.module.css';
import { Ficha } from './ficha.tsx';
import { LinhaDoProduto } from './linha-do-produto.tsx';

/** The menu, as who sells from it changes it. */
export function Cardapio() {
  const produtos = useProdutos(30_000);
  const [busca, setBusca] = useState('');
  /** The open one; of a product still to be made when `produto` is null. */
  const [ficha, setFicha] = useState<{ produto: Produto | null } | null>(null);
  const lista = (titulo: string, itens: readonly Produto[]) =>
    itens.length > 0 && (
      <Secao key={titulo} titulo={titulo} acoes={<span className={css.quantos}>{itens.length}</span>}>
        <ul className={css.lista}>
          {itens.map((produto) => (
            <LinhaDoProduto key={produto.id} produto={produto} onEditar={() => setFicha({ produto })} />
          ))}
        </ul>
      </Secao>
    );
  return (
    <Pagina titulo="Cardápio" acoes={<Button onClick={() => setFicha({ produto: null })}>Novo produto</Button>}>
      <Busca label="Procurar produto" value={busca} onChange={(event) => setBusca(event.currentTarget.value)} />
      <Resposta de={produtos} esqueleto={<Esqueleto altura={28} quantos={2} />}>
        {(todos) => {
          const achados = achar(todos, busca);
          const contados = <Contados n={achados.length} um="produto" varios="produtos" />;
          if (achados.length === 0)
            return (
              <>
                {contados}
                <Vazio titulo={busca ? `Nada com “${busca}”` : 'O cardápio está vazio'}>
                  <p>{busca ? 'Procure por outra parte do nome.' : 'Comece por “Novo produto”.'}</p>
                </Vazio>
              </>
            );
          const ativos = achados.filter(({ ativo }) => ativo);
          return (
            <>
              {contados}
              {categorias.map(({ id }) =>
                lista(
                  plurais[id],
                  ativos.filter(({ idCategoriaProduto }) => idCategoriaProduto === id),
                ),
              )}
              {lista(
                'Fora do cardápio',
                achados.filter(({ ativo }) => !ativo),
              )}
            </>
          );
        }}
      </Resposta>
      {ficha && <Ficha key={ficha.produto?.id ?? 'nova'} produto={ficha.produto} onFim={() => setFicha(null)} />}
    </Pagina>
  );
}
