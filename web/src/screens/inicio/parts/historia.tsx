import { useMemo, useReducer } from 'react';
import { Figura } from '../../../ui/historia/figura.tsx';
import { figura } from '../../../ui/historia/layout.ts';
import { NADA, olhar } from '../../../ui/historia/olhar.ts';
import css from '../inicio.module.css';
import { useHistoria } from '../state/use-historia.ts';

/** How the newest pedido goes through the house, drawing itself step by step; nothing for who may not see it. */
export function Historia() {
  const passos = useHistoria();
  const desenho = useMemo(() => passos && figura(passos), [passos]);
  const [{ vista, preso }, acontece] = useReducer(olhar, NADA);
  if (!desenho) return null;
  const frase = desenho.marcas.find(({ indice }) => indice === vista)?.frase;
  return (
    <section className={css.historia} aria-labelledby="historia">
      <h2 id="historia">O pedido mais novo, por dentro</h2>
      <p className={css.frase}>{frase ?? 'Cada passo aparece quando acontece: peça no totem, e veja.'}</p>
      <Figura desenho={desenho} vista={vista} fixa={preso === 'clique'} onOlhar={acontece} />
    </section>
  );
}
