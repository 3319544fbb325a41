import { useState } from 'react';
import { Icone } from '../../../ui/icone.tsx';
import { desenhos, Imagem } from '../../../ui/imagem.tsx';
import type { Produto } from '../state/cardapio.ts';
import css from './foto.module.css';

/** The picture of a product on the colour of its categoria, or the drawing of that when there is none. Its name is beside it. */
export function Foto({
  produto: { imagemUrl, categoriaId },
  sizes = '50vw',
  className = '',
}: {
  produto: Pick<Produto, 'imagemUrl' | 'categoriaId'>;
  /** How wide it is shown, as in HTML. */
  sizes?: string;
  className?: string | undefined;
}) {
  const [falhou, setFalhou] = useState<string | null>(null);
  const desenho = desenhos[categoriaId];
  return (
    <span className={`${css.foto} ${css[`c${categoriaId}`] ?? ''} ${className}`}>
      {imagemUrl && falhou !== imagemUrl ? (
        <Imagem key={imagemUrl} url={imagemUrl} sizes={sizes} onError={() => setFalhou(imagemUrl)} />
      ) : (
        desenho && <Icone nome={desenho} />
      )}
    </span>
  );
}
