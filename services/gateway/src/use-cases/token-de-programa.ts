import { randomUUID } from 'node:crypto';
import { LOJA } from '@foodious/contracts/scopes.ts';
import type { Identity, Issued, Upstream } from '../ports.ts';
import { identificarCliente } from './identificar-cliente.ts';
import { baseDaFamilia } from './revogar.ts';

type Deps = {
  identity: Pick<Identity, 'issue' | 'ownToken'>;
  upstreams: { pedido: Pick<Upstream, 'ask'> };
  /** What all of the program's tokens stand on. Throws Refusal `unauthorized` unless this is its secret. */
  conferir(clientId: string, clientSecret: string): Promise<readonly string[]>;
};

/**
 * The token of a program's aparelho: for the cliente it recognised by CPF, or for nobody where it told none, or one unknown. It can be
 * revoked without the others of the program.
 */
export async function tokenDePrograma(
  { identity, upstreams, conferir }: Deps,
  { client_id: sub, client_secret }: { client_id: string; client_secret: string },
  cpf?: string,
): Promise<Issued> {
  const bases = [baseDaFamilia(randomUUID()), ...(await conferir(sub, client_secret))];
  const cliente = cpf ? await identificarCliente({ identity, upstreams }, cpf) : null;
  const papel = cliente ? 'identificado' : 'programa';
  const todas = cliente ? [...bases, `cliente-${cliente.id}`] : bases;
  return identity.issue({ sub, papel, lojaId: LOJA, clienteId: cliente?.id, bases: todas });
}
