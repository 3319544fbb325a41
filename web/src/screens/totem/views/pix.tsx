import { useTotem } from '../state/use-totem.ts';
import { EsperaDoPix } from './espera.tsx';
import { FalhaDoPix } from './falha.tsx';
import { PrecosMudaram } from './mudaram.tsx';

/** From the charge to its end, whichever it is; the senha is a screen of its own. */
export function Pix() {
  const { pedido } = useTotem().estado;
  if (!pedido) return null;
  if (pedido.situacao === 'esperando') return <EsperaDoPix pedido={pedido} />;
  return pedido.situacao === 'mudou' ? <PrecosMudaram pedido={pedido} /> : <FalhaDoPix pedido={pedido} />;
}
