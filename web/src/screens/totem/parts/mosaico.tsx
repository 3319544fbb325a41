import { produtosDe } from '../state/cardapio.ts';
import { useTotem } from '../state/use-totem.ts';
import { Foto } from './foto.tsx';
import css from './mosaico.module.css';

/** The categoria that each place of the mosaic shows, the big one first. */
const ORDEM = [1, 3, 2, 4, 1, 2] as const;

/** Big pictures of what can be had right now, and nothing to read or hear: they whet the appetite. */
export function Mosaico({ className = '' }: { className?: string | undefined }) {
  const { cardapio } = useTotem();
  const produtos = cardapio ? produtosDe(cardapio).filter(({ disponivel, imagemUrl }) => disponivel && imagemUrl) : [];
  const usados = new Set<number>();
  return (
    <div aria-hidden="true" className={`${css.mosaico} ${className}`}>
      {ORDEM.map((categoria, i) => {
        const produto =
          produtos.find(({ id, categoriaId }) => categoriaId === categoria && !usados.has(id)) ??
          produtos.find(({ id }) => !usados.has(id));
        if (produto) usados.add(produto.id);
        return (
          <Foto
            // biome-ignore lint/suspicious/noArrayIndexKey: places on a wall
            key={i}
            sizes={i === 0 ? '67vw' : '33vw'}
            produto={produto ?? { imagemUrl: null, categoriaId: categoria }}
          />
        );
      })}
    </div>
  );
}
