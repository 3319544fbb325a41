import { Link } from 'wouter';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { useNow } from '../../../../ui/use-now.ts';
import { Resposta } from '../../parts/resposta.tsx';
import { saudeDasFilas } from '../../state/filas/saude.ts';
import { useFilas } from '../../state/filas/use-filas.ts';
import css from './filas-em-uma-linha.module.css';

/** The health of the queues: one line, louder the more it needs somebody. */
export function FilasEmUmaLinha() {
  const filas = useFilas(10_000);
  const agora = useNow(10_000);
  return (
    <Resposta de={filas} esqueleto={<Esqueleto altura={3.25} />}>
      {(dados) => {
        const { tom, frase } = saudeDasFilas(dados, agora);
        return (
          <p className={classes(css.linha, css[tom])}>
            <span className={css.ponto} aria-hidden="true" />
            <span>{frase}</span>
            <Link href="/filas" className={css.ver}>
              {tom === 'bom' ? 'Ver filas' : 'Resolver nas filas'}
            </Link>
          </p>
        );
      }}
    </Resposta>
  );
}
