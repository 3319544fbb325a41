import { type Alcancados, alcanca, alcancadosPor, podeSerDe } from '@foodious/contracts/dono.ts';
import type { Scope } from '@foodious/contracts/scopes.ts';
import { aboutPedido } from '@foodious/contracts/subjects.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { callerOf } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import type { Capa } from '../domain/pedido.ts';
import { pedidoDesconhecido } from '../use-cases/pedidos/obter-pedido.ts';

type Chamada = Pick<FastifyRequest, 'principal'>;

/** To whom the pedidos belong that this call makes. */
export const donoDe = (request: Chamada): string => callerOf(request).dono;

/** Which pedidos a list may show to who calls. */
export const alcancadosNaChamada = (request: Chamada): Alcancados => alcancadosPor(callerOf(request));

/**
 * Loads a pedido, or as much of it as is needed, for a caller that reaches it. For any other it does not exist.
 * @param desconhecido what is then said not to exist; default: the pedido
 */
export async function doDono<P extends Capa>(
  request: FastifyRequest,
  loading: P | Promise<P>,
  desconhecido: (id: number) => Refusal = pedidoDesconhecido,
): Promise<P> {
  const pedido = await loading;
  if (!alcanca(callerOf(request), pedido)) throw desconhecido(pedido.id);
  request.subject = aboutPedido(pedido.id);
  return pedido;
}

/** Throws Refusal `forbidden` when the caller may not make a pedido this cliente's, whether or not there is such a cliente. */
export function conferirCliente(request: Chamada, clienteId: number | null): void {
  if (!podeSerDe(callerOf(request), clienteId))
    throw new Refusal('forbidden', 'Este token não faz pedidos em nome deste cliente', {
      codigo: 'em-nome-de-outro',
      campo: 'clienteId',
    });
}

/** Throws Refusal `forbidden` when the token does not allow what a request turned out to ask for. */
export function exigir(request: Chamada, scope: Scope | undefined): void {
  if (scope && !callerOf(request).scopes.has(scope))
    throw new Refusal('forbidden', 'Este token não permite esta operação');
}
