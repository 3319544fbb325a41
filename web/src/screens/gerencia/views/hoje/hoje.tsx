import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { dinheiro, fuso } from '../../../../ui/format.ts';
import { quantos } from '../../../../ui/palavras.ts';
import { useNow } from '../../../../ui/use-now.ts';
import cartao from '../../parts/cartao.module.css';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { useAgora, useVendasDeHoje } from '../../state/hoje/use-hoje.ts';
import { Esgotados } from './esgotados.tsx';
import { Estados } from './estados.tsx';
import { FilasEmUmaLinha } from './filas-em-uma-linha.tsx';
import css from './hoje.module.css';
import { Ritmo } from './ritmo.tsx';
import { VendasPorHora } from './vendas-por-hora.tsx';

const data = new Intl.DateTimeFormat('pt-BR', { weekday: 'long', day: 'numeric', month: 'long', timeZone: fuso });

/** How the house stands now: sold, waiting, cooking, sold out, and whether the machine below is well. */
export function Hoje() {
  const vendas = useVendasDeHoje();
  const agora = useAgora();
  return (
    <Pagina titulo="Hoje" resumo={<p className={css.dia}>{data.format(useNow(60_000))}</p>}>
      <FilasEmUmaLinha />
      <div className={css.grade}>
        <section className={classes(cartao.cartao, css.vendas)} aria-labelledby="vendas-de-hoje">
          <h2 id="vendas-de-hoje">Vendas de hoje</h2>
          <Resposta de={vendas} esqueleto={<Esqueleto altura={13} />}>
            {({ resumo, horas }) => (
              <>
                <p className={css.total}>{dinheiro(resumo.total)}</p>
                <p className={css.miudos}>
                  {quantos(resumo.pedidos, 'pedido pago', 'pedidos pagos', 'nenhum pedido pago ainda')}
                  {resumo.ticketMedio !== null && ` · ticket médio ${dinheiro(resumo.ticketMedio)}`}
                  {resumo.cancelados > 0 && ` · ${quantos(resumo.cancelados, 'cancelado', 'cancelados')}`}
                </p>
                <VendasPorHora horas={horas} />
              </>
            )}
          </Resposta>
        </section>
        <section className={classes(cartao.cartao, css.cozinha)} aria-labelledby="ritmo-da-cozinha">
          <h2 id="ritmo-da-cozinha">Ritmo da cozinha</h2>
          <Resposta de={agora} esqueleto={<Esqueleto altura={13} />}>
            {({ esperaSegundos, maisAntigo }) => (
              <Ritmo
                esperaS={esperaSegundos}
                medianoS={vendas.data?.resumo.preparoMedianoS ?? null}
                desde={maisAntigo}
              />
            )}
          </Resposta>
        </section>
      </div>
      <section aria-labelledby="pedidos-agora" className={css.agora}>
        <h2 id="pedidos-agora">Pedidos agora</h2>
        <Resposta de={agora} esqueleto={<Esqueleto altura={8} />}>
          {({ contagens }) => <Estados contagens={contagens} />}
        </Resposta>
      </section>
      <Esgotados />
    </Pagina>
  );
}
