import { api, body } from '../../../../api/client.ts';
import { atualDe, Problema } from '../../../../api/problem.ts';
import { divergencias } from '../divergencias.ts';
import type { Ajustes } from '../tipos.ts';
import { type Escrito, escrever, ler } from './campos.ts';

/** The settings, and the tag of the version they are. */
export type AjustesLidos = { ajustes: Ajustes; etag: string };

/** The settings as they stand. */
export const lerAjustes = (): Promise<AjustesLidos> => comEtag(api.GET('/v2/ajustes'));

/** Saves the settings: never over what somebody else saved in a field of the form meanwhile. */
export async function salvarAjustes({ de, escrito }: { de: AjustesLidos; escrito: Escrito }): Promise<AjustesLidos> {
  const params = { header: { 'if-match': de.etag } };
  try {
    return await comEtag(api.PUT('/v2/ajustes', { params, body: ler(escrito) }));
  } catch (erro) {
    const agora = ajustesDe(erro);
    if (agora && divergencias(escrever(de.ajustes), escrito, escrever(agora.ajustes)).length === 0)
      return salvarAjustes({ de: agora, escrito });
    throw erro;
  }
}

/** What stands now, where the settings were not saved because somebody else had changed them. */
export function ajustesDe(erro: unknown): AjustesLidos | undefined {
  const ajustes = atualDe<Ajustes>(erro);
  return ajustes && erro instanceof Problema ? { ajustes, etag: String(erro.corpo.etag) } : undefined;
}

async function comEtag(
  asking: Promise<{ data?: Ajustes; error?: unknown; response: Response }>,
): Promise<AjustesLidos> {
  const ajustes = await body(asking);
  return { ajustes, etag: (await asking).response.headers.get('etag') ?? '' };
}
