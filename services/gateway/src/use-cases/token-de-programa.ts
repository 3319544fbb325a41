import { LOJA } from '@foodious/contracts/scopes.ts';
import type { Identity, Issued, Upstream } from '../ports.ts';
import { identificarCliente } from './identificar-cliente.ts';

type Deps = {
  identity: Pick<Identity, 'issue' | 'ownToken'>;
  upstreams: { pedido: Pick<Upstream, 'ask'> };
  /** Throws Refusal `unauthorized` unless this is the secret of that program. */
  checkDevice(clientId: string, clientSecret: string): unknown;
};

/** The token of a program's aparelho: for the cliente it recognised by CPF, or for nobody where it told none, or one unknown. */
export async function tokenDePrograma(
  { identity, upstreams, checkDevice }: Deps,
  { client_id: sub, client_secret }: { client_id: string; client_secret: string },
  cpf?: string,
): Promise<Issued> {
  await checkDevice(sub, client_secret);
  const cliente = cpf ? await identificarCliente({ identity, upstreams }, cpf) : null;
  const papel = cliente ? 'identificado' : 'programa';
  return identity.issue({ sub, papel, lojaId: LOJA, clienteId: cliente?.id, bases: [sub] });
}
