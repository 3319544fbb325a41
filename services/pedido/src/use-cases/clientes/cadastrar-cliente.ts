import { sobre } from '@foodious/contracts/auditoria.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { clientes } from '../../db/clientes.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { type Cliente, lerCpf } from '../../domain/cliente.ts';
import { consentir } from './consentir.ts';

/** Registers a cliente. Throws Refusal `invalid` for a bad CPF, or an e-mail or CPF already taken. */
export async function cadastrarCliente(
  tx: PedidoTx,
  {
    nome,
    email,
    cpf: texto,
    aceitaMarketing,
    versaoMarketing,
  }: Omit<Cliente, 'id'> & { aceitaMarketing: boolean; versaoMarketing?: number | undefined },
): Promise<Cliente> {
  const cpf = lerCpf(texto);
  const repository = clientes(tx.db);
  if (await repository.getByEmail(email)) throw emailTomado();
  if (await repository.getByCpf(cpf)) throw cpfTomado();
  try {
    const cliente = await repository.insert({ nome, email, cpf }, tx.agora);
    const versao = versaoMarketing ?? null;
    if (aceitaMarketing) await consentir(tx, cliente.id, { tipo: 'marketing', versao, aceito: true });
    auditar(tx, { acao: 'cliente-cadastrado', sobre: sobre('cliente', cliente.id) });
    return cliente;
  } catch (error) {
    // Another request was faster: the index says which of the two it took.
    if (isUniqueViolation(error)) throw isUniqueViolation(error, 'cpf') ? cpfTomado() : emailTomado();
    throw error;
  }
}

export const emailTomado = () =>
  new Refusal('invalid', 'O email do cliente não é único', { campo: 'email', codigo: 'email-tomado' });
const cpfTomado = () => new Refusal('invalid', 'O cpf do cliente não é único', { campo: 'cpf', codigo: 'cpf-tomado' });
