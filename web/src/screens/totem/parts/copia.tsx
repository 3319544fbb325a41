import { useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './copia.module.css';

/** The Pix code as text, for who pays on this very device. */
export function CopiaECola({ codigo }: { codigo: string }) {
  const { t } = useTotem();
  const campo = useRef<HTMLInputElement>(null);
  const [copiado, setCopiado] = useState('');
  const feito = codigo !== '' && copiado === codigo;
  const copiar = () => {
    campo.current?.select();
    // The clipboard wants HTTPS; the old way works anywhere.
    if (!navigator.clipboard) {
      document.execCommand('copy');
      return setCopiado(codigo);
    }
    navigator.clipboard.writeText(codigo).then(
      () => setCopiado(codigo),
      () => document.execCommand('copy') && setCopiado(codigo),
    );
  };
  return (
    <div className={css.copia}>
      <label htmlFor="pix">{t.pixCodigo}</label>
      <input ref={campo} id="pix" readOnly value={codigo} />
      <Button look="plain" disabled={codigo === ''} onClick={copiar}>
        <Icone nome={feito ? 'certo' : 'copiar'} />
        {feito ? t.copiado : t.copiar}
      </Button>
      <p role="status" className="so-leitor">
        {feito && t.copiado}
      </p>
    </div>
  );
}
