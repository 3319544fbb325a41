import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { sagaDuration } from '@foodious/messaging/metrics.ts';
import { pedidos } from '../../db/pedidos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { type Estado, type Fato, type Mudanca, marcar, type Pedido } from '../../domain/pedido.ts';
import { escreverEmail } from '../emails/escrever-email.ts';
import { devolver } from '../estornos/guardar-estorno.ts';

/** Keeps a pedido that a decision made, and tells of it. */
export async function guardarNovo(tx: PedidoTx, { pedido: novo, fatos }: Mudanca): Promise<Pedido> {
  const pedido = await pedidos(tx.db).insert(novo, tx.agora);
  await registrar(tx, null, { pedido, fatos });
  return pedido;
}

/** Keeps what a decision made of a pedido, and tells of it. */
export async function guardar(tx: PedidoTx, antes: Pedido, { pedido: decidido, fatos }: Mudanca): Promise<Pedido> {
  const pedido = marcar(antes.estado, decidido, tx.agora.getTime());
  await pedidos(tx.db).update(pedido);
  await registrar(tx, antes.estado, { pedido, fatos });
  return pedido;
}

/** Tells the trail that a pedido came to another estado, and others of the facts: each a message of the saga, or an e-mail. */
async function registrar(tx: PedidoTx, de: Estado | null, { pedido, fatos }: Mudanca): Promise<void> {
  const { estado: para, senha, ativo, tentativa, recebidoEm, iniciadoEm } = pedido;
  if (de !== para) {
    tx.note('estado', aboutPedido(pedido.id), { de, para, senha, ativo, tentativa, recebidoEm, iniciadoEm });
    if (para === 'PRONTO' && de !== 'FINALIZADO' && recebidoEm !== null)
      sagaDuration.observe({ saga: 'recebido_pronto' }, (tx.agora.getTime() - recebidoEm) / 1000);
  }
  for (const fato of fatos) await anunciar(tx, pedido, fato);
}

async function anunciar(tx: PedidoTx, pedido: Pedido, fato: Fato): Promise<void> {
  const { id: pedidoId, dono, clienteId, totalCentavos, meio } = pedido;
  switch (fato.tipo) {
    case 'pagamento-solicitado': {
      const { tipo, ...dados } = fato;
      return tx.announce(tipo, { pedidoId }, { ...dados, dono, clienteId });
    }
    case 'preparacao-solicitada': {
      const { senha, consumo } = pedido;
      if (senha === null) throw new Error(`pedido ${pedidoId} received without a senha`);
      const itens = pedido.itens.map(({ id: _, precoCentavos: __, ...item }) => item);
      return tx.announce(fato.tipo, { pedidoId }, { senha, consumo, itens });
    }
    case 'preparacao-alterada':
      return tx.announce(fato.tipo, { pedidoId }, { estado: fato.estado, movimentos: fato.movimentos });
    case 'preparacao-cancelada':
      return tx.announce(fato.tipo, { pedidoId }, {});
    case 'estorno-solicitado':
      return devolver(tx, pedido, fato);
    case 'avisar':
      if (clienteId !== null) await escreverEmail(tx, { tipo: fato.aviso, pedidoId, clienteId, totalCentavos, meio });
  }
}
