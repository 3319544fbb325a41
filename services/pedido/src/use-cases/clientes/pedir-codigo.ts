import { createHash, randomInt, randomUUID } from 'node:crypto';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { hashOf } from '@foodious/platform/scrypt.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { clientes } from '../../db/clientes.ts';
import { codigos } from '../../db/codigos.ts';
import { navegadores } from '../../db/navegadores.ts';
import type { PedidoTx } from '../../db/schema.ts';
import { emailReservado } from '../../domain/cliente.ts';
import {
  type Codigo,
  DE_ESTRANHOS,
  DIGITOS,
  JANELA_MS,
  outroEm,
  POR_JANELA,
  POR_MINUTO,
  VALIDADE_MS,
} from '../../domain/codigo.ts';
import { escreverEmail } from '../emails/escrever-email.ts';

/** A code before it is anybody's: what is mailed, and what is kept. A million of them are not tried in ten minutes. */
type Sorteado = { codigo: string; hash: string };

/** Until when a code holds, and from when another makes sense; epoch milliseconds. */
type Enviado = { ate: number; outroEm: number };

/** Where somebody asks for a code: the hash of the token their browser was given, and the part of the network it is in. */
export type Pedinte = { navegador: string; rede: string };

/** An address as codes are found by it. */
export const quemLe = (email: string): string => sha256(emailReservado(email));
const sha256 = (texto: string): string => createHash('sha256').update(texto).digest('hex');

/** Draws a code; outside of a transaction, which would wait for its hash. */
export async function sortearCodigo(): Promise<Sorteado> {
  const codigo = String(randomInt(10 ** DIGITOS)).padStart(DIGITOS, '0');
  return { codigo, hash: await hashOf(codigo) };
}

/**
 * Sends a code to who says an e-mail is theirs; the same is done, and takes as long, where it is nobody's.
 * Throws Refusal `too-many`, with `outroEm`.
 */
export async function pedirCodigo(
  tx: PedidoTx,
  sorteado: Sorteado,
  { email, navegador, rede }: { email: string } & Pedinte,
): Promise<Enviado> {
  const clienteId = (await clientes(tx.db).getByEmail(email))?.id ?? null;
  const conhecido = await navegadores(tx.db).has(navegador, clienteId ?? 0);
  const lugar = conhecido ? navegador : sha256(JSON.stringify([emailReservado(email), rede]));
  return enviar(tx, sorteado, { email, clienteId, novoEmail: null, pedinte: navegador, lugar, conhecido });
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
  const pedinte = `cliente-${clienteId}`;
  return enviar(tx, sorteado, { email, clienteId, novoEmail: email, pedinte, lugar: pedinte, conhecido: false });
}

async function enviar(
  tx: PedidoTx,
  { codigo, hash }: Sorteado,
  {
    email,
    conhecido,
    ...deQuem
  }: Pick<Codigo, 'clienteId' | 'novoEmail' | 'pedinte' | 'lugar'> & { email: string; conhecido: boolean },
): Promise<Enviado> {
  const agora = tx.agora.getTime();
  const repositorio = codigos(tx.db);
  if (!conhecido && (await repositorio.countDesde(agora - MINUTO_MS)) >= POR_MINUTO) throw demais(agora + MINUTO_MS);
  const quem = quemLe(email);
  const outros = await repositorio.listByQuem(quem);
  const recentes = outros.filter(({ criadoEm }) => criadoEm > agora - JANELA_MS).reverse();
  const criados = recentes.filter(({ lugar }) => lugar === deQuem.lugar).map(({ criadoEm }) => criadoEm);
  if (criados.length >= POR_JANELA) throw demais(outroEm(criados, agora));
  const [primeiro] = recentes.slice(-DE_ESTRANHOS);
  if (!conhecido && primeiro && recentes.length >= DE_ESTRANHOS) throw demais(primeiro.criadoEm + JANELA_MS);
  const ate = agora + VALIDADE_MS;
  const numero = (outros[0]?.numero ?? 0) + 1;
  try {
    const novo = {
      id: randomUUID(),
      quem,
      ...deQuem,
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
  await escreverEmail(tx, { tipo: 'codigo', clienteId: deQuem.clienteId, para: deQuem.novoEmail, codigo, ate });
  return { ate, outroEm: outroEm([...criados, agora], agora) };
}

const demais = (quando: number) =>
  new Refusal('too-many', 'Muitos códigos seguidos: espere um pouco', {
    codigo: 'tentativas-demais',
    outroEm: new Date(quando).toISOString(),
  });
