import { sobre } from '@foodious/contracts/auditoria.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { hashOf } from '@foodious/platform/scrypt.ts';
import { randomSecret, sameSecret, secretHash } from '@foodious/platform/secrets.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { convites } from '../../db/convites.ts';
import { desafios } from '../../db/desafios.ts';
import { pessoas } from '../../db/pessoas.ts';
import type { GatewayInTransaction, GatewayTx, Reader } from '../../db/schema.ts';
import { novaPalavraPasse } from '../../domain/palavra-passe.ts';
import { CONVITE_MS, exigirEmail, type Pessoa } from '../../domain/pessoa.ts';
import type { ConviteDaMaquina } from '../../ports.ts';
import { registrar } from '../auditoria/registrar.ts';
import { revogar } from '../revogar.ts';
import { baseDe } from './entrar.ts';

/**
 * Makes the link by which a person chooses a palavra-passe; those they had and did not use are over. What they have now holds until
 * it is used. @returns its token, which is kept nowhere, and until when it holds
 */
export async function convidar(tx: GatewayTx, pessoaId: number): Promise<{ token: string; ate: number }> {
  const pessoa = await pessoas(tx.db).lock(pessoaId);
  if (!pessoa) throw new Refusal('not-found', 'Pessoa não encontrada');
  if (!pessoa.ativo) throw new Refusal('conflict', 'Esta pessoa está desativada: ative-a antes');
  const token = randomSecret();
  const ate = tx.agora.getTime() + CONVITE_MS;
  await convites(tx.db).deleteAbertos(pessoaId);
  await convites(tx.db).insert({ tokenHash: secretHash(token), pessoaId, ate, usadoEm: null });
  await registrar(tx, {
    acao: 'convite-criado',
    sobre: sobre('pessoa', pessoaId),
    depois: { primeiro: false },
  });
  return { token, ate };
}

/** What a convite is for. `primeiro`: the machine's own, by which whoever runs it becomes a gerente. */
export type Convidado =
  | { primeiro: true; nome: null; usuario: null; papel: 'gerente' }
  | { primeiro: false; nome: string; usuario: string; papel: Pessoa['papel'] };

/** Tells whom a convite is for. Throws Refusal `invalid` alike for one that is wrong, over, or used. */
export async function verConvite(
  { db, daMaquina }: Reader & { daMaquina: ConviteDaMaquina },
  token: string,
  agora: Date,
): Promise<Convidado> {
  const convite = await convites(db).get(secretHash(token));
  if (convite) {
    const pessoa = await pessoas(db).get(convite.pessoaId);
    if (convite.usadoEm !== null || convite.ate <= agora.getTime() || !pessoa?.ativo) throw invalido();
    return { primeiro: false, nome: pessoa.nome, usuario: pessoa.usuario, papel: pessoa.papel };
  }
  const guardado = await daMaquina.ler();
  if (!guardado || !sameSecret(token, guardado.token)) throw invalido();
  const vale = guardado.ate === null ? !(await pessoas(db).hasGerente()) : guardado.ate > agora;
  if (!vale) throw invalido();
  return { primeiro: true, nome: null, usuario: null, papel: 'gerente' };
}

/** What somebody chooses by a convite. `nome` and `usuario` only by the machine's own. */
export type Escolha = {
  nome?: string | undefined;
  usuario?: string | undefined;
  palavraPasse: string;
  email?: string | null | undefined;
};

/**
 * Sets the palavra-passe that somebody chose by a convite, which is over then; so are their PIN, and what they were signed in to.
 * By the machine's own, a user there is already gets it, and is a gerente from then on. Throws Refusal `invalid`.
 */
export async function usarConvite(
  deps: Reader & { inTransaction: GatewayInTransaction; daMaquina: ConviteDaMaquina; segundoFator: boolean },
  context: Context,
  token: string,
  { nome, usuario, palavraPasse, email }: Escolha,
): Promise<Pessoa> {
  const para = await verConvite(deps, token, context.agora);
  const quem = { nome: para.nome ?? nome ?? falta('nome'), usuario: para.usuario ?? usuario ?? falta('usuario') };
  const hash = await hashOf(novaPalavraPasse(palavraPasse, quem.usuario, 'palavraPasse'));
  const usando = deps.inTransaction(context, async (tx) => {
    const tokenHash = secretHash(token);
    const antes = para.primeiro ? await pessoas(tx.db).lockByUsuario(quem.usuario) : await convidadoDe(tx, tokenHash);
    const papel = para.primeiro ? 'gerente' : (antes?.papel ?? 'gerente');
    const novoEmail = email === undefined ? (antes?.email ?? null) : email;
    exigirEmail({ papel, email: novoEmail }, deps.segundoFator);
    const mudou = { nome: quem.nome, papel, email: novoEmail, ativo: true, palavraPasse: hash, pin: null };
    const depois = antes
      ? await pessoas(tx.db).update(antes, mudou)
      : await pessoas(tx.db).insert({ ...mudou, usuario: quem.usuario }, tx.agora);
    if (para.primeiro) await convites(tx.db).insert(usadoPor(depois, tokenHash, tx.agora));
    else await convites(tx.db).updateUsado(tokenHash, tx.agora);
    await desafios(tx.db).deleteOf(depois.id);
    await revogar(tx, baseDe(depois.id));
    await registrar(tx, {
      quem: baseDe(depois.id),
      papel,
      acao: 'convite-usado',
      sobre: sobre('pessoa', depois.id),
      depois: { primeiro: para.primeiro, papel, emailMudou: (antes?.email ?? null) !== novoEmail },
    });
    return depois;
  });
  const pessoa = await usando.catch((error) => {
    throw isUniqueViolation(error) ? invalido() : error; // somebody was faster with the machine's own
  });
  if (para.primeiro) await deps.daMaquina.apagar(token);
  return pessoa;
}

/**
 * Sees to it that there is a way in for who starts the restaurant: the machine's own convite while nobody governs, and none that was
 * used, or is over, or that nobody asked for. Repeatable, by several instances at once.
 */
export async function prepararConvite(
  { db, daMaquina }: Reader & { daMaquina: ConviteDaMaquina },
  agora: Date,
): Promise<void> {
  const guardado = await daMaquina.ler();
  const usado = guardado && (await convites(db).get(secretHash(guardado.token))) !== undefined;
  const temGerente = await pessoas(db).hasGerente();
  const vale = guardado && !usado && (guardado.ate === null ? !temGerente : guardado.ate > agora);
  if (vale) return;
  if (!temGerente) await daMaquina.fazer(null);
  else if (guardado) await daMaquina.apagar(guardado.token);
}

/** The person of a convite that still holds, for the transaction that uses it up. */
async function convidadoDe(tx: GatewayTx, tokenHash: string): Promise<Pessoa> {
  const convite = await convites(tx.db).lock(tokenHash);
  if (!convite || convite.usadoEm !== null) throw invalido();
  const pessoa = await pessoas(tx.db).lock(convite.pessoaId);
  if (!pessoa?.ativo) throw invalido();
  return pessoa;
}

/** That the machine's own convite was used: only once, also where the file it is in outlives that. */
const usadoPor = ({ id }: Pessoa, tokenHash: string, agora: Date) => ({
  tokenHash,
  pessoaId: id,
  ate: agora.getTime() + CONVITE_MS,
  usadoEm: agora.getTime(),
});

const invalido = () =>
  new Refusal('invalid', 'Este convite não vale mais: peça outro', { codigo: 'convite-invalido', campo: 'convite' });

function falta(campo: 'nome' | 'usuario'): never {
  throw new Refusal('invalid', `${campo === 'nome' ? 'Nome' : 'Usuário'} deve ser informado`, { campo });
}
