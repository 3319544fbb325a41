import { Button } from '../../../ui/button.tsx';
import type { Ato } from '../state/comanda.ts';
import type { Estado } from '../state/trilho.ts';
import css from './desfazer.module.css';

const ditos = { iniciar: 'iniciada', pronto: 'pronta', entregar: 'entregue', voltar: 'de volta ao preparo' } as const;

/** What was done, in words. */
export const ditoDe = (ato: Ato): string => (typeof ato === 'string' ? ditos[ato] : '');

/** How many steps are offered at once; older ones run out soon anyway. */
const QUANTOS = 3;

/** The latest steps, for as long as they can be undone. */
export function Desfazer({
  desfaziveis,
  onDesfazer,
}: {
  desfaziveis: Estado['desfaziveis'];
  onDesfazer(n: number): void;
}) {
  const ultimos = desfaziveis.slice(-QUANTOS).reverse();
  return (
    <section aria-label="Desfazer">
      <ul className={css.lista}>
        {ultimos.map(({ n, senha, ato }, i) => (
          <li key={n} className={css.feito}>
            <span>
              Senha <strong className="numero">{senha}</strong> {ditoDe(ato)}
            </span>
            <Button look="plain" onClick={() => onDesfazer(n)}>
              Desfazer
              <span className="so-leitor"> senha {senha}</span>
              {i === 0 && <kbd className={css.tecla}>Z</kbd>}
            </Button>
            <span className={css.tempo} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </section>
  );
}
