import { dinheiro } from '../../../../ui/format.ts';
import { quantos } from '../../../../ui/palavras.ts';
import { Barras } from '../../parts/barras.tsx';
import type { Relatorio } from '../../state/tipos.ts';

/** The flow of today, hour by hour, from the first sale's hour on (or from 10 o'clock) to the end of the day. */
export function VendasPorHora({ horas }: { horas: Relatorio['horas'] }) {
  const primeira = Math.min(10, horas.find(({ pedidos }) => pedidos > 0)?.hora ?? 10);
  return (
    <Barras
      nome="Vendas de hoje por hora"
      altura={205}
      barras={horas
        .filter(({ hora }) => hora >= primeira)
        .map(({ hora, pedidos, total }) => ({
          rotulo: `${hora}h`,
          valor: total,
          dizer: `${hora}h: ${dinheiro(total)}, ${quantos(pedidos, 'pedido', 'pedidos', 'nenhum pedido')}`,
        }))}
      dizerNoEixo={(valor) => dinheiro(valor).replace(',00', '')}
    />
  );
}
