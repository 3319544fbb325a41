import { classes } from '../../../../../ui/classes.ts';
import type { Marca } from '../../../../../ui/historia/layout.ts';
import { quem } from '../../../../../ui/historia/passo.ts';
import { duracao, horaExata } from '../../../../../ui/tempo.ts';
import css from './detalhes.module.css';

/** Everything the trail says of one step. */
export function Detalhes({ marca, fixa }: { marca: Marca | undefined; fixa: boolean }) {
  if (!marca)
    return (
      <div className={css.detalhes}>
        <p className={css.dica}>
          Toque num passo, ou passe por ele, para ver o que há por trás. Com o teclado, use as setas.
        </p>
      </div>
    );
  const { passo, frase } = marca;
  const ficha: [string, string | null][] = [
    ['Quando', horaExata(passo.em)],
    ['Por', quem(passo.por)],
    ['Levou', passo.duracaoMs === null ? null : duracao(passo.duracaoMs)],
    ['Fila', passo.fila],
    ['Mensagem', passo.mensagemId],
    ['Causa', passo.causa],
    ['História', passo.correlacao],
    ['Instância', passo.instancia],
  ];
  return (
    <div className={classes(css.detalhes, css.vista)} data-fixa={fixa || undefined}>
      <p className={css.frase}>{frase}</p>
      <dl className={css.ficha}>
        {ficha.map(
          ([nome, valor]) =>
            valor !== null && (
              <div key={nome}>
                <dt>{nome}</dt>
                <dd>{valor}</dd>
              </div>
            ),
        )}
      </dl>
      {Object.keys(passo.detalhes).length > 0 && <code className={css.json}>{JSON.stringify(passo.detalhes)}</code>}
    </div>
  );
}
