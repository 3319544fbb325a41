import { Link, useLocation } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { hora } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { useNow } from '../../../ui/use-now.ts';
import css from './barra.module.css';

/** What stands above every page of the counter: where one may go, who is here, and the way out. */
export function Barra({
  devolucoes,
  pessoa,
  onPessoa,
  onSair,
}: {
  /** How many refunds wait to be handed over. */
  devolucoes: number;
  /** Who is signed in with an account of their own. */
  pessoa: string | undefined;
  onPessoa(): void;
  onSair(): void;
}) {
  const [onde] = useLocation();
  const paginas = [
    { para: '/', nome: 'Atender', n: 0 },
    { para: '/devolucoes', nome: 'Devoluções', n: devolucoes },
    { para: '/caixa', nome: 'Caixa', n: 0 },
  ];
  return (
    <header className={css.barra}>
      <p className={css.nome}>Balcão</p>
      <nav aria-label="Balcão" className={css.paginas}>
        {paginas.map(({ para, nome, n }) => (
          <Link key={para} href={para} aria-current={onde === para ? 'page' : undefined}>
            {nome}
            {n > 0 && (
              <span className={`${css.conta} numero`}>
                {n}
                <span className="so-leitor"> a entregar</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className={css.lado}>
        <Hora />
        {pessoa && (
          <Button look="quiet" className={css.pessoa ?? ''} onClick={onPessoa}>
            <Icone nome="conta" />
            <span>{pessoa}</span>
            <span className="so-leitor">: trocar de pessoa, ou minha conta</span>
          </Button>
        )}
        <Button look="quiet" className={css.sair ?? ''} onClick={onSair}>
          Sair
        </Button>
      </div>
    </header>
  );
}

function Hora() {
  return <time className={`${css.hora} numero`}>{hora(useNow(5_000))}</time>;
}
