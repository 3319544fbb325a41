import type { PedidoTx } from '../../db/schema.ts';
import type { Parte, Protocolo } from '../../domain/protocolo.ts';

/** Asks another service for its part of an erasure; of pedido's own nobody is asked. */
export function pedirParte(tx: PedidoTx, { id, clienteId }: Protocolo, { parte, mordida, pedidos }: Parte): void {
  const [grupo, qual] = [{ group: id }, { protocolo: id, mordida }];
  if (parte === 'pagamento')
    tx.announce('lgpd-desvincular-pagamento', grupo, {
      ...qual,
      pedidos: pedidos.map(({ id, transacaoId }) => ({ id, transacaoId })),
    });
  else if (parte === 'cozinha')
    tx.announce('lgpd-desvincular-cozinha', grupo, { ...qual, pedidoIds: pedidos.map(({ id }) => id) });
  else if (parte === 'identidade' && clienteId !== null)
    tx.announce('lgpd-apagar-identidade', grupo, { ...qual, clienteId });
}
