import { useSearchParams } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { Field } from '../../../../ui/field.tsx';
import cartao from '../../parts/cartao.module.css';
import { LinhaDoEmail } from '../../parts/linha-do-email.tsx';
import { CarregarMais } from '../../parts/mais.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { useEmails } from '../../state/emails/use-emails.ts';
import { lerNumero } from '../../state/pedidos/filtro.ts';
import css from './emails.module.css';

/** The e-mails of the house and what became of them. */
export function Emails() {
  const [busca, setBusca] = useSearchParams();
  const texto = busca.get('pedido') ?? '';
  const pedido = lerNumero(texto);
  const emails = useEmails(pedido === undefined ? undefined : String(pedido));
  return (
    <Pagina titulo="E-mails" resumo={<p>O que foi escrito aos clientes. Para quem, não se mostra aqui.</p>}>
      <div className={css.filtro}>
        <Field
          label="Número do pedido"
          inputMode="numeric"
          autoComplete="off"
          value={texto}
          onChange={({ currentTarget: { value } }) => setBusca(value ? { pedido: value } : {}, { replace: true })}
        />
        {texto && (
          <Button look="quiet" onClick={() => setBusca({}, { replace: true })}>
            Limpar
          </Button>
        )}
      </div>
      <Resposta de={emails} esqueleto={<Esqueleto altura={4} quantos={8} />}>
        {({ pages }) => {
          const lista = pages.flatMap((pagina) => pagina.emails);
          if (lista.length === 0)
            return (
              <Vazio titulo={texto ? 'Nenhum e-mail deste pedido' : 'Nenhum e-mail ainda'}>
                <p>Só quem se identifica recebe e-mails.</p>
              </Vazio>
            );
          return (
            <div className={classes(cartao.cartao, css.cartao)}>
              <ul className={css.lista} aria-label="E-mails">
                {lista.map((email) => (
                  <LinhaDoEmail key={email.id} email={email} comPedido />
                ))}
              </ul>
              <CarregarMais de={emails} />
            </div>
          );
        }}
      </Resposta>
    </Pagina>
  );
}
