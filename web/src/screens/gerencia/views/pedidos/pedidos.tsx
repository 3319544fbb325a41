import { useSearchParams } from 'wouter';
import { api, body } from '../../../../api/client.ts';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import cartao from '../../parts/cartao.module.css';
import { Contados } from '../../parts/contados.tsx';
import { CarregarMais } from '../../parts/mais.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { type Filtro, filtroDe } from '../../state/pedidos/filtro.ts';
import { usePaginas } from '../../state/use-consulta.ts';
import { Filtros } from './filtros.tsx';
import { LinhaDoPedido } from './linha-do-pedido.tsx';

const CADA_MS = 15_000;

const usePedidos = (filtro: Filtro) =>
  usePaginas(
    ['pedidos', 'lista', filtro],
    (antesDe: number | undefined) => {
      const query = { ...filtro, limite: '30', ...(antesDe === undefined ? {} : { antesDe: String(antesDe) }) };
      return body(api.GET('/v2/gerencia/pedidos', { params: { query } }));
    },
    CADA_MS,
  );

/** The pedidos of all days, the newest first. */
export function Pedidos() {
  const [busca, setBusca] = useSearchParams();
  const filtro = filtroDe(busca);
  const pedidos = usePedidos(filtro);
  return (
    <Pagina titulo="Pedidos">
      <Filtros
        filtro={filtro}
        onMudar={(novo) =>
          setBusca(
            Object.entries(novo).filter(([, valor]) => valor !== ''),
            { replace: true },
          )
        }
      />
      <Resposta de={pedidos} esqueleto={<Esqueleto altura={4.75} quantos={8} />}>
        {({ pages }) => {
          const lista = pages.flatMap((pagina) => pagina.pedidos);
          return (
            <div>
              <Contados n={lista.length} um="pedido" varios="pedidos" mais={pedidos.hasNextPage} />
              {lista.length === 0 ? (
                <Vazio titulo="Nenhum pedido assim">
                  <p>{Object.keys(filtro).length > 0 ? 'Tente outro filtro.' : 'O primeiro aparece aqui sozinho.'}</p>
                </Vazio>
              ) : (
                <ul className={classes(cartao.cartao, cartao.lista)} aria-label="Pedidos">
                  {lista.map((pedido) => (
                    <LinhaDoPedido key={pedido.id} pedido={pedido} />
                  ))}
                </ul>
              )}
              <CarregarMais de={pedidos} />
            </div>
          );
        }}
      </Resposta>
    </Pagina>
  );
}
