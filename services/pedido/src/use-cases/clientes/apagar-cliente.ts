import { randomUUID } from 'node:crypto';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Tx } from '@foodious/messaging/sql.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from '../db/database.ts';
import { clientes } from '../db/repositories.ts';
import { type Cliente, lerCpf } from '../domain/cliente.ts';
import { escrever } from '../email/outbox.ts';

/** Registers a cliente. Throws Refusal `invalid` for a bad CPF, or an e-mail or CPF already taken. */
export async function cadastrarCliente(
  tx: Tx<Database>,
  { nome, email, cpf: texto, aceitaMarketing }: Omit<Cliente, 'id'> & { aceitaMarketing: boolean },
): Promise<Cliente> {
  const cpf = lerCpf(texto);
  const repository = clientes(tx.db);
  if (await repository.porEmail(email)) throw emailTomado();
  if (await repository.porCpf(cpf)) throw cpfTomado();
  try {
    return await repository.insert({ nome: nome.trim(), email, cpf }, tx.agora, aceitaMarketing);
  } catch (error) {
    // Another request was faster: the index says which of the two it took.
    if (isUniqueViolation(error)) throw isUniqueViolation(error, 'cpf') ? cpfTomado() : emailTomado();
    throw error;
  }
}

const emailTomado = () => new Refusal('invalid', 'O email do cliente não é único', { campo: 'email' });
const cpfTomado = () => new Refusal('invalid', 'O cpf do cliente não é único', { campo: 'cpf' });

/** Throws Refusal `not-found`, or `invalid` for a CPF that is none. */
export async function obterPorCpf(db: Kysely<Database>, texto: string): Promise<Cliente> {
  const cliente = await clientes(db).porCpf(lerCpf(texto));
  if (!cliente) throw new Refusal('not-found', `Cliente não encontrado: ${texto}`);
  return cliente;
}

/** The receipt of an erasure (LGPD art. 18, VI). */
export type Protocolo = { id: string; solicitadoEm: Date; apagadoEm: Date };

/** Erases the cliente of a CPF. Throws Refusal `not-found` or `invalid`. */
export const apagarPorCpf = async (tx: Tx<Database>, texto: string): Promise<Protocolo> =>
  apagarCliente(tx, (await obterPorCpf(tx.db, texto)).id);

/**
 * Erases a cliente: name, e-mail and CPF are gone, pedidos stay without a link to anyone, and a receipt is archived and mailed.
 * Throws Refusal `not-found`.
 */
export async function apagarCliente(tx: Tx<Database>, id: number): Promise<Protocolo> {
  const cliente = await clientes(tx.db).lock(id); // no pedido is given to this cliente from here on
  if (!cliente) throw new Refusal('not-found', `Cliente não encontrado: ${id}`);
  const protocolo = { id: randomUUID(), solicitadoEm: tx.agora, apagadoEm: tx.agora };
  const pedidos = await clientes(tx.db).apagar(cliente.id);
  await tx.db
    .insertInto('protocolo')
    .values({
      id: protocolo.id,
      solicitado_em: protocolo.solicitadoEm.getTime(),
      apagado_em: protocolo.apagadoEm.getTime(),
      arquivado_em: null,
      pedidos,
    })
    .execute();
  await escrever(tx, { tipo: 'lgpd-protocolo', para: cliente.email, protocolo: protocolo.id });
  tx.announce('lgpd-delecao-solicitada', { group: protocolo.id }, { protocolo: protocolo.id });
  return protocolo;
}

/** Puts the receipt of an erasure in object storage: what was erased, what is kept and why. No personal data. Repeatable. */
export async function arquivarProtocolo(
  db: Kysely<Database>,
  objects: Objects,
  id: string,
  agora: Date,
): Promise<void> {
  const row = await db.selectFrom('protocolo').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const recibo = {
    protocolo: id,
    solicitadoEm: new Date(row.solicitado_em).toISOString(),
    apagadoEm: new Date(row.apagado_em).toISOString(),
    apagado: ['nome', 'e-mail', 'CPF', 'aceite de ofertas', 'vínculo com os pedidos'],
    mantido: [
      {
        oque: 'pedidos e pagamentos, sem vínculo com a pessoa',
        quantos: row.pedidos,
        motivo: 'obrigação legal e fiscal (LGPD, art. 16, I)',
      },
    ],
  };
  await objects.put(`${id}.json`, Buffer.from(JSON.stringify(recibo, null, 2)), 'application/json');
  await db.updateTable('protocolo').set({ arquivado_em: agora.getTime() }).where('id', '=', id).execute();
}
