import { sobre } from '@foodious/contracts/auditoria.ts';
import type { FimDosAvisos } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { clientes } from '../../db/clientes.ts';
import { codigos } from '../../db/codigos.ts';
import { consentimentos } from '../../db/consentimentos.ts';
import { emails } from '../../db/emails.ts';
import { pedidosDoCliente } from '../../db/pedidos-do-cliente.ts';
import type { PedidoTx, Reader } from '../../db/schema.ts';
import type { Cliente, Consentimento } from '../../domain/cliente.ts';
import type { Pedido } from '../../domain/pedido.ts';
import { escreverEmail } from '../emails/escrever-email.ts';
import { emailTomado } from './cadastrar-cliente.ts';
import { consentir } from './consentir.ts';

/** What is kept of a cliente; instants are epoch milliseconds. */
export type MeusDados = Cliente & { criadoEm: number; consentimentos: Consentimento[] };

/** All that is kept of a cliente, and of what they did. */
export type TudoDoCliente = MeusDados & {
  pedidos: (Pedido & { criadoEm: number })[];
  emails: Awaited<ReturnType<ReturnType<typeof emails>['listByCliente']>>;
  /** Why their address is told of pedidos no more; null: it is. */
  emailRecusado: FimDosAvisos | null;
};

/** Pedidos read at once. */
const LOTE = 200;

/** Reads what is kept of a cliente. Throws Refusal `unauthorized` when they were erased: their token says no more who they are. */
export async function obterMeusDados({ db }: Reader, id: number): Promise<MeusDados> {
  const [cliente, criadoEm] = [await clientes(db).get(id), await clientes(db).getCriadoEm(id)];
  if (!cliente || criadoEm === undefined) throw foiApagado();
  return { ...cliente, criadoEm, consentimentos: await consentimentos(db).list(id) };
}

/** Reads everything there is. Throws as {@link obterMeusDados}. */
export async function exportarMeusDados(reader: Reader, id: number): Promise<TudoDoCliente> {
  const dados = await obterMeusDados(reader, id);
  const pedidos: TudoDoCliente['pedidos'] = [];
  for (let lote = LOTE; lote === LOTE; ) {
    const lidos = await pedidosDoCliente(reader.db).list(id, { antesDe: pedidos.at(-1)?.id, limite: LOTE });
    pedidos.push(...lidos);
    lote = lidos.length;
  }
  return {
    ...dados,
    pedidos,
    emails: await emails(reader.db).listByCliente(id),
    emailRecusado: await clientes(reader.db).getEmailRecusado(id),
  };
}

/** Corrects the name of a cliente. Throws Refusal `unauthorized` when they were erased. */
export async function corrigirNome(tx: PedidoTx, id: number, nome: string): Promise<void> {
  await exigirCliente(tx, id);
  await clientes(tx.db).updateNome(id, nome);
  auditar(tx, { acao: 'meus-dados-mudados', sobre: sobre('cliente', id), depois: { nomeMudou: true } });
}

/** Keeps what a cliente says now of offers by e-mail. Throws Refusal `unauthorized` when they were erased. */
export async function mudarMarketing(
  tx: PedidoTx,
  id: number,
  dito: Pick<Consentimento, 'aceito' | 'versao'>,
): Promise<void> {
  await exigirCliente(tx, id);
  await consentir(tx, id, { tipo: 'marketing', ...dito });
  auditar(tx, { acao: 'meus-dados-mudados', sobre: sobre('cliente', id), depois: { marketing: dito.aceito } });
}

/**
 * Gives a cliente another e-mail, which a code has proved, and tells the old one; no code of before holds any more.
 * Throws Refusal `invalid` when it is somebody's, `unauthorized` when they were erased.
 */
export async function trocarEmail(tx: PedidoTx, id: number, email: string): Promise<void> {
  const { email: antigo } = await exigirCliente(tx, id);
  const deQuem = await clientes(tx.db).getByEmail(email);
  if (deQuem && deQuem.id !== id) throw emailTomado();
  try {
    await clientes(tx.db).updateEmail(id, email);
  } catch (error) {
    if (isUniqueViolation(error)) throw emailTomado(); // another was faster
    throw error;
  }
  await codigos(tx.db).deleteByCliente(id);
  await escreverEmail(tx, { tipo: 'email-alterado', clienteId: id, para: antigo });
  auditar(tx, { acao: 'meus-dados-mudados', sobre: sobre('cliente', id), depois: { emailMudou: true } });
}

/** A cliente nobody erases until the transaction ends. Throws Refusal `unauthorized` when somebody did. */
export async function exigirCliente(tx: PedidoTx, id: number): Promise<Cliente> {
  const cliente = await clientes(tx.db).lock(id);
  if (!cliente) throw foiApagado();
  return cliente;
}

/** Keeps that a cliente looked at what is kept of them, or took a copy. Throws Refusal `unauthorized` when they were erased. */
export async function registrarConsulta(
  tx: PedidoTx,
  id: number,
  acao: 'meus-dados-vistos' | 'meus-dados-exportados',
): Promise<void> {
  await exigirCliente(tx, id);
  auditar(tx, { acao, sobre: sobre('cliente', id) });
}

const foiApagado = () => new Refusal('unauthorized', 'Este cadastro não existe mais');
