import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { useNow } from '../../../../ui/use-now.ts';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { saudeDasFilas } from '../../state/filas/saude.ts';
import { useFilas } from '../../state/filas/use-filas.ts';
import css from './filas.module.css';
import { LinhaDaFila } from './linha-da-fila.tsx';

/** Every queue between the services: who writes, who hears, what waits, what died. */
export function Filas() {
  const filas = useFilas(3_000);
  const agora = useNow(1_000);
  return (
    <Pagina
      titulo="Filas"
      resumo={<p role="status">{filas.data ? saudeDasFilas(filas.data, agora).frase : 'Olhando as filas…'}</p>}
    >
      <Resposta de={filas} esqueleto={<Esqueleto altura={5} quantos={9} />}>
        {({ filas: todas, faltam }) => (
          <>
            {faltam.length > 0 && (
              <p className={css.faltam}>
                Sem resposta de <strong>{faltam.join(', ')}</strong>: do que só{' '}
                {faltam.length > 1 ? 'eles sabem' : 'ele sabe'}, não há números.
              </p>
            )}
            <ul className={css.lista} aria-label="Filas">
              {todas.map((fila) => (
                <LinhaDaFila key={fila.fila} fila={fila} agora={agora} />
              ))}
            </ul>
          </>
        )}
      </Resposta>
    </Pagina>
  );
}
