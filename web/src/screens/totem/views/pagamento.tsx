import { useTotem } from '../state/use-totem.ts';
import { EsperaDoBalcao } from './espera-do-balcao.tsx';
import { EsperaDoPix } from './espera-do-pix.tsx';
import { NaoPago } from './falha.tsx';
import { PrecosMudaram } from './mudaram.tsx';

/** From the charge to its end, whichever it is; the senha is a screen of its own. */
export function Pagamento() {
  const { pedido } = useTotem().estado;
  if (!pedido) return null;
  if (pedido.situacao === 'mudou') return <PrecosMudaram pedido={pedido} />;
  if (pedido.situacao !== 'esperando') return <NaoPago pedido={pedido} />;
  return pedido.meio === 'balcao' ? <EsperaDoBalcao pedido={pedido} /> : <EsperaDoPix pedido={pedido} />;
}
