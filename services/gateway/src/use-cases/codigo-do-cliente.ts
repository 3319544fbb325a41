import { CodigoEnviado } from '@foodious/contracts/codigos.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Identity, Upstreams } from '../ports.ts';

type Deps = { identity: Identity; upstreams: Upstreams };

const Esperar = z.object({ outroEm: z.iso.datetime() });

/**
 * Has a code sent to an e-mail; nothing tells whether it is somebody's.
 * Throws Refusal `too-many`, with `outroEm`, or `invalid` for what is no e-mail.
 */
export async function pedirCodigo(
  deps: Deps,
  pedido: { email: string; navegador: string; rede: string },
): Promise<z.infer<typeof CodigoEnviado>> {
  const answer = await perguntar(deps, '/v2/meus-dados/codigo', pedido);
  if (answer.status === 429)
    throw new Refusal('too-many', 'Muitos códigos seguidos: espere um pouco', {
      codigo: 'tentativas-demais',
      ...Esperar.safeParse(answer.body).data,
    });
  const enviado = understood('pedido', answer, CodigoEnviado, 'ours');
  if (!enviado) throw new Refusal('invalid', 'Email deve ser válido', { campo: 'email' });
  return enviado;
}

/** The cliente who reads an e-mail, as a code sent to it proves. Throws Refusal `invalid` for a code that is not the one, or no more. */
export async function conferirCodigo(
  deps: Deps,
  prova: { email: string; navegador: string; codigo: string },
): Promise<number> {
  const answer = await perguntar(deps, '/v2/meus-dados/codigo/conferir', prova);
  const conferido = understood('pedido', answer, z.object({ clienteId: z.int() }), 'ours');
  if (!conferido)
    throw new Refusal('invalid', 'O código não confere ou já venceu', { codigo: 'codigo-invalido', campo: 'codigo' });
  return conferido.clienteId;
}

async function perguntar({ identity, upstreams }: Deps, path: string, body: object) {
  return upstreams.pedido.ask('POST', path, `Bearer ${await identity.ownToken('cliente:verificar')}`, body);
}
