import { randomInt, randomUUID } from 'node:crypto';
import { LETRAS_DO_CODIGO, TAMANHO_DO_CODIGO, type TipoDeTela } from '@foodious/contracts/aparelhos.ts';
import { sobre } from '@foodious/contracts/auditoria.ts';
import { LOJA } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { randomSecret, sameSecret, secretHash } from '@foodious/platform/secrets.ts';
import { type Aparelho, aparelhos, pareamentos } from '../db/aparelhos.ts';
import type { GatewayTx, Reader } from '../db/schema.ts';
import { credenciaisInvalidas } from '../domain/credenciais.ts';
import type { Credenciais, Identity } from '../ports.ts';
import { registrar } from './auditoria/registrar.ts';
import { revogar } from './revogar.ts';
import { encerrarSemAparelho } from './sessoes.ts';

/** How long a code serves, milliseconds. */
const VALE_MS = 10 * 60_000;
/**
 * Codes that may wait at once. Of 31^6 (887 million) one in 44 million opens something then; with the hundred tries that all
 * addresses together have in ten minutes, somebody who never stops gets in once in eight years, and with one code at a time,
 * which is what a restaurant has, once in 168.
 */
const ESPERANDO = 20;

/** Makes a code a screen of this kind is paired by, once, within ten minutes. Throws Refusal `too-many`, when many wait. */
export async function prepararPareamento(
  tx: GatewayTx,
  { tipo, nome }: { tipo: TipoDeTela; nome: string },
): Promise<{ codigo: string; ate: number }> {
  const { db, agora } = tx;
  const codes = pareamentos(db);
  await codes.deleteVencidos(agora.getTime());
  if ((await codes.count()) >= ESPERANDO)
    throw new Refusal('too-many', 'Muitos códigos esperam: use um deles, ou espere dez minutos');
  const letra = () => LETRAS_DO_CODIGO[randomInt(LETRAS_DO_CODIGO.length)];
  const codigo = Array.from({ length: TAMANHO_DO_CODIGO }, letra).join('');
  const ate = agora.getTime() + VALE_MS;
  await codes.insert({ codigoHash: secretHash(codigo), tipo, nome, ate });
  await registrar(tx, { acao: 'pareamento-criado', sobre: null, depois: { tipo } });
  return { codigo, ate };
}

/**
 * Exchanges a code for a credential of the screen's own. From the first of a kind on, whoever opens such a screen on this
 * machine needs one as well: the sessions that had none end.
 * @param codigo as somebody typed it
 * Throws Refusal `invalid` for a code that is wrong, over, used, or of another kind of screen: which of them, nobody is told.
 */
export async function parear(
  tx: GatewayTx,
  tela: TipoDeTela,
  codigo: string,
  versao: string | null,
): Promise<{ aparelho: Pick<Aparelho, 'id' | 'nome' | 'tipo'>; credencial: string }> {
  const { db, agora } = tx;
  const codes = pareamentos(db);
  const pareamento = await codes.lock(secretHash(codigo.toUpperCase().replaceAll(/[\s-]/g, '')));
  if (pareamento?.tipo !== tela || pareamento.ate <= agora.getTime())
    throw new Refusal('invalid', 'Este código não vale', { codigo: 'pareamento-invalido', campo: 'codigo' });
  await codes.delete(pareamento.codigoHash);
  const { nome, tipo } = pareamento;
  const credencial = randomSecret(32);
  const criadoEm = agora.getTime();
  const novo = { tipo, nome, versao, credencialHash: secretHash(credencial), clientId: null, criadoEm };
  const id = await aparelhos(db).insert(novo);
  await encerrarSemAparelho(tx, tela);
  await registrar(tx, { acao: 'aparelho-pareado', sobre: sobre('aparelho', id), depois: { tipo } });
  return { aparelho: { id, nome, tipo }, credencial };
}

/** Gives an aparelho another name. Throws Refusal `not-found`. */
export async function renomearAparelho(tx: GatewayTx, id: number, nome: string): Promise<Aparelho> {
  const aparelho = await oAparelho(tx.db, id);
  await aparelhos(tx.db).update(id, { nome });
  const nomeMudou = nome !== aparelho.nome;
  await registrar(tx, { acao: 'aparelho-mudado', sobre: sobre('aparelho', id), depois: { nomeMudou } });
  return { ...aparelho, nome };
}

/** Lets an aparelho in no more, at once and for ever; again, and nothing changes. Throws Refusal `not-found`. */
export async function revogarAparelho(tx: GatewayTx, id: number): Promise<Aparelho> {
  const aparelho = await oAparelho(tx.db, id);
  if (aparelho.revogadoEm !== null) return aparelho;
  const revogadoEm = tx.agora.getTime();
  await aparelhos(tx.db).update(id, { revogadoEm });
  await revogar(tx, `aparelho-${id}`);
  await registrar(tx, { acao: 'aparelho-revogado', sobre: sobre('aparelho', id), depois: { tipo: aparelho.tipo } });
  return { ...aparelho, revogadoEm };
}

/** Makes a program's client id and secret; only the secret's hash is kept. */
export async function cadastrarPrograma(
  tx: GatewayTx,
  nome: string,
): Promise<{ id: number; clientId: string; clientSecret: string }> {
  const clientId = `programa-${randomUUID()}`;
  const clientSecret = randomSecret(32);
  const credencialHash = secretHash(clientSecret);
  const criadoEm = tx.agora.getTime();
  const id = await aparelhos(tx.db).insert({ tipo: 'programa', nome, credencialHash, clientId, criadoEm });
  await registrar(tx, { acao: 'aparelho-pareado', sobre: sobre('aparelho', id), depois: { tipo: 'programa' } });
  return { id, clientId, clientSecret };
}

/** The program whose secret the identity keeps (`credenciais.json`), noted as an aparelho. Repeatable. Resolves with its id. */
export async function notarProgramaDaCasa({ db, agora }: GatewayTx, clientId: string): Promise<number> {
  const noted = await aparelhos(db).getByClientId(clientId);
  if (noted) return noted.id;
  const nome = 'Programas (credenciais.json)';
  return aparelhos(db).insert({ tipo: 'programa', nome, credencialHash: null, clientId, criadoEm: agora.getTime() });
}

/** Lets a program have its tokens where no gateway is asked: of a pool that knows the hash of its secret. Repeatable. */
export async function registrarPrograma(
  identity: Pick<Identity, 'register'>,
  { id, clientId, segredoHash }: { id: number; clientId: string; segredoHash: string },
): Promise<void> {
  const programa = { segredoHash, bases: [clientId, `aparelho-${id}`] };
  await identity.register({ sub: clientId, papel: 'programa', lojaId: LOJA, programa });
}

/** The program that has this client id and secret. Throws Refusal `unauthorized`, also for one that was revoked. */
export async function conferirPrograma(
  { db }: Reader,
  identity: Pick<Credenciais, 'checkDevice'>,
  clientId: string,
  clientSecret: string,
): Promise<Aparelho & { clientId: string }> {
  const programa = await aparelhos(db).getByClientId(clientId);
  // A secret is compared in any case: how long it takes says nothing.
  if (programa?.credencialHash == null) identity.checkDevice(clientId, clientSecret);
  else if (!sameSecret(secretHash(clientSecret), programa.credencialHash)) throw credenciaisInvalidas();
  if (!programa || programa.revogadoEm !== null) throw credenciaisInvalidas();
  return { ...programa, clientId };
}

/** The aparelho that has a credential, unless it was revoked. */
export async function aparelhoDaCredencial(
  { db }: Reader,
  credencial: string | undefined,
): Promise<Aparelho | undefined> {
  const aparelho = credencial ? await aparelhos(db).getByCredencial(secretHash(credencial)) : undefined;
  return aparelho?.revogadoEm === null ? aparelho : undefined;
}

async function oAparelho(db: Reader['db'], id: number): Promise<Aparelho> {
  const aparelho = await aparelhos(db).get(id);
  if (!aparelho) throw new Refusal('not-found', `Aparelho não encontrado: ${id}`);
  return aparelho;
}
