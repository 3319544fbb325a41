import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import { type Periodo, prontos, qualPronto, ultimos } from '../../state/relatorios/periodo.ts';
import css from './relatorios.module.css';

/** The days that are looked at: ready-made ones, or any. */
export function EscolherPeriodo({
  periodo,
  hoje,
  onMudar,
}: {
  periodo: Periodo;
  hoje: string;
  onMudar(periodo: Periodo): void;
}) {
  const atual = qualPronto(periodo, hoje);
  return (
    <div className={css.periodo}>
      <fieldset className={css.prontos}>
        <legend className="so-leitor">Período</legend>
        {prontos.map(({ nome, dias }) => (
          <Button
            key={dias}
            look="plain"
            className={dias === atual ? (css.escolhido ?? '') : ''}
            aria-pressed={dias === atual}
            onClick={() => onMudar(ultimos(dias, hoje))}
          >
            {nome}
          </Button>
        ))}
      </fieldset>
      <form
        className={css.escolher}
        onSubmit={(event) => {
          event.preventDefault();
          const dados = new FormData(event.currentTarget);
          onMudar({ de: String(dados.get('de')), ate: String(dados.get('ate')) });
        }}
      >
        <Field label="De" name="de" type="date" required max={hoje} defaultValue={periodo.de} />
        <Field label="Até" name="ate" type="date" required max={hoje} defaultValue={periodo.ate} />
        <Button look="plain" type="submit">
          Ver
        </Button>
      </form>
    </div>
  );
}
