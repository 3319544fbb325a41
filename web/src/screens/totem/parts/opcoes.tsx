import { type Idioma, idiomas } from '../../../i18n/idiomas.ts';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import type { Modo } from '../state/estado.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './opcoes.module.css';

const modos: readonly Modo[] = ['alcance', 'contraste', 'letra'];

/** The languages by their own names, or `breve`, by the letters everybody knows them by. */
export function Idiomas({ breve = false }: { breve?: boolean }) {
  const { estado, dispatch, t } = useTotem();
  return (
    <fieldset className={breve ? css.breve : css.linha} aria-label={t.idioma}>
      {(Object.keys(idiomas) as Idioma[]).map((idioma) => (
        <Button
          key={idioma}
          look={breve ? 'quiet' : 'plain'}
          lang={idiomas[idioma].lang}
          aria-label={breve ? `${idioma.toUpperCase()}: ${idiomas[idioma].nome}` : undefined}
          aria-pressed={estado.idioma === idioma}
          onClick={() => dispatch({ tipo: 'idioma', idioma })}
        >
          {breve ? idioma.toUpperCase() : idiomas[idioma].nome}
        </Button>
      ))}
    </fieldset>
  );
}

/** Language and accessibility, for this person only. */
export function Opcoes() {
  const { estado, dispatch, t } = useTotem();
  return (
    <>
      <Idiomas />
      <fieldset className={css.linha} aria-label={t.acessibilidade}>
        {modos
          .filter((modo) => modo !== 'alcance' || ALTA)
          .map((modo) => (
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

/** Only of a tall screen is half enough, and the upper half out of anybody's reach. */
const ALTA = matchMedia('(height >= 60em)').matches;
