import { dinheiro } from '../../../../ui/format.ts';
import { quantos } from '../../../../ui/palavras.ts';
import { diaCurto } from '../../../../ui/tempo.ts';
import { Barras } from '../../parts/barras.tsx';
import { faixasDePreparo, tabelas } from '../../state/relatorios/tabelas.ts';
import type { Relatorio } from '../../state/tipos.ts';
import { Deitadas } from './deitadas.tsx';
import { Grafico } from './grafico.tsx';
import css from './relatorios.module.css';

/** Products shown as bars; the table and the file have all of them. */
const PRIMEIROS = 10;

const semCentavos = (valor: number) => dinheiro(valor).replace(',00', '');
const pedidosDe = (n: number) => quantos(n, 'pedido', 'pedidos', 'nenhum pedido');

/** The four pictures of a period. */
export function Graficos({ relatorio }: { relatorio: Relatorio }) {
  const { de, ate, dias, horas, produtos, preparo } = relatorio;
  const arquivo = (nome: string) => `${nome}-${de}-a-${ate}`;
  return (
    <>
      <Grafico titulo="Vendas por dia" arquivo={arquivo('vendas-por-dia')} tabela={tabelas.dias(relatorio)}>
        <Barras
          nome="Vendas por dia"
          barras={dias.map(({ dia, pedidos, total }) => ({
            rotulo: diaCurto(dia),
            valor: total,
            dizer: `${diaCurto(dia)}: ${dinheiro(total)}, ${pedidosDe(pedidos)}`,
          }))}
          dizerNoEixo={semCentavos}
        />
      </Grafico>
      <div className={css.lado}>
        <Grafico titulo="Fluxo por hora" arquivo={arquivo('fluxo-por-hora')} tabela={tabelas.horas(relatorio)}>
          <Barras
            nome="Pedidos por hora do dia"
            inteira
            barras={horas.map(({ hora, pedidos, total }) => ({
              rotulo: `${hora}h`,
              valor: pedidos,
              dizer: `${hora}h: ${pedidosDe(pedidos)}, ${dinheiro(total)}`,
            }))}
            dizerNoEixo={String}
          />
        </Grafico>
        <Grafico titulo="Tempo de preparo" arquivo={arquivo('tempo-de-preparo')} tabela={tabelas.preparo(relatorio)}>
          <Barras
            nome="Pedidos por minutos de preparo"
            inteira
            barras={faixasDePreparo(preparo).map(({ nome, pedidos }) => ({
              rotulo: nome,
              valor: pedidos,
              dizer: `${nome} min: ${pedidosDe(pedidos)}`,
            }))}
            dizerNoEixo={String}
          />
        </Grafico>
      </div>
      <Grafico titulo="Produtos" arquivo={arquivo('produtos')} tabela={tabelas.produtos(relatorio)}>
        {produtos.length === 0 ? (
          <p>Nada foi vendido neste período.</p>
        ) : (
          <Deitadas
            nome="Os produtos que mais renderam"
            barras={produtos.slice(0, PRIMEIROS).map(({ produtoId, nome, quantidade, total }) => ({
              chave: produtoId,
              rotulo: nome,
              valor: total,
              dizer: `${dinheiro(total)} · ${quantidade}×`,
            }))}
          />
        )}
      </Grafico>
    </>
  );
}
