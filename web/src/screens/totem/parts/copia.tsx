import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { useCopiar } from '../../../ui/use-copiar.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './copia.module.css';

/** The Pix code as text, for who pays on this very device. */
export function CopiaECola({ codigo }: { codigo: string }) {
  const { t } = useTotem();
  const { campo, copiar, copiado: feito } = useCopiar(codigo);
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
