import { randomInt } from 'node:crypto';
import { type Feito, sobre } from '@foodious/contracts/auditoria.ts';
import type { PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import type { Context } from '@foodious/kernel/context.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { hashOf, matches } from '@foodious/platform/scrypt.ts';
import { randomSecret, sameSecret, secretHash } from '@foodious/platform/secrets.ts';
import { conhecidos } from '../../db/conhecidos.ts';
import { desafios } from '../../db/desafios.ts';
import { pessoas } from '../../db/pessoas.ts';
import type { GatewayInTransaction, GatewayTx, Reader } from '../../db/schema.ts';
import { credenciaisInvalidas } from '../../domain/credenciais.ts';
import { codigoDeEntrada } from '../../domain/email.ts';
import { escrita } from '../../domain/palavra-passe.ts';
import { CODIGO, type Pessoa } from '../../domain/pessoa.ts';
import type { Credenciais, Mailer } from '../../ports.ts';
import { registrar } from '../auditoria/registrar.ts';
import {
  contarPin,
  contarTentativa,
  ehDeFora,
  esquecerPins,
  esquecerTentativa,
  falhou,
  lugarDe,
  type Origem,
  type Tentativa,
} from './tentativas.ts';

type Deps = Reader & { inTransaction: GatewayInTransaction };

/** How somebody proves who they are. */
type Com = NonNullable<Como['com']>;
type Como = NonNullable<Extract<Feito, { acao: 'entrada' }>['depois']>;

/** Who proved to be one of the staff, and how: not in yet. */
export type Provado = {
  sub: string;
  papel: PapelDaEquipe;
  /** As it was when it was proved; null for the two of `credenciais.json`. */
  pessoa: Pessoa | null;
  com: Com;
  /** The user name they come in by. */
  usuario: string;
  /** The try that was counted as failed; null where none was. */
  tentativa: Tentativa | null;
  origem: Origem;
  /** The hash of the same palavra-passe, made as hashes are made now. */
  hashNovo?: string;
  /** The code that was told, to be used up. */
  desafio?: string;
};

/** Somebody of the staff, who came in. */
export type Entrou = { sub: string; papel: PapelDaEquipe; pessoaId: number | null; nome: string | null };

/**
 * Finds out whether somebody is of the staff, by user and palavra-passe. Throws Refusal `unauthorized`, which says and takes as
 * much whether the user exists or not, or `too-many` while they must wait. The users of `credenciais.json` are for programs: at a
 * screen they are over once a gerente has an account of their own.
 */
export async function conferirPalavraPasse(
  { db, inTransaction, identity }: Deps & { identity: Pick<Credenciais, 'conferirCasa'> },
  context: Context,
  { usuario: dito, palavraPasse, origem }: { usuario: string; palavraPasse: string; origem: Origem },
): Promise<Provado> {
  const usuario = dito.toLowerCase();
  const temGerente = await pessoas(db).hasGerente();
  const daCasa = origem.tela !== null && temGerente ? null : identity.conferirCasa(dito, palavraPasse);
  if (daCasa) {
    const com = origem.tela === null ? 'programa' : 'palavra-passe';
    return { sub: daCasa, papel: daCasa, pessoa: null, com, usuario, tentativa: null, origem };
  }
  const tentativa = { usuario, lugar: await lugarDe({ db }, usuario, origem) };
  await inTransaction(context, (tx) => contarTentativa(tx, tentativa));
  const pessoa = await pessoas(db).getByUsuario(usuario);
  const escolhida = escrita(palavraPasse);
  const { ok, old } = await matches(escolhida, pessoa?.ativo ? pessoa.palavraPasse : null);
  const com = 'palavra-passe';
  if (!ok || !pessoa) return recusar({ inTransaction }, context, { com, origem, pessoa, tentativa });
  return { ...deQuem(pessoa), com, tentativa, origem, ...(old ? { hashNovo: await hashOf(escolhida) } : {}) };
}

/**
 * Finds out whether somebody is of the staff, by the PIN they have at a paired aparelho. Throws Refusal `unauthorized`, with the
 * codigo `pin-desligado` where so many were wrong that none is looked at.
 */
export async function conferirPin(
  { db, inTransaction }: Deps,
  context: Context,
  { pessoaId, pin, aparelhoId, origem }: { pessoaId: number; pin: string; aparelhoId: number; origem: Origem },
): Promise<Provado> {
  const pessoa = await pessoas(db).get(pessoaId);
  if (!pessoa) throw credenciaisInvalidas(); // nobody's: neither counted nor kept, as there is no end of them
  if (!(await inTransaction(context, (tx) => contarPin(tx, pessoaId, aparelhoId))))
    throw new Refusal('unauthorized', 'O PIN está desligado neste aparelho: entre com a palavra-passe', {
      codigo: 'pin-desligado',
    });
  const { ok } = await matches(pin, pessoa.ativo ? pessoa.pin : null);
  if (!ok) return recusar({ inTransaction }, context, { com: 'pin', origem, pessoa });
  return { ...deQuem(pessoa), papel: papelPorPin(pessoa.papel), com: 'pin', tentativa: null, origem };
}

/** As what somebody works who came in by a PIN: four digits open no more than the work at a screen. */
export const papelPorPin = (papel: PapelDaEquipe): PapelDaEquipe => (papel === 'gerente' ? 'balcao' : papel);

/**
 * Sends a person a code, besides which nothing lets them in. Resolves with the secret that has to come back with it, and until when.
 * Throws Refusal `too-many` while they have enough of them, though not where they have come in before; Unavailable where it could
 * not be sent.
 */
export async function desafiar(
  { db, inTransaction, mailer, lanchonete }: Deps & { mailer: Mailer; lanchonete: () => Promise<string> },
  context: Context,
  { id, email, nome }: Pick<Pessoa, 'id' | 'email' | 'nome'>,
  tentativa: Tentativa | null,
): Promise<{ desafio: string; ate: number }> {
  if (email === null)
    throw new Refusal('forbidden', 'Sua conta não tem o e-mail para onde iria o código: peça um convite novo');
  const desafio = randomSecret(32);
  const idHash = secretHash(desafio);
  const codigo = String(randomInt(1_000_000)).padStart(6, '0');
  const ate = context.agora.getTime() + CODIGO.prazoMs;
  await inTransaction(context, async (tx) => {
    await pessoas(tx.db).lock(id); // one after the other: they are counted
    if (ehDeFora(tentativa) && (await desafios(tx.db).count(id, tx.agora)) >= CODIGO.aoMesmoTempo)
      throw new Refusal('too-many', 'Já mandamos códigos demais: espere alguns minutos', {
        codigo: 'tentativas-demais',
        esperaSegundos: 60,
      });
    const codigoHash = hashDoCodigo(desafio, codigo);
    await desafios(tx.db).insert({ idHash, pessoaId: id, codigoHash, tentativas: 0, ate });
  });
  try {
    const evento = context.causa;
    await mailer({
      para: email,
      tipo: 'codigo-de-entrada',
      evento,
      ...codigoDeEntrada(nome, codigo, await lanchonete()),
    });
  } catch (error) {
    await desafios(db).delete(idHash);
    throw error;
  }
  return { desafio, ate };
}

/** The id of the code is a secret as long as any: with it, the hash of six digits tells them to nobody. */
const hashDoCodigo = (desafio: string, codigo: string) => secretHash(`${desafio}.${codigo}`);

/** Finds out whether somebody is who a code was sent to. Throws Refusal `unauthorized` for a wrong, an old, and a used one alike. */
export async function conferirCodigo(
  { db, inTransaction }: Deps,
  context: Context,
  { desafio, codigo, origem }: { desafio: string; codigo: string; origem: Origem },
): Promise<Provado> {
  const idHash = secretHash(desafio);
  const { pessoaId, certo } = await inTransaction(context, async (tx) => {
    const aberto = await desafios(tx.db).lock(idHash);
    // Nothing is tried by it: not kept either, or anybody would fill the audit log for ever.
    if (!aberto || aberto.ate <= tx.agora.getTime() || aberto.tentativas >= CODIGO.tentativas)
      throw credenciaisInvalidas();
    if (sameSecret(hashDoCodigo(desafio, codigo), aberto.codigoHash)) return { pessoaId: aberto.pessoaId, certo: true };
    await desafios(tx.db).updateTentativas(idHash, aberto.tentativas + 1);
    return { pessoaId: aberto.pessoaId, certo: false };
  });
  const pessoa = await pessoas(db).get(pessoaId);
  if (!pessoa || !certo) return recusar({ inTransaction }, context, { com: 'codigo', origem, pessoa });
  const tentativa = { usuario: pessoa.usuario, lugar: await lugarDe({ db }, pessoa.usuario, origem) };
  return { ...deQuem(pessoa), com: 'codigo', tentativa, origem, desafio: idHash };
}

/**
 * Lets in who has proved to be of the staff: in the transaction that opens their session, so that a change of the person and their
 * coming in are one after the other. Throws Refusal `unauthorized` where it is no longer so.
 */
export async function entrar(
  tx: GatewayTx,
  { sub, papel, pessoa, com, tentativa, origem, hashNovo, desafio }: Provado,
): Promise<Entrou> {
  if (pessoa) {
    const agora = await pessoas(tx.db).lock(pessoa.id);
    if (!agora?.ativo || agora.versao !== pessoa.versao || agora.palavraPasse !== pessoa.palavraPasse)
      throw credenciaisInvalidas();
    await pessoas(tx.db).updateEntrou(pessoa.id, hashNovo ?? agora.palavraPasse, tx.agora);
    if (desafio !== undefined && !(await desafios(tx.db).lock(desafio))) throw credenciaisInvalidas();
    await desafios(tx.db).deleteOf(pessoa.id);
    if (origem.aparelhoId !== null) await esquecerPins(tx, pessoa.id, origem.aparelhoId);
  }
  if (tentativa) await esquecerTentativa(tx, tentativa);
  await registrar(tx, { quem: sub, papel, acao: 'entrada', sobre: sobreQuem(pessoa), depois: comoDe(com, origem) });
  return { sub, papel, pessoaId: pessoa?.id ?? null, nome: pessoa?.nome ?? null };
}

/**
 * Remembers that a user has come in at a browser. @returns the token its cookie shall hold: the one it has, where that is of ours
 */
export async function lembrarNavegador({ db, agora }: GatewayTx, { usuario, origem }: Provado): Promise<string> {
  const { conhecido } = origem;
  const token = conhecido && (await conhecidos(db).hasToken(secretHash(conhecido))) ? conhecido : randomSecret(32);
  await conhecidos(db).put(secretHash(token), usuario, agora);
  return token;
}

const deQuem = (pessoa: Pessoa) => ({
  sub: baseDe(pessoa.id),
  papel: pessoa.papel,
  pessoa,
  usuario: pessoa.usuario,
});

/** What the tokens of a person stand on, and who they are to the services. */
export const baseDe = (pessoaId: number): string => `equipe-${pessoaId}`;

/** Writes down that somebody did not get in, and says so: to who has proved nothing, the same. */
export async function recusar(
  { inTransaction }: Pick<Deps, 'inTransaction'>,
  context: Context,
  {
    com,
    origem,
    pessoa,
    tentativa,
  }: Pick<Provado, 'com' | 'origem'> & Partial<Pick<Provado, 'tentativa'>> & { pessoa: Pessoa | null | undefined },
  porque = credenciaisInvalidas(),
): Promise<never> {
  await inTransaction({ ...context, agora: new Date() }, async (tx) => {
    if (tentativa) await falhou(tx, tentativa);
    await registrar(tx, { acao: 'entrada-recusada', sobre: sobreQuem(pessoa), depois: comoDe(com, origem) });
  });
  throw porque;
}

const sobreQuem = (pessoa: Pessoa | null | undefined) => (pessoa ? sobre('pessoa', pessoa.id) : null);
const comoDe = (com: Com, { tela, aparelhoId }: Origem): Como => ({
  com,
  ...(tela === null ? {} : { tela }),
  ...(aparelhoId === null ? {} : { aparelho: String(aparelhoId) }),
});
