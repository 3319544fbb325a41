import { Refusal } from '@foodious/kernel/refusal.ts';
import { ajustes } from '../../db/ajustes.ts';
import { clientes } from '../../db/clientes.ts';
import { estornos } from '../../db/estornos.ts';
import type { Reader } from '../../db/schema.ts';
import type { Cliente } from '../../domain/cliente.ts';
import { contas } from '../../domain/estorno.ts';
import type { Pedido } from '../../domain/pedido.ts';

/** What was paid for a pedido and what went back of it, in centavos, as a piece of paper tells it. */
export type ReciboDoPedido = {
  lanchonete: string;
  pedido: Pedido;
  /** When it was paid, epoch milliseconds. */
  pagoEm: number;
  pagoCentavos: number;
  estornadoCentavos: number;
  /** Null where it is nobody's, or they were erased. */
  cliente: Cliente | null;
};

/** What a receipt tells of a pedido. Throws Refusal `conflict` for one that was not paid. */
export async function reciboDoPedido({ db }: Reader, pedido: Pedido): Promise<ReciboDoPedido> {
  const { id, transacaoPaga, recebidoEm, mudouEm, clienteId } = pedido;
  if (transacaoPaga === null)
    throw new Refusal('conflict', `O pedido ${id} não foi pago: não tem recibo`, { codigo: 'pedido-mudou' });
  const { pago, estornado } = contas(pedido, await estornos(db).listByPedido(id));
  return {
    lanchonete: (await ajustes(db).get()).ajustes.lanchonete,
    pedido,
    pagoEm: recebidoEm ?? mudouEm, // one from before that was kept tells no better
    pagoCentavos: pago,
    estornadoCentavos: estornado,
    cliente: (clienteId !== null && (await clientes(db).get(clienteId))) || null,
  };
}
