import { useSearchParams } from 'wouter';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import cartao from '../../parts/cartao.module.css';
import { Contados } from '../../parts/contados.tsx';
import { CarregarMais } from '../../parts/mais.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { useNotificacoes } from '../../state/dinheiro/use-notificacoes.ts';
import { LinhaDaNotificacao } from './linha-da-notificacao.tsx';

/** What the bank told us, and what came of it. */
export function Notificacoes() {
  const [busca, setBusca] = useSearchParams();
  const soProblemas = busca.has('problemas');
  const notificacoes = useNotificacoes(soProblemas);
  return (
    <Pagina
      titulo="Notificações do banco"
      resumo={
        <p>
          O banco avisa de cada pagamento. Antes de acreditar, perguntamos a ele: nenhum aviso muda nada sozinho, e o
          que não chega se acha igual, um pouco depois.
        </p>
      }
    >
      <div>
        <Switch checked={soProblemas} onChange={(so) => setBusca(so ? { problemas: 'sim' } : {}, { replace: true })}>
          Só com problema
        </Switch>
      </div>
      <Resposta de={notificacoes} esqueleto={<Esqueleto altura={4.75} quantos={8} />}>
        {({ pages }) => {
          const lista = pages.flatMap((pagina) => pagina.notificacoes);
          return (
            <div aria-busy={notificacoes.isPlaceholderData}>
              <Contados n={lista.length} um="notificação" varios="notificações" mais={notificacoes.hasNextPage} />
              {lista.length === 0 ? (
                <Vazio titulo={soProblemas ? 'Nenhuma com problema' : 'O banco ainda não avisou de nada'}>
                  <p>
                    {soProblemas
                      ? 'Tudo o que o banco disse foi entendido e conferido.'
                      : 'A primeira aparece aqui sozinha. Mesmo sem nenhuma, os pagamentos são conferidos de tempos em tempos.'}
                  </p>
                </Vazio>
              ) : (
                <ul className={classes(cartao.cartao, cartao.lista)} aria-label="Notificações">
                  {lista.map((notificacao) => (
                    <LinhaDaNotificacao key={notificacao.id} notificacao={notificacao} />
                  ))}
                </ul>
              )}
              <CarregarMais de={notificacoes} nome="Mais antigas" />
            </div>
          );
        }}
      </Resposta>
    </Pagina>
  );
}
