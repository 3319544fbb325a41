import { sobre } from '@foodious/contracts/auditoria.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { clientes } from '../../db/clientes.ts';
import type { PedidoTx, Reader } from '../../db/schema.ts';
import { type Cliente, lerCpf } from '../../domain/cliente.ts';

/** The cliente of a CPF; undefined when nobody registered with it. Throws Refusal `invalid` for a CPF that is none. */
export const acharCliente = async ({ db }: Reader, cpf: string): Promise<Cliente | undefined> =>
  clientes(db).getByCpf(lerCpf(cpf));

/** The cliente of a CPF. Throws Refusal `not-found`, or `invalid` for a CPF that is none. */
export async function obterCliente(reader: Reader, cpf: string): Promise<Cliente> {
  return existente(await acharCliente(reader, cpf), cpf);
}

/** The cliente of a CPF, for the staff: whom they looked up is audited, also that it was nobody. Throws as {@link acharCliente}. */
export async function procurarCliente(tx: PedidoTx, cpf: string): Promise<Cliente | undefined> {
  const cliente = await acharCliente(tx, cpf);
  auditar(tx, { acao: 'cliente-procurado', sobre: cliente ? sobre('cliente', cliente.id) : null });
  return cliente;
}

/** A cliente that was found. Throws Refusal `not-found`. */
export function existente(cliente: Cliente | undefined, cpf: string): Cliente {
  if (!cliente) throw new Refusal('not-found', `Cliente não encontrado: ${cpf}`);
  return cliente;
}
