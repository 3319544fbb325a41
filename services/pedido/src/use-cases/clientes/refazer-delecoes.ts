import { randomUUID } from 'node:crypto';
import { newStory } from '@foodious/kernel/context.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import { z } from 'zod';
import { protocolos } from '../../db/protocolos.ts';
import type { PedidoInTransaction, Reader } from '../../db/schema.ts';
import { PARTES, type Parte, type Protocolo } from '../../domain/protocolo.ts';
import { apagarCliente } from './apagar-cliente.ts';

/** As much of an archived receipt as makes an erasure known again. Receipts from before it was kept have none. */
const Arquivado = z.object({
  deQuem: z.object({
    id: z.uuid(),
    solicitadoEm: z.coerce.date(),
    apagadoEm: z.coerce.date(),
    pedidos: z.int(),
    ultimoPedidoEm: z.coerce.date().nullable(),
    clienteId: z.int().nullable(),
    clienteCriadoEm: z.int().nullable(),
    concluidoEm: z.coerce.date().nullable(),
  }),
});
/** Receipts looked up at once. */
const LOTE = 500;

/**
 * After a backup was restored: erases again whoever had been erased, by the erasures this database knows of and by the receipts in
 * object storage, which it may not know. A cliente is the same one who registered at the same instant with the same id. Says how
 * many there were. Throws Unavailable.
 */
export async function refazerDelecoes({
  db,
  inTransaction,
  recibos,
}: Reader & {
  inTransaction: PedidoInTransaction;
  recibos: Pick<Objects, 'get'> & { keys(): Promise<string[]> };
}): Promise<number> {
  const chaves = await recibos.keys();
  for (let i = 0; i < chaves.length; i += LOTE) {
    const ids = chaves.slice(i, i + LOTE).map((chave) => chave.replace(/\.json$/, ''));
    const sabidos = new Set(await protocolos(db).listIds(ids));
    for (const id of ids.filter((id) => !sabidos.has(id))) {
      const lido = await recibos.get(`${id}.json`);
      const { data } = Arquivado.safeParse(JSON.parse(Buffer.from(lido?.bytes ?? []).toString() || 'null'));
      if (data) await inTransaction(historia(), (tx) => protocolos(tx.db).insert(...concluido(data.deQuem)));
    }
  }
  const desfeitos = await protocolos(db).listDesfeitos();
  for (const protocolo of desfeitos)
    await inTransaction(historia(), async (tx) => {
      if (protocolo.clienteId !== null) await apagarCliente(tx, protocolo.clienteId, protocolo);
    });
  return desfeitos.length;
}

/** An erasure that is over: what was left of its parts is about pedidos that are not here. */
function concluido(protocolo: Protocolo): [Protocolo, Parte[]] {
  const concluidoEm = protocolo.concluidoEm ?? new Date();
  const em = concluidoEm.getTime();
  return [
    { ...protocolo, concluidoEm },
    PARTES.map((parte) => ({ parte, mordida: 0, pedidos: [], pedidaEm: em, feitaEm: em, contagem: 0 })),
  ];
}

const historia = () => newStory(randomUUID(), new Date(), 'pedido');
