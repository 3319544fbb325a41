import { Link } from 'wouter';
import { classes } from '../../../../ui/classes.ts';
import { duracao } from '../../../../ui/tempo.ts';
import { historias } from '../../state/filas/historias.ts';
import { type Fila, idade, mortasDe, tomDaFila, VELHA_MS } from '../../state/filas/saude.ts';
import css from './filas.module.css';

/** One queue: from whom to whom, what waits, what is being handled, since when, and what died. */
export function LinhaDaFila({ fila, agora }: { fila: Fila; agora: number }) {
  const mortas = mortasDe(fila);
  const velha = idade(fila, agora);
  return (
    <li className={classes(css.fila, css[tomDaFila(fila, agora)])}>
      <div className={css.quem}>
        <p className={css.caminho}>
          <span className={css.servico}>{fila.de}</span>
          <span className={css.seta} aria-hidden="true" />
          <span className="so-leitor"> para </span>
          <span className={css.servico}>{fila.para}</span>
        </p>
        <div>
          <h2 className={css.historia}>{historias[fila.fila] ?? fila.fila}</h2>
          <p className={css.nome}>{fila.fila}</p>
        </div>
      </div>
      <dl className={css.numeros}>
        <Numero nome="Esperando" valor={fila.esperando} />
        <Numero nome="Em curso" valor={fila.emVoo} />
        <div data-alerta={(velha !== null && velha > VELHA_MS) || undefined}>
          <dt>Mais antiga</dt>
          <dd>{velha === null ? (fila.esperando === null ? 'não se sabe' : '—') : duracao(velha)}</dd>
        </div>
        <div data-perigo={(mortas !== null && mortas > 0) || undefined}>
          <dt>Mortas</dt>
          <dd>
            {mortas === null ? (
              'não se sabe'
            ) : mortas > 0 ? (
              <Link href={`/filas/${fila.fila}`} className={css.verMortas}>
                {mortas}
                <span className={css.ver}> ver</span>
                <span className="so-leitor"> mensagens mortas de {fila.fila}</span>
              </Link>
            ) : (
              0
            )}
          </dd>
        </div>
      </dl>
    </li>
  );
}

const Numero = ({ nome, valor }: { nome: string; valor: number | null }) => (
  <div>
    <dt>{nome}</dt>
    <dd>{valor ?? 'não se sabe'}</dd>
  </div>
);
