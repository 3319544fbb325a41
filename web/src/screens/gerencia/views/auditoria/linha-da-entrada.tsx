import { Link } from 'wouter';
import { diaEHora } from '../../../../ui/format.ts';
import { dizerAcao, dizerSobre, mudancasDe } from '../../state/auditoria/palavras.ts';
import { dizerQuem } from '../../state/auditoria/quem.ts';
import type { Entrada } from '../../state/auditoria/use-auditoria.ts';
import css from './auditoria.module.css';

/** One entry: who did what, about what, when, and what changed by it. */
export function LinhaDaEntrada({ entrada, onQuem }: { entrada: Entrada; onQuem(): void }) {
  const { n, em, acao, sobre } = entrada;
  const mudancas = mudancasDe(entrada);
  const alvo = sobre && dizerSobre(sobre);
  return (
    <li className={css.entrada}>
      <div className={css.feito}>
        <h2 className={css.acao}>{dizerAcao(acao)}</h2>
        {alvo && (
          <p>
            {alvo.para ? <Link href={alvo.para}>{alvo.texto}</Link> : <span className={css.alvo}>{alvo.texto}</span>}
            {sobre && (
              <Link href={`/auditoria?sobre=${encodeURIComponent(`${sobre.tipo}:${sobre.id}`)}`} className={css.tudo}>
                histórico<span className="so-leitor"> de {alvo.texto}</span>
              </Link>
            )}
          </p>
        )}
        {mudancas.length > 0 && (
          <dl className={css.mudancas}>
            {mudancas.map(({ campo, de, para }) => (
              <div key={campo}>
                <dt>{campo}:</dt>
                <dd>
                  {de !== undefined && (
                    <>
                      <span className="so-leitor">de </span>
                      {para === undefined ? de : <del>{de}</del>}
                    </>
                  )}
                  {de !== undefined && para !== undefined && (
                    <>
                      <span aria-hidden="true"> → </span>
                      <span className="so-leitor"> para </span>
                    </>
                  )}
                  {para !== undefined && <strong>{para}</strong>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <div className={css.quem}>
        <button type="button" onClick={onQuem} className={css.pessoa}>
          {dizerQuem(entrada)}
          <span className="so-leitor">: só o que fez</span>
        </button>
        <p className="miudo numero">
          {diaEHora(em)} · nº {n}
        </p>
      </div>
    </li>
  );
}
