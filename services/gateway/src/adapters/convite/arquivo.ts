import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomSecret } from '@foodious/platform/secrets.ts';
import { z } from 'zod';
import { CONVITE_MS } from '../../domain/pessoa.ts';
import type { ConviteDaMaquina } from '../../ports.ts';

const NAME = 'convite.json';
/** `ate` is null for the one of the first start, which holds until somebody governs. */
const Arquivo = z.object({ convite: z.string().min(20), ate: z.iso.datetime().nullable() });

/**
 * The machine's own convite as a file of a data folder, 0600 like all that is there: who may read that folder owns the restaurant. It
 * stays until it is used, so that every start can show it again, and can be made whether the restaurant runs or not.
 * @param folder asked each time: it may be known only once the identity has started
 */
export function conviteEmArquivo(folder: () => string): ConviteDaMaquina {
  const file = () => join(folder(), NAME);

  function ler() {
    try {
      const { convite, ate } = Arquivo.parse(JSON.parse(readFileSync(file(), 'utf8')));
      return { token: convite, ate: ate === null ? null : new Date(ate) };
    } catch (error) {
      const nothing = error instanceof SyntaxError || error instanceof z.ZodError;
      if (nothing || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  return {
    ler,
    /** In the place of any other, at once: several instances may do it, and each reads it again every time. */
    fazer(ate) {
      const token = randomSecret();
      const draft = `${file()}.${randomBytes(6).toString('hex')}`;
      const text = JSON.stringify({ convite: token, ate } satisfies Record<keyof z.infer<typeof Arquivo>, unknown>);
      writeFileSync(draft, `${text}\n`, { mode: 0o600, flush: true });
      renameSync(draft, file());
      return token;
    },
    apagar(token) {
      if (ler()?.token === token) rmSync(file(), { force: true });
    },
  };
}

/** The convite that waits in a data folder to be used; undefined where there is none. */
export function conviteQueEspera(folder: string, agora = new Date()): string | undefined {
  const { token, ate } = conviteEmArquivo(() => folder).ler() ?? {};
  return ate && ate <= agora ? undefined : token;
}

/** Makes a convite for whoever has lost all other ways in, in the place of any other. It holds for a day. */
export const novoConvite = (folder: string, agora = new Date()): string =>
  conviteEmArquivo(() => folder).fazer(new Date(agora.getTime() + CONVITE_MS));
