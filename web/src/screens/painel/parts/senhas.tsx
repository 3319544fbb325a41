import type { ReactNode } from 'react';
import { useNow } from '../../../ui/use-now.ts';
import { daPagina, type Grade, gradePara, paginaEm, quantasPaginas } from '../state/paginas.ts';
import { chaveDe, type Senha } from '../state/quadro.ts';
import css from './senhas.module.css';

/** Senhas in a grid that never scrolls; what does not fit takes its turn, page after page. */
export function Senhas<T extends Senha>({
  lista,
  grades,
  nome,
  aparencia,
}: {
  lista: readonly T[];
  /** The grids it may have, from the roomiest on. */
  grades: readonly [Grade, ...Grade[]];
  /** What the list is, for who listens. */
  nome: string;
  /** How a senha looks: an attribute for the style. */
  aparencia(senha: T): string;
}) {
  const agora = useNow();
  const [colunas, linhas] = gradePara(lista.length, grades);
  const lugares = colunas * linhas;
  const paginas = quantasPaginas(lista.length, lugares);
  const pagina = paginaEm(agora, paginas);
  return (
    <div className={css.lugar}>
      <ul
        className={css.grade}
        aria-label={nome}
        key={pagina}
        style={{ '--colunas': colunas, '--linhas': linhas } as React.CSSProperties}
      >
        {daPagina(lista, pagina, lugares).map((cada) => (
          <li key={chaveDe(cada)} className={css.cela}>
            <Numero senha={cada.senha} aparencia={aparencia(cada)} />
          </li>
        ))}
      </ul>
      {paginas > 1 && (
        <p className={css.paginas}>
          <span className="so-leitor">
            Página {pagina + 1} de {paginas}
          </span>
          {Array.from({ length: paginas }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place
            <span key={i} aria-hidden="true" data-aqui={i === pagina} />
          ))}
        </p>
      )}
    </div>
  );
}

/** A senha as large as its place allows, whatever its digits. */
export function Numero({ senha, aparencia, children }: { senha: number; aparencia?: string; children?: ReactNode }) {
  return (
    <span
      className={`${css.numero} numero`}
      data-aparencia={aparencia}
      style={{ '--digitos': Math.max(2, String(senha).length) } as React.CSSProperties}
    >
      {children}
      {senha}
    </span>
  );
}
