import { relogio } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { type EstadoDoTrilho, type Urgencia, urgenciaDe } from '../state/comanda.ts';
import { useRelogio } from '../state/use-relogio.ts';
import css from './idade.module.css';

const palavras: Record<Urgencia, [emPreparo: string, prontas: string]> = {
  calma: ['no prazo', 'no balcão'],
  atencao: ['atenção', 'esfriando'],
  atrasada: ['atrasada', 'esquecida'],
};

/** Minutes until a comanda is late. */
export type Prazos = { amareloMin: number; vermelhoMin: number };

/** The clock of a comanda: counts by itself, so that the card needs not. What colour tells, a word and a drawing tell too. */
export function Idade({ desde, estado, prazos }: { desde: string; estado: EstadoDoTrilho; prazos: Prazos }) {
  const inicio = Date.parse(desde);
  const texto = useRelogio((agora) => relogio((agora - inicio) / 1_000));
  const urgencia = useRelogio((agora) => urgenciaDe(agora - inicio, prazos));
  return (
    <div className={css.idade} data-urgencia={urgencia}>
      <span role="timer" className={`${css.tempo} numero`}>
        {texto}
      </span>
      <span className={css.palavra}>
        {urgencia !== 'calma' && <Icone nome={urgencia} />}
        {palavras[urgencia][estado === 'PRONTO' ? 1 : 0]}
      </span>
    </div>
  );
}
