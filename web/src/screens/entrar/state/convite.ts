import type { PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import { buscar } from '../../../api/hora.ts';
import { Problema } from '../../../api/problem.ts';

/** What an invitation is for: a new account, or a new palavra-passe. `primeiro`: the owner's, who chooses name and usuário. */
export type Convite = { primeiro: boolean; nome: string | null; usuario: string | null; papel: PapelDaEquipe };

/** What its person says. */
export type Resposta = { nome?: string; usuario?: string; email?: string; palavraPasse: string };

/** Asks what an invitation is for. Throws {@link Problema} for one that was used or is too old; TypeError without a network. */
export const verConvite = async (convite: string): Promise<Convite> =>
  (await pedir('/v2/convites/ver', { convite })).json();

/** Uses an invitation up. Throws {@link Problema}, or TypeError without a network. */
export async function usarConvite(convite: string, resposta: Resposta): Promise<void> {
  await pedir('/v2/convites/usar', { convite, ...resposta });
}

/** Nobody is signed in yet: what is asked goes to the API itself, not through the screen's session. */
async function pedir(caminho: string, corpo: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const answer = await buscar(caminho, { method: 'POST', headers, body: JSON.stringify(corpo) });
  if (!answer.ok) throw await Problema.of(answer);
  return answer;
}
