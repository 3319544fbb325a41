import type { ServiceName } from '@foodious/contracts/services.ts';
import { type Figura, nomesDasPistas } from '../../../../../ui/historia/layout.ts';
import { quem } from '../../../../../ui/historia/passo.ts';
import { duracao, horaExata } from '../../../../../ui/tempo.ts';
import { Selo } from '../../../parts/selo.tsx';
import css from './lista.module.css';

const nomes: Readonly<Record<ServiceName, string>> = { ...nomesDasPistas, produto: 'Produto' };

/** The story of a pedido in words, step after step. */
export function Lista({ desenho: { marcas, esperas } }: { desenho: Figura }) {
  const esperaAntes = new Map(esperas.map(({ linha, ms }) => [linha + 1, ms]));
  return (
    <ol className={css.lista}>
      {marcas.map(({ indice, linha, passo, frase, tom, forma }) => {
        const espera = esperaAntes.get(linha);
        return (
          <li key={indice} className={css.passo} data-forma={forma}>
            {espera !== undefined && <p className={css.espera}>{duracao(espera)} depois</p>}
            <span className={`${css.hora} numero`}>{horaExata(passo.em)}</span>
            <span className={css.servico}>{nomes[passo.servico]}</span>
            <span className={css.frase}>
              {forma === 'estado' ? <Selo tom={tom}>{frase}</Selo> : <span className={css[tom]}>{frase}</span>}
              <span className={css.por}> · {quem(passo.por)}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
