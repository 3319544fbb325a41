import { lazy, Suspense, useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { useEstornos } from '../../state/dinheiro/use-dinheiro.ts';
import type { PedidoInteiro } from '../../state/tipos.ts';

/** What most who look at a pedido never need. */
const Devolucao = lazy(async () => ({ default: (await import('./devolucao.tsx')).Devolucao }));

/** Gives money of a paid pedido back: the button, while there is something left to give. */
export function Devolver({ pedido, onCancelar }: { pedido: PedidoInteiro; onCancelar(): void }) {
  const [aberto, setAberto] = useState(false);
  const { data: estornos } = useEstornos(String(pedido.id));
  if (!estornos || (estornos.disponivel <= 0 && !aberto)) return null;
  return (
    <>
      <Button look="plain" onClick={() => setAberto(true)}>
        Devolver dinheiro
      </Button>
      {aberto && (
        <Suspense>
          <Devolucao
            pedido={pedido}
            estornos={estornos}
            onFim={() => setAberto(false)}
            onCancelar={() => {
              setAberto(false);
              onCancelar();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
