import { FIM_DOS_AVISOS, RETORNOS, type RetornoDeEmail } from '@foodious/kernel/estados.ts';
import { clientes } from '../../db/clientes.ts';
import { emails } from '../../db/emails.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { emailReservado } from '../../domain/cliente.ts';
import { registrarEmail } from './registrar-email.ts';

/**
 * Keeps what became of an e-mail that had left. Told again, or of less weight than what is known, it changes nothing. An address
 * that is still the cliente's is told of pedidos no more where it does not exist, or who reads it called one spam.
 */
export async function saberRetorno(
  tx: PedidoTx,
  { id, clienteId }: { id: string; clienteId: number | null },
  { retorno, enderecos }: { retorno: RetornoDeEmail; enderecos: readonly string[] },
): Promise<void> {
  const cliente = clienteId === null ? undefined : await clientes(tx.db).lock(clienteId); // before the e-mail, as an erasure does
  const email = await emails(tx.db).lock(id);
  if (!email || (email.retorno !== null && peso(email.retorno) >= peso(retorno))) return;
  await emails(tx.db).updateRetorno(id, retorno);
  registrarEmail(tx, email, 'email-voltou', { retorno });
  const fim = FIM_DOS_AVISOS.find((um) => um === retorno);
  const dele = cliente && enderecos.some((um) => emailReservado(um) === emailReservado(cliente.email));
  if (fim && dele) await clientes(tx.db).updateEmailRecusado(cliente.id, fim);
}

const peso = (retorno: RetornoDeEmail): number => RETORNOS.indexOf(retorno);
