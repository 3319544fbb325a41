import { json } from '@foodious/platform/dependency.ts';
import type { SecretStore } from '@foodious/platform/secret-store.ts';
import { randomSecret } from '@foodious/platform/secrets.ts';
import { z } from 'zod';
import { CONVITE_MS } from '../../domain/pessoa.ts';
import type { ConviteDaMaquina } from '../../ports.ts';

const NOME = 'convite';
/** `ate` is null for the one of the first start, which holds until somebody governs. */
const Guardado = z.object({ convite: z.string().min(20), ate: z.iso.datetime().nullable() });

/**
 * The machine's own convite, among the secrets of the house: who may read those owns the restaurant. It stays until it is used, so that
 * every start can show it again, and can be made whether the restaurant runs or not.
 */
export function conviteGuardado(segredos: SecretStore): ConviteDaMaquina {
  async function ler() {
    const { data } = Guardado.safeParse(json((await segredos.read(NOME)) ?? ''));
    return data && { token: data.convite, ate: data.ate === null ? null : new Date(data.ate) };
  }
  return {
    ler,
    /** In the place of any other, at once: several instances may do it, and each reads it again every time. */
    async fazer(ate) {
      const convite = randomSecret();
      const guardado = { convite, ate: ate?.toISOString() ?? null } satisfies z.infer<typeof Guardado>;
      await segredos.replace(NOME, JSON.stringify(guardado));
      return convite;
    },
    async apagar(token) {
      if ((await ler())?.token === token) await segredos.remove(NOME);
    },
  };
}

/** The convite that waits to be used; undefined where there is none. */
export async function conviteQueEspera(segredos: SecretStore, agora = new Date()): Promise<string | undefined> {
  const { token, ate } = (await conviteGuardado(segredos).ler()) ?? {};
  return ate && ate <= agora ? undefined : token;
}

/** Makes a convite for whoever has lost all other ways in, in the place of any other. It holds for a day. */
export const novoConvite = (segredos: SecretStore, agora = new Date()): Promise<string> =>
  conviteGuardado(segredos).fazer(new Date(agora.getTime() + CONVITE_MS));
