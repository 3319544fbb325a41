import { api, body } from '../../../api/client.ts';

/**
 * Asks what an invitation is for: a new account, or a new palavra-passe; `primeiro` is the owner's, who chooses name and usuário.
 * Throws Problema for one that was used or is too old; TypeError without a network.
 */
export const verConvite = (convite: string) => body(api.POST('/v2/convites/ver', { body: { convite } }));
export type Convite = Awaited<ReturnType<typeof verConvite>>;

/** What its person says. */
export type Resposta = { nome?: string; usuario?: string; email?: string; palavraPasse: string };

/** Uses an invitation up. Throws Problema, or TypeError without a network. */
export const usarConvite = (convite: string, resposta: Resposta) =>
  body(api.POST('/v2/convites/usar', { body: { convite, ...resposta } }));
