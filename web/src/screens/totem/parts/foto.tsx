import { useState } from 'react';
import type { Produto } from '../state/cardapio.ts';
import css from './foto.module.css';

/** The picture of a product on the colour of its categoria; the colour alone when there is none. Its name is beside it. */
export function Foto({
  produto: { imagemUrl, categoriaId },
  className = '',
}: {
  produto: Pick<Produto, 'imagemUrl' | 'categoriaId'>;
  className?: string | undefined;
}) {
  const [falhou, setFalhou] = useState<string | null>(null);
  return (
    <span className={`${css.foto} ${css[`c${categoriaId}`] ?? ''} ${className}`}>
      {imagemUrl && falhou !== imagemUrl && (
        <img src={imagemUrl} alt="" width="256" height="256" decoding="async" onError={() => setFalhou(imagemUrl)} />
      )}
    </span>
  );
}
