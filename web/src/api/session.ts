import { Problema } from './problem.ts';

/** The pages the gateway gives a session: its cookie is sent only below `/<tela>/`, and no script can read it. */
export type Tela = 'totem' | 'painel' | 'cozinha' | 'gerencia';

/** Who the session of this screen is. */
export type Sessao = {
  papel: 'totem' | 'cliente' | 'painel' | 'cozinha' | 'gerente';
  /** When it ends, ISO 8601. */
  ate: string;
  /** The cliente recognised by CPF: first name and masked e-mail. */
  cliente: { id: number; nome: string; email: string } | null;
};

async function ask(tela: Tela, method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<Response> {
  return fetch(`/${tela}/sessao`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
}

/** Who this screen is signed in as; null when nobody is. Throws {@link Problema}, or TypeError without a network. */
export async function sessaoAtual(tela: Tela): Promise<Sessao | null> {
  const answer = await ask(tela, 'GET');
  if (answer.status === 401) return null;
  if (!answer.ok) throw await Problema.of(answer);
  return (await answer.json()) as Sessao;
}

/**
 * Opens a session: of the device itself (no body), of a cliente on the totem (`cpf`), or of the staff.
 * Throws {@link Problema}, or TypeError without a network.
 */
export async function abrirSessao(
  tela: Tela,
  quem: { cpf?: string } | { usuario: string; senha: string } = {},
): Promise<Sessao> {
  const answer = await ask(tela, 'POST', quem);
  if (!answer.ok) throw await Problema.of(answer);
  return (await answer.json()) as Sessao;
}

/** Ends it. On the totem nobody is recognised any more, and the device may go on. */
export async function encerrarSessao(tela: Tela): Promise<void> {
  const answer = await ask(tela, 'DELETE');
  if (!answer.ok) throw await Problema.of(answer);
}

/** A device gets itself a new session when the old one has ended; people sign in. True when there is a new one. */
export async function renovar(tela: Tela): Promise<boolean> {
  if (tela !== 'totem' && tela !== 'painel') return false;
  return (await ask(tela, 'POST', {})).ok;
}
