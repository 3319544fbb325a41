import { Refusal } from '@foodious/kernel/refusal.ts';
import { clientes } from '../../db/clientes.ts';
import type { Reader } from '../../db/schema.ts';
import { type Cliente, lerCpf } from '../../domain/cliente.ts';

/** The cliente of a CPF; undefined when nobody registered with it. Throws Refusal `invalid` for a CPF that is none. */
export const acharCliente = async ({ db }: Reader, cpf: string): Promise<Cliente | undefined> =>
  clientes(db).getByCpf(lerCpf(cpf));

/** The cliente of a CPF. Throws Refusal `not-found`, or `invalid` for a CPF that is none. */
export async function obterCliente(reader: Reader, cpf: string): Promise<Cliente> {
  const cliente = await acharCliente(reader, cpf);
  if (!cliente) throw new Refusal('not-found', `Cliente não encontrado: ${cpf}`);
  return cliente;
}
