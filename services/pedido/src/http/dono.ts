import type { Scope } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import type { FastifyRequest } from 'fastify';
import type { Capa } from '../domain/pedido.ts';

/** Whether a caller may see whose a pedido is: a token that only identified a cliente by CPF, only that cliente's and anonymous ones. */
export const podeVer = (principal: Principal | null, clienteId: number | null): boolean =>
  clienteId === null || principal?.clienteId === null || principal?.clienteId === clienteId;

/** Throws Refusal `forbidden` when the caller is another cliente. */
export function conferirDono(principal: Principal | null, clienteId: number | null): void {
  if (!podeVer(principal, clienteId))
    throw new Refusal('forbidden', 'Este pedido é de outro cliente', { codigo: 'pedido-de-outro' });
}

/** Loads a pedido, or as much of it as is needed, for whom it belongs to. Throws Refusal `forbidden` for another cliente. */
export async function doDono<P extends Capa>(request: FastifyRequest, loading: P | Promise<P>): Promise<P> {
  const pedido = await loading;
  request.subject = aboutPedido(pedido.id);
  conferirDono(request.principal, pedido.clienteId);
  return pedido;
}

/** Throws Refusal `forbidden` when the token does not allow what a request turned out to ask for. */
export function exigir(principal: Principal | null, scope: Scope | undefined): void {
  if (scope && !principal?.scopes.has(scope)) throw new Refusal('forbidden', 'Este token não permite esta operação');
}
