import { Link } from 'wouter';
import { useNow } from '../../ui/clock.ts';
import { classes } from '../comum/classes.ts';
import { Esqueleto, Resposta } from '../comum/resposta.tsx';
import { useFilas } from '../filas/consultas.ts';
import { saudeDasFilas } from '../filas/saude.ts';
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
