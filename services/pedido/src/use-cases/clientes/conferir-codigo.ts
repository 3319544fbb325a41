import { Refusal } from '@foodious/kernel/refusal.ts';
import { matches } from '@foodious/platform/scrypt.ts';
import { clientes } from '../../db/clientes.ts';
import { codigos } from '../../db/codigos.ts';
import { navegadores } from '../../db/navegadores.ts';
import type { PedidoTx, Reader } from '../../db/schema.ts';
import { type Codigo, vale } from '../../domain/codigo.ts';
import { quemLe } from './pedir-codigo.ts';

/** Which code was told, and whether it was told right; none: there is no such code, and nobody can tell. */
type Prova = { id: string; certo: boolean } | undefined;

/**
 * Compares what was told with what it must be, in the same time whatever there is; outside of a transaction, which would wait.
 * @param de the e-mail it says somebody reads, and the browser that asked for it; or the cliente who takes another one
 */
export async function provar(
  { db }: Reader,
  de: { email: string; navegador: string } | { clienteId: number },
  dito: string,
): Promise<Prova> {
  const repositorio = codigos(db);
  const achado = await ('email' in de
    ? repositorio.getDeEntrada(quemLe(de.email), de.navegador)
    : repositorio.getDeTroca(de.clienteId));
  const { ok } = await matches(dito, achado?.hash);
  return achado && { id: achado.id, certo: ok };
}

/**
 * Uses a code up: the code, when it was told right and still held; else undefined, and a try less. Says so only once the
 * transaction is over: a refusal would undo the count.
 */
export async function usarCodigo(tx: PedidoTx, prova: Prova): Promise<(Codigo & { clienteId: number }) | undefined> {
  const repositorio = codigos(tx.db);
  const codigo = prova && (await repositorio.lock(prova.id));
  if (!codigo || !vale(codigo, tx.agora.getTime())) return undefined;
  const { id, clienteId, pedinte, novoEmail, tentativas } = codigo;
  if (prova.certo) await repositorio.updateUsadoEm(id, tx.agora.getTime());
  else await repositorio.updateTentativas(id, tentativas + 1);
  if (prova.certo && clienteId !== null && novoEmail === null) {
    await navegadores(tx.db).put(pedinte, clienteId, tx.agora);
    // What they have just read shows that e-mails arrive again.
    if ((await clientes(tx.db).getEmailRecusado(clienteId)) === 'devolvido')
      await clientes(tx.db).updateEmailRecusado(clienteId, null);
  }
  return prova.certo && clienteId !== null ? { ...codigo, clienteId } : undefined;
}

/** Throws Refusal `invalid` for a code that was wrong, late, used or tried too often: which of them, nobody is told. */
export function exigirCodigo<T>(usado: T | undefined): T {
  if (usado === undefined)
    throw new Refusal('invalid', 'O código não confere ou já venceu', { codigo: 'codigo-invalido', campo: 'codigo' });
  return usado;
}
