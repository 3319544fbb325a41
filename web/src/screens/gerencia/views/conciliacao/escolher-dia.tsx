import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import { diasDepois } from '../../../../ui/tempo.ts';
import css from './conciliacao.module.css';

/** The day that is looked at: today, the day before, or any other one that has been. */
export function EscolherDia({ dia, hoje, onMudar }: { dia: string; hoje: string; onMudar(dia: string): void }) {
  const ontem = diasDepois(hoje, -1);
  const pronto = (nome: string, qual: string) => (
    <Button
      look="plain"
      className={qual === dia ? (css.escolhido ?? '') : ''}
      aria-pressed={qual === dia}
      onClick={() => onMudar(qual)}
    >
      {nome}
    </Button>
  );
  return (
    <div className={css.dias}>
      {pronto('Hoje', hoje)}
      {pronto('Ontem', ontem)}
      <Field
        label="Dia"
        type="date"
        required
        max={hoje}
        value={dia}
        onChange={({ currentTarget: { value } }) => value && value <= hoje && onMudar(value)}
      />
    </div>
  );
}
