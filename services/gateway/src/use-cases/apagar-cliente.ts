import { type Answer, understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Identity, Upstream } from '../ports.ts';

const Cliente = z.object({ id: z.int() });

/**
 * Removes a cliente's identity, then has pedido erase the cliente, which begins the saga of the erasure. In this order the CPF
 * still finds whom the same call has to go on with, where the first one broke in between.
 * @param authorization of the caller, who may erase: pedido verifies that again
 * @returns what pedido answered
 */
export async function apagarCliente(
  { identity, pedido }: { identity: Pick<Identity, 'forget'>; pedido: Pick<Upstream, 'ask'> },
  cpf: string,
  authorization: string,
): Promise<Answer> {
  const query = `?cpf=${encodeURIComponent(cpf)}`;
  const found = await pedido.ask('GET', `/v1/cliente${query}`, authorization);
  const conhecido = understood('pedido', found, Cliente, 'of the caller');
  if (conhecido) await identity.forget(`cliente-${conhecido.id}`);
  return pedido.ask('DELETE', `/v2/cliente${query}`, authorization);
}
