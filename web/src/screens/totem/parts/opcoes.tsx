import { type Idioma, idiomas } from '../../../i18n/idiomas.ts';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import type { Modo } from '../state/estado.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './opcoes.module.css';

const modos: readonly Modo[] = ['alcance', 'contraste', 'letra'];

/** Language and accessibility, for this person only. */
export function Opcoes() {
  const { estado, dispatch, t } = useTotem();
  return (
    <>
      <fieldset className={css.linha} aria-label={t.idioma}>
        {(Object.keys(idiomas) as Idioma[]).map((idioma) => (
          <Button
            key={idioma}
            look="plain"
            lang={idiomas[idioma].lang}
            aria-pressed={estado.idioma === idioma}
            onClick={() => dispatch({ tipo: 'idioma', idioma })}
          >
            {idiomas[idioma].nome}
          </Button>
        ))}
      </fieldset>
      <fieldset className={css.linha} aria-label={t.acessibilidade}>
        {modos.map((modo) => (
          <Button
            key={modo}
            look="plain"
            aria-pressed={estado.modos[modo]}
            onClick={() => dispatch({ tipo: 'modo', modo })}
          >
            <Icone nome={modo} />
            {t.modos[modo]}
          </Button>
        ))}
      </fieldset>
    </>
  );
}
