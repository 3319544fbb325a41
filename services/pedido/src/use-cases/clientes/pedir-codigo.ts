import { createHash, randomInt, randomUUID } from 'node:crypto';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { hashOf } from '@foodious/platform/scrypt.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { clientes } from '../../db/clientes.ts';
import { codigos } from '../../db/codigos.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { emailReservado } from '../../domain/cliente.ts';
import { DIGITOS, JANELA_MS, outroEm, POR_JANELA, POR_MINUTO, VALIDADE_MS } from '../../domain/codigo.ts';
import { escreverEmail } from '../emails/escrever-email.ts';

/** A code before it is anybody's: what is mailed, and what is kept. A million of them are not tried in ten minutes. */
type Sorteado = { codigo: string; hash: string };

/** Until when a code holds, and from when another makes sense; epoch milliseconds. */
type Enviado = { ate: number; outroEm: number };

/** An address as codes are found by it. */
export const quemLe = (email: string): string => createHash('sha256').update(emailReservado(email)).digest('hex');

/** Draws a code; outside of a transaction, which would wait for its hash. */
export async function sortearCodigo(): Promise<Sorteado> {
  const codigo = String(randomInt(10 ** DIGITOS)).padStart(DIGITOS, '0');
  return { codigo, hash: await hashOf(codigo) };
}

/**
 * Sends a code to who says an e-mail is theirs; the same is done, and takes as long, where it is nobody's.
 * Throws Refusal `too-many`, with `outroEm`.
 */
export async function pedirCodigo(tx: PedidoTx, sorteado: Sorteado, email: string): Promise<Enviado> {
  const cliente = await clientes(tx.db).getByEmail(email);
  return enviar(tx, sorteado, { email, clienteId: cliente?.id ?? null, novoEmail: null });
}

/**
 * Sends a code to the address a cliente wants from now on. Whether it is taken they learn by the code, who alone may know.
 * Throws Refusal `too-many`, with `outroEm`.
 */
export async function pedirTroca(
  tx: PedidoTx,
  sorteado: Sorteado,
  { clienteId, email }: { clienteId: number; email: string },
): Promise<Enviado> {
  await clientes(tx.db).lock(clienteId); // asked several times at once, they are counted one by one
  const agora = tx.agora.getTime();
  if ((await codigos(tx.db).countDesde(agora - JANELA_MS, clienteId)) >= POR_JANELA) throw demais(agora + JANELA_MS);
  return enviar(tx, sorteado, { email, clienteId, novoEmail: email });
}

async function enviar(
  tx: PedidoTx,
  { codigo, hash }: Sorteado,
  { email, clienteId, novoEmail }: { email: string; clienteId: number | null; novoEmail: string | null },
): Promise<Enviado> {
  const agora = tx.agora.getTime();
  const repositorio = codigos(tx.db);
  if ((await repositorio.countDesde(agora - MINUTO_MS)) >= POR_MINUTO) throw demais(agora + MINUTO_MS);
  const quem = quemLe(email);
  const outros = await repositorio.listByQuem(quem);
  const criados = outros.map(({ criadoEm }) => criadoEm).reverse();
  if (criados.filter((em) => em > agora - JANELA_MS).length >= POR_JANELA) throw demais(outroEm(criados, agora));
  const ate = agora + VALIDADE_MS;
  const numero = (outros[0]?.numero ?? 0) + 1;
  try {
    const novo = {
      id: randomUUID(),
      quem,
      clienteId,
      novoEmail,
      numero,
      hash,
      criadoEm: agora,
      tentativas: 0,
      usadoEm: null,
    };
    await repositorio.insert(novo);
  } catch (error) {
    if (isUniqueViolation(error)) throw demais(outroEm([...criados, agora], agora)); // another for them at this moment
    throw error;
  }
  await escreverEmail(tx, { tipo: 'codigo', clienteId, para: novoEmail, codigo, ate });
  return { ate, outroEm: outroEm([...criados, agora], agora) };
}

const demais = (quando: number) =>
  new Refusal('too-many', 'Muitos códigos seguidos: espere um pouco', {
    codigo: 'tentativas-demais',
    outroEm: new Date(quando).toISOString(),
  });
