import { relogio } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { marcoDe } from '../state/contagem.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './prazo.module.css';

const restamAte = (ate: string, agora: number) => Math.max(0, Math.ceil((Date.parse(ate) - agora) / 1_000));

/** The time left, drawn anew every second; {@link Andamento} says it aloud now and then. */
export function Contagem({ ate }: { ate: string }) {
  return <span role="timer">{relogio(restamAte(ate, useNow()))}</span>;
}

/** How the payment stands, in words; the time left is said at a few moments only. */
export function Andamento({
  ate,
  dizer: { criando, esperando, acabou },
}: {
  /** Undefined until there is a charge. */
  ate: string | undefined;
  dizer: { criando: string; esperando: string; acabou: string };
}) {
  const { t } = useTotem();
  const agora = useNow();
  const restam = ate === undefined ? null : restamAte(ate, agora);
  const marco = restam === null ? null : marcoDe(restam);
  return (
    <div role="status">
      <p className={css.estado}>{restam === null ? criando : restam === 0 ? acabou : esperando}</p>
      {marco !== null && <p className="so-leitor">{t.faltam(marco)}</p>}
    </div>
  );
}
