import { screens } from '@foodious/contracts/screens.ts';
import { buscar } from './hora.ts';
import { Problema } from './problem.ts';
import type { components } from './schema.ts';
import { tela } from './tela.ts';

/** Who the session of this screen is, until when, and the cliente recognised by CPF. */
export type Sessao = components['schemas']['Sessao'];

/** Until when a code sent by e-mail holds, and from when another makes sense. */
export type CodigoEnviado = components['schemas']['CodigoEnviado'];

/** Speaks to the gateway of the session of this screen. Its cookie is sent only below `/<tela>/`, and no script can read it. */
async function ask(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<Response> {
  return buscar(`/${tela}/sessao`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
}

/** Who this screen is signed in as; null when nobody is. Throws {@link Problema}, or TypeError without a network. */
export async function sessaoAtual(): Promise<Sessao | null> {
  const answer = await ask('GET');
  if (answer.status === 401) return null;
  if (!answer.ok) throw await Problema.of(answer);
  return (await answer.json()) as Sessao;
}

/**
 * Opens a session: of the device itself (no body), of a cliente on the totem (`cpf`) or by a code sent to their e-mail, or of
 * the staff.
 * Throws {@link Problema}, or TypeError without a network.
 */
export async function abrirSessao(
  quem: { cpf?: string } | { email: string; codigo: string } | { usuario: string; palavraPasse: string } = {},
): Promise<Sessao> {
  const corpo = 'palavraPasse' in quem ? { usuario: quem.usuario, senha: quem.palavraPasse } : quem;
  const answer = await ask('POST', corpo);
  if (!answer.ok) throw await Problema.of(answer);
  return (await answer.json()) as Sessao;
}

/** Has a code sent to who says an e-mail is theirs. Throws {@link Problema}, or TypeError without a network. */
export async function pedirCodigo(email: string): Promise<CodigoEnviado> {
  const answer = await ask('POST', { email });
  if (!answer.ok) throw await Problema.of(answer);
  return (await answer.json()) as CodigoEnviado;
}

/** Ends the session. On the totem nobody is recognised any more, and the device may go on. */
export async function encerrarSessao(): Promise<void> {
  const answer = await ask('DELETE');
  if (!answer.ok) throw await Problema.of(answer);
}

/** A device gets itself a new session when the old one has ended; people sign in. True when there is a new one. */
export async function renovar(): Promise<boolean> {
  if (screens[tela].session !== 'device') return false;
  return (await ask('POST', {})).ok;
}
