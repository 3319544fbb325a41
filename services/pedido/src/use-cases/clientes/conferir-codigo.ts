import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { codigos } from '../../db/codigos.ts';
import type { PedidoTx, Reader } from '../../db/schema.ts';
import { type Codigo, vale } from '../../domain/codigo.ts';
import { hashDoCodigo, quemLe } from './pedir-codigo.ts';

/** A code that was told, and the one it must be. */
type Prova = { id: string; hash: string };

/** Where no code was ever sent, what is told is hashed all the same. */
const NENHUM = '00000000-0000-0000-0000-000000000000';

/**
 * Finds what a code must be, and hashes what was told; outside of a transaction, which would wait for it.
 * @param de the e-mail it says somebody reads; or the cliente who takes another one
 */
export async function provar(
  { db }: Reader,
  de: { email: string } | { clienteId: number },
  dito: string,
): Promise<Prova> {
  const achado = await ('email' in de
    ? codigos(db).getDeEntrada(quemLe(de.email))
    : codigos(db).getDeTroca(de.clienteId));
  const id = achado?.id ?? NENHUM;
  return { id, hash: await hashDoCodigo(dito, id) };
}

/**
 * Uses a code up: the code, when it was the right one and still held; else undefined, and a try less. Says so only once the
 * transaction is over: a refusal would undo the count.
 */
export async function usarCodigo(
  tx: PedidoTx,
  { id, hash }: Prova,
): Promise<(Codigo & { clienteId: number }) | undefined> {
  const repositorio = codigos(tx.db);
  const codigo = await repositorio.lock(id);
  if (!codigo || !vale(codigo, tx.agora.getTime())) return undefined;
  if (!timingSafeEqual(Buffer.from(hash), Buffer.from(codigo.hash))) {
    await repositorio.updateTentativas(id, codigo.tentativas + 1);
    return undefined;
  }
  await repositorio.updateUsadoEm(id, tx.agora.getTime());
  const { clienteId } = codigo;
  return clienteId === null ? undefined : { ...codigo, clienteId };
}

/** Throws Refusal `invalid` for a code that was wrong, late, used or tried too often: which of them, nobody is told. */
export function exigirCodigo<T>(usado: T | undefined): T {
  if (usado === undefined)
    throw new Refusal('invalid', 'O código não confere ou já venceu', { codigo: 'codigo-invalido', campo: 'codigo' });
  return usado;
}
