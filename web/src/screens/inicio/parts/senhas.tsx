import { useLive } from '../../../api/use-live.ts';
import css from '../inicio.module.css';
import { lerSenhas } from '../state/senhas.ts';

/** So many of each fit. */
const CABEM = 6;

/** The painel in small, as it is now. */
export function Senhas() {
  const { data } = useLive('/v2/painel/eventos', lerSenhas);
  const lado = (titulo: string, senhas: readonly number[], vazio: string) => (
    <div className={css.lado} data-testid={titulo}>
      <span>{titulo}</span>
      {data && senhas.length === 0 && <span>{vazio}</span>}
      <div className={css.senhas}>
        {senhas.slice(0, CABEM).map((senha) => (
          <span key={senha} className="numero">
            {senha}
          </span>
        ))}
      </div>
    </div>
  );
  return (
    <div className={css.painel} data-tema="escuro">
      {lado('Em preparo', data?.emPreparo ?? [], 'nenhuma senha')}
      {lado('Prontas', data?.prontas ?? [], 'nenhuma senha')}
    </div>
  );
}
