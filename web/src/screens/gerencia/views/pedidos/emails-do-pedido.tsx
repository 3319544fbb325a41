import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { LinhaDoEmail } from '../../parts/linha-do-email.tsx';
import { Secao } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { useEmails } from '../../state/emails/use-emails.ts';
import css from './pedido.module.css';

/** The e-mails about a pedido, and what became of each. */
export function EmailsDoPedido({ id }: { id: string }) {
  const emails = useEmails(id);
  return (
    <Secao titulo="E-mails">
      <Resposta de={emails} esqueleto={<Esqueleto altura={2.75} />}>
        {({ pages }) => {
          const lista = pages.flatMap((pagina) => pagina.emails);
          if (lista.length === 0)
            return <p className="miudo">Nenhum: quem pede sem se identificar não recebe e-mails.</p>;
          return (
            <ul className={css.lista}>
              {lista.map((email) => (
                <LinhaDoEmail key={email.id} email={email} />
              ))}
            </ul>
          );
        }}
      </Resposta>
    </Secao>
  );
}
