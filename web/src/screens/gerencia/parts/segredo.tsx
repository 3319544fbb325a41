import { useId } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { useCopiar } from '../../../ui/use-copiar.ts';
import css from './segredo.module.css';

/** Something that is shown once, to be taken elsewhere. */
export function Segredo({ rotulo, texto }: { rotulo: string; texto: string }) {
  const id = useId();
  const { campo, copiar, copiado } = useCopiar(texto);
  return (
    <div className={css.segredo}>
      <label htmlFor={id}>{rotulo}</label>
      <input ref={campo} id={id} readOnly value={texto} />
      <Button look="plain" onClick={copiar}>
        <Icone nome={copiado ? 'certo' : 'copiar'} />
        {copiado ? 'Copiado' : 'Copiar'}
        <span className="so-leitor"> {rotulo}</span>
      </Button>
      <p role="status" className="so-leitor">
        {copiado && `${rotulo}: copiado`}
      </p>
    </div>
  );
}
