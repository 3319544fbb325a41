import { pedir } from '../../../api/client.ts';

/** Changes one's own palavra-passe. Throws Problema. */
export const mudarPalavraPasse = async (corpo: { atual: string; nova: string }): Promise<void> => {
  await pedir('PUT', '/v2/equipe/eu/palavra-passe', corpo);
};

/** Changes one's own PIN, or does without. Resolves with what it is now. Throws Problema. */
export async function mudarPin(corpo: { palavraPasse: string; pin: string | null }) {
  await pedir('PUT', '/v2/equipe/eu/pin', corpo);
  return { pin: corpo.pin };
}
