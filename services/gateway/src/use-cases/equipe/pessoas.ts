import { sobre } from '@foodious/contracts/auditoria.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { Refusal, Stale } from '@foodious/kernel/refusal.ts';
import { hashOf, matches } from '@foodious/platform/scrypt.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import { convites } from '../../db/convites.ts';
import { desafios } from '../../db/desafios.ts';
import { pessoas } from '../../db/pessoas.ts';
import type { GatewayInTransaction, GatewayTx, Reader } from '../../db/schema.ts';
import { escrita, novaPalavraPasse, novoPin } from '../../domain/palavra-passe.ts';
import { encerraSessoes, exigirEmail, type Pessoa } from '../../domain/pessoa.ts';
import { registrar } from '../auditoria/registrar.ts';
import { revogar } from '../revogar.ts';
import { baseDe, recusar } from './entrar.ts';
import { contarTentativa, esquecerTentativa, lugarDe, type Origem } from './tentativas.ts';

/** Adds a person, who comes in once they have used a convite. Throws Refusal `conflict` for a user name that is taken. */
export async function criarPessoa(
  tx: GatewayTx,
  nova: Pick<Pessoa, 'nome' | 'usuario' | 'papel' | 'email'>,
  segundoFator: boolean,
): Promise<Pessoa> {
  exigirEmail(nova, segundoFator);
  const tomado = () => new Refusal('conflict', 'Já há uma pessoa com este usuário', { campo: 'usuario' });
  if (await pessoas(tx.db).getByUsuario(nova.usuario)) throw tomado();
  const pessoa = await pessoas(tx.db)
    .insert({ ...nova, palavraPasse: null }, tx.agora)
    .catch((error) => {
      throw isUniqueViolation(error) ? tomado() : error; // somebody was faster
    });
  const { papel, email } = pessoa;
  await registrar(tx, {
    acao: 'pessoa-criada',
    sobre: sobre('pessoa', pessoa.id),
    depois: { papel, ativo: true, comEmail: email !== null },
  });
  return pessoa;
}

/**
 * Changes a person, as a whole. Another papel, or none any more, ends what they are signed in to. Throws Stale when they are no longer
 * as they were seen; Refusal `not-found`, and `conflict` where nobody would be left to govern.
 * @param versao the version that was changed; undefined: whichever stands
 */
export async function mudarPessoa(
  tx: GatewayTx,
  id: number,
  mudou: Pick<Pessoa, 'nome' | 'papel' | 'email' | 'ativo'>,
  versao: number | undefined,
  segundoFator: boolean,
): Promise<Pessoa> {
  const gerentes = await pessoas(tx.db).lockGerentes(); // two who put each other out do so one after the other
  const antes = await pessoas(tx.db).lock(id);
  if (!antes) throw new Refusal('not-found', 'Pessoa não encontrada');
  if (versao !== undefined && versao !== antes.versao) throw new Stale(antes);
  const encerra = encerraSessoes(antes, mudou, gerentes.filter((um) => um.id !== id).length);
  exigirEmail(mudou, segundoFator);
  const depois = await pessoas(tx.db).update(antes, mudou);
  if (!mudou.ativo) await convites(tx.db).deleteAbertos(id);
  await desafios(tx.db).deleteOf(id); // a code goes to the address there was
  if (encerra) await revogar(tx, baseDe(id));
  const { papel, ativo, email } = antes;
  await registrar(tx, {
    acao: 'pessoa-mudada',
    sobre: sobre('pessoa', id),
    antes: { papel, ativo, comEmail: email !== null },
    depois: {
      papel: mudou.papel,
      ativo: mudou.ativo,
      comEmail: mudou.email !== null,
      nomeMudou: antes.nome !== mudou.nome,
      emailMudou: antes.email !== mudou.email,
    },
  });
  return depois;
}

/**
 * Erases who no longer works here: what they did stays in the audit log, by their number alone. Throws Refusal `not-found`, and
 * `conflict` for who may still come in.
 */
export async function apagarPessoa(tx: GatewayTx, id: number): Promise<void> {
  const pessoa = await pessoas(tx.db).lock(id);
  if (!pessoa) throw new Refusal('not-found', 'Pessoa não encontrada');
  if (pessoa.ativo) throw new Refusal('conflict', 'Esta pessoa está ativa: desative-a antes');
  await pessoas(tx.db).delete(pessoa);
  await registrar(tx, { acao: 'pessoa-apagada', sobre: sobre('pessoa', id) });
}

type Deps = Reader & { inTransaction: GatewayInTransaction };

/** Sets the palavra-passe of who is signed in and tells the one they have. It ends whatever they are signed in to, here too. */
export async function mudarPalavraPasse(
  deps: Deps,
  context: Context,
  { pessoaId, atual, nova, origem }: { pessoaId: number; atual: string; nova: string; origem: Origem },
): Promise<void> {
  const pessoa = await conferirPropria(deps, context, { pessoaId, palavraPasse: atual, campo: 'atual', origem });
  const hash = await hashOf(novaPalavraPasse(nova, pessoa.usuario, 'nova'));
  await deps.inTransaction(context, async (tx) => {
    await pessoas(tx.db).update(await aMesma(tx, pessoa), { palavraPasse: hash });
    await desafios(tx.db).deleteOf(pessoaId); // whoever asked for one told the palavra-passe that is over
    await revogar(tx, baseDe(pessoaId));
    await registrar(tx, { acao: 'palavra-passe-mudada', sobre: sobre('pessoa', pessoa.id) });
  });
}

/** Sets the PIN of who is signed in and tells their palavra-passe; null takes it away. */
export async function mudarPin(
  deps: Deps,
  context: Context,
  {
    pessoaId,
    palavraPasse,
    pin,
    origem,
  }: { pessoaId: number; palavraPasse: string; pin: string | null; origem: Origem },
): Promise<void> {
  const novo = pin === null ? null : novoPin(pin);
  const pessoa = await conferirPropria(deps, context, { pessoaId, palavraPasse, campo: 'palavraPasse', origem });
  const hash = novo === null ? null : await hashOf(novo);
  await deps.inTransaction(context, async (tx) => {
    await pessoas(tx.db).update(await aMesma(tx, pessoa), { pin: hash });
    await registrar(tx, { acao: 'pin-mudado', sobre: sobre('pessoa', pessoa.id), depois: { temPin: pin !== null } });
  });
}

/**
 * The person, if that is their palavra-passe: whoever finds a session open has no more tries than at the door. Throws Refusal
 * `invalid`, naming the field, or `too-many`.
 */
async function conferirPropria(
  { db, inTransaction }: Deps,
  context: Context,
  { pessoaId, palavraPasse, campo, origem }: { pessoaId: number; palavraPasse: string; campo: string; origem: Origem },
): Promise<Pessoa> {
  const pessoa = await pessoas(db).get(pessoaId);
  if (!pessoa) throw new Refusal('unauthorized', 'Token inválido ou expirado');
  const tentativa = { usuario: pessoa.usuario, lugar: await lugarDe({ db }, pessoa.usuario, origem) };
  await inTransaction(context, (tx) => contarTentativa(tx, tentativa));
  const { ok } = await matches(escrita(palavraPasse), pessoa.palavraPasse);
  if (!ok)
    return recusar(
      { inTransaction },
      context,
      { com: 'palavra-passe', origem, pessoa, tentativa },
      new Refusal('invalid', 'A palavra-passe atual não confere', { campo }),
    );
  await inTransaction(context, (tx) => esquecerTentativa(tx, tentativa));
  return pessoa;
}

/** The person, locked, if nothing of them changed since they were looked at. */
async function aMesma(tx: GatewayTx, { id, versao }: Pessoa): Promise<Pessoa> {
  const agora = await pessoas(tx.db).lock(id);
  if (agora?.versao !== versao) throw new Refusal('conflict', 'Isto mudou enquanto você escrevia: tente de novo');
  return agora;
}
