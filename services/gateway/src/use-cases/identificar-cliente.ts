import { understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Identified, Identity, Upstream } from '../ports.ts';

const Conhecido = z.object({ id: z.int(), nome: z.string(), email: z.string(), cpf: z.string() });
const Anonimo = z.object({ anonimo: z.literal(true) });

/** Asks pedido who has a CPF, in digits or with dots and dash; nobody for an unknown one, or one that is none. */
export async function identificarCliente(
  { identity, upstreams }: { identity: Pick<Identity, 'ownToken'>; upstreams: { pedido: Pick<Upstream, 'ask'> } },
  texto: string,
): Promise<(Identified & { nome: string; email: string }) | null> {
  const cpf = texto.replaceAll(/\D/g, '');
  if (cpf.length !== 11) return null;
  const token = await identity.ownToken('cliente:identificar');
  const answer = await upstreams.pedido.ask('POST', `/v1/cliente/identifica?cpf=${cpf}`, `Bearer ${token}`);
  const conhecido = understood('pedido', answer, Conhecido.or(Anonimo), 'ours');
  return conhecido && 'id' in conhecido ? conhecido : null;
}
