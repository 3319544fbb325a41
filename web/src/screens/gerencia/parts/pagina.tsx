import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Link } from 'wouter';
import { classes } from '../../../ui/classes.ts';
import { lanchonete } from '../../../ui/lanchonete.ts';
import { useChegada } from '../state/use-chegada.ts';
import cartao from './cartao.module.css';
import css from './pagina.module.css';

/** A page of the gerência: its title, what can be done on it, and its parts below. Who comes by a link starts at its title. */
export function Pagina({
  titulo,
  voltar,
  resumo,
  acoes,
  children,
}: {
  titulo: string;
  /** The list this page is one of. */
  voltar?: { para: string; nome: string };
  resumo?: ReactNode;
  acoes?: ReactNode;
  children: ReactNode;
}) {
  const chegada = useChegada();
  const inicio = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${titulo} · Gerência · ${lanchonete}`;
  }, [titulo]);
  useEffect(() => {
    if (chegada.byLink()) inicio.current?.focus();
  }, [chegada]);
  return (
    <main className={css.pagina}>
      <header className={css.topo}>
        <div>
          {voltar && (
            <Link href={voltar.para} className={css.voltar}>
              <span aria-hidden="true">←</span> {voltar.nome}
            </Link>
          )}
          <h1 ref={inicio} tabIndex={-1} className={css.titulo}>
            {titulo}
          </h1>
          {resumo && <div className={css.resumo}>{resumo}</div>}
        </div>
        {acoes && <div className={css.acoes}>{acoes}</div>}
      </header>
      {children}
    </main>
  );
}

/** A part of a page, with its heading. */
export function Secao({
  titulo,
  acoes,
  children,
  className,
}: {
  titulo: ReactNode;
  acoes?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}) {
  const id = useId();
  return (
    <section className={classes(cartao.cartao, css.secao, className)} aria-labelledby={id}>
      <div className={css.topoDaSecao}>
        <h2 id={id}>{titulo}</h2>
        {acoes}
      </div>
      {children}
    </section>
  );
}
