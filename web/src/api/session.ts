import { screens } from '@foodious/contracts/screens.ts';
import { buscar } from './hora.ts';
import { pareamento } from './pareamento.ts';
import { Problema } from './problem.ts';
import type { components } from './schema.ts';
import { tela, versao } from './tela.ts';

/** Who the session of this screen is, until when, the cliente recognised by CPF, the person of the equipe, the aparelho. */
export type Sessao = components['schemas']['Sessao'];

/** Until when a code sent by e-mail holds, and from when another makes sense. */
export type CodigoEnviado = components['schemas']['CodigoEnviado'];

/** What this screen was paired as. */
export type Aparelho = { id: number; nome: string };

/** The second factor of a gerente: a code went by e-mail, and is asked for until then. */
export type Desafio = components['schemas']['SegundoFator'];

/** How somebody of the equipe says who they are. */
export type QuemEntra =
  | { usuario: string; senha: string }
  | { pessoaId: number; pin: string }
  | { desafio: string; codigo: string };

/**
 * Speaks to the gateway of what this screen is: its session, its aparelho, who may sign in. The cookies are sent only below
 * `/<tela>/`, and no script can read them.
 */
async function ask(
  method: 'GET' | 'POST' | 'DELETE',
  body?: object,
  what: 'sessao' | 'aparelho' | 'equipe' = 'sessao',
): Promise<Response> {
  const answer = await buscar(`/${tela}/${what}`, {
    method,
    headers: { 'x-versao': versao, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (answer.status === 403 && (await Problema.of(answer.clone())).codigo === 'aparelho-nao-pareado')
    pareamento.dizer(true);
  return answer;
}

/** The body of an answer. Throws {@link Problema}. */
async function dito<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await Problema.of(answer);
  return (await answer.json()) as T;
}

/** Who this screen is signed in as; null when nobody is. Throws {@link Problema}, or TypeError without a network. */
export async function sessaoAtual(): Promise<Sessao | null> {
  const answer = await ask('GET');
  return answer.status === 401 ? null : dito(answer);
}

/** On the totem: recognises a cliente by CPF. Throws {@link Problema}, or TypeError without a network. */
export const identificar = async (cpf: string): Promise<Sessao> => dito(await ask('POST', { cpf }));

/** Signs somebody of the equipe in, or asks for their second factor. Throws {@link Problema}, or TypeError without a network. */
export const entrar = async (quem: QuemEntra): Promise<Sessao | Desafio> => dito(await ask('POST', quem));

/** Opens the session of a cliente by the code that was sent to their e-mail. Throws {@link Problema}, or TypeError without a network. */
export const conferirCodigo = async (prova: { email: string; codigo: string }): Promise<Sessao> =>
  dito(await ask('POST', prova));

/** Has a code sent to who says an e-mail is theirs. Throws {@link Problema}, or TypeError without a network. */
export const pedirCodigo = async (email: string): Promise<CodigoEnviado> => dito(await ask('POST', { email }));

/** Ends the session. On the totem nobody is recognised any more, and the device may go on. */
export async function encerrarSessao(): Promise<void> {
  await dito(await ask('DELETE'));
}

/** Said to the page when something was refused as nobody's: whoever shows who is signed in asks again. */
export const NINGUEM = 'ninguem';

/** A device gets itself a new session when the old one has ended; people sign in. True when there is a new one. */
export async function renovar(): Promise<boolean> {
  if (screens[tela].session !== 'device') {
    dispatchEvent(new Event(NINGUEM));
    return false;
  }
  return (await ask('POST', {})).ok;
}

/** Exchanges a code of the gerência for a credential of this screen's own. Throws {@link Problema}, or TypeError. */
export const parear = async (codigo: string): Promise<Aparelho> => dito(await ask('POST', { codigo }, 'aparelho'));

/** Who may sign in here by PIN: nobody, where this screen is not paired. */
export async function quemTemPin(): Promise<{ id: number; nome: string }[]> {
  const answer = await ask('GET', undefined, 'equipe');
  return answer.ok ? dito(answer) : [];
}

/** Whether this screen may go on, paired or not: asked where it had to be paired. Throws TypeError without a network. */
export async function podeSeguir(): Promise<boolean> {
  const answer = await (screens[tela].session === 'device' ? ask('POST', {}) : ask('GET'));
  return answer.ok || answer.status === 401;
}
