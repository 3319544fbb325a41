import { api, body } from '../../../api/client.ts';

/** Changes one's own palavra-passe. Throws Problema. */
export const mudarPalavraPasse = (corpo: { atual: string; nova: string }) =>
  body(api.PUT('/v2/equipe/eu/palavra-passe', { body: corpo }));

/** Changes one's own PIN, or does without. Resolves with what it is now. Throws Problema. */
export async function mudarPin(corpo: { palavraPasse: string; pin: string | null }) {
  await body(api.PUT('/v2/equipe/eu/pin', { body: corpo }));
  return { pin: corpo.pin };
}
