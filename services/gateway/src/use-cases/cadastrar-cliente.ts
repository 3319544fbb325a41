import { LOJA } from '@foodious/contracts/scopes.ts';
import { PROBLEMA } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';
import type { Answer } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Identity, Upstream } from '../ports.ts';

type Deps = {
  identity: Pick<Identity, 'register' | 'ownToken'>;
  pedido: Pick<Upstream, 'ask'>;
};

const Cliente = z.object({ id: z.int(), nome: z.string(), email: z.string(), cpf: z.string() });
type Cliente = z.infer<typeof Cliente>;
const texto = z.string().transform(tidy);
const Novo = z.object({ nome: texto, email: texto, cpf: z.string().transform((cpf) => cpf.replaceAll(/\D/g, '')) });
const Tomado = z.object({ type: z.enum([`${PROBLEMA}cpf-tomado`, `${PROBLEMA}email-tomado`]) });

/**
 * Registers a cliente in pedido, then makes its identity. What broke in between is mended by the same call: who is registered
 * already, as just that person, and has no identity yet, gets one and is answered as if for the first time.
 * @param authorization of the caller: pedido decides whether it may register
 * @returns what pedido answered
 */
export async function cadastrarCliente(
  { identity, pedido }: Deps,
  corpo: unknown,
  authorization: string,
): Promise<Answer> {
  const answer = await pedido.ask('POST', '/v2/cliente', authorization, corpo);
  const novo = answer.status === 201 ? Cliente.parse(answer.body) : undefined;
  const cliente =
    novo ?? (Tomado.safeParse(answer.body).success ? await oMesmo({ identity, pedido }, corpo) : undefined);
  if (!cliente) return answer;
  const feita = await identity.register({ sub: `cliente-${cliente.id}`, papel: 'verificado', lojaId: LOJA });
  return feita && !novo ? { status: 201, body: cliente } : answer;
}

/** Who is registered with this CPF, where that is who asks to be registered. */
async function oMesmo({ identity, pedido }: Deps, corpo: unknown): Promise<Cliente | undefined> {
  const novo = Novo.safeParse(corpo).data;
  if (!novo) return undefined;
  const token = await identity.ownToken('cliente:ler');
  const { body } = await pedido.ask('GET', `/v1/cliente?cpf=${encodeURIComponent(novo.cpf)}`, `Bearer ${token}`);
  const conhecido = Cliente.safeParse(body).data;
  return conhecido && conhecido.nome === novo.nome && conhecido.email === novo.email && conhecido.cpf === novo.cpf
    ? conhecido
    : undefined;
}
