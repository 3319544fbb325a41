import { duracao } from '../../../../ui/tempo.ts';
import { useNow } from '../../../../ui/use-now.ts';
import css from './ritmo.module.css';

/** How long who orders now will wait, and how the kitchen does. Seconds; `desde` when the oldest unfinished one came. */
export function Ritmo({
  esperaS,
  medianoS,
  desde,
}: {
  esperaS: number | null;
  medianoS: number | null;
  desde: string | null;
}) {
  const agora = useNow(10_000);
  return (
    <>
      <p className={css.espera}>{esperaS === null ? '—' : esperaS < 60 ? '< 1 min' : duracao(esperaS * 1_000)}</p>
      <p className={css.miudo}>
        {esperaS === null ? 'ainda não se sabe quanto espera quem pede agora' : 'espera quem pede agora'}
      </p>
      <dl className={css.lista}>
        <div>
          <dt>Hoje, metade pronta em até</dt>
          <dd>{medianoS === null ? '—' : duracao(medianoS * 1_000)}</dd>
        </div>
        <div>
          <dt>O mais antigo na cozinha</dt>
          <dd>{desde === null ? 'nenhum espera' : duracao(agora - Date.parse(desde))}</dd>
        </div>
      </dl>
    </>
  );
}
