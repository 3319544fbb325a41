import { BadAnswer, Unavailable } from '@foodious/kernel/refusal.ts';
import { understood } from '@foodious/platform/dependency.ts';
import { z } from 'zod';
import type { Identity, Upstreams } from '../ports.ts';

/** What a lanchonete is called that has set no name, or of which nobody could be asked yet. */
export const SEM_NOME = 'Fast & Foodious';
const Ajustes = z.object({ lanchonete: z.string() });

/** How long an answer is good for, and how long a page waits for one, milliseconds. */
const VALE_MS = 1_000;
const PACIENCIA_MS = 500;

/** Tells the name of the lanchonete, which pages show to anyone: as pedido keeps it, or as it was known last. */
export function nomeDaLanchonete({
  identity,
  upstreams,
}: {
  identity: Pick<Identity, 'ownToken'>;
  upstreams: Pick<Upstreams, 'pedido'>;
}): () => Promise<string> {
  let nome = SEM_NOME;
  let perguntando: Promise<void> | undefined;

  async function perguntar(): Promise<void> {
    const token = await identity.ownToken('painel:ler');
    try {
      const answer = await upstreams.pedido.ask('GET', '/v2/ajustes', `Bearer ${token}`);
      nome = understood('pedido', answer, Ajustes, 'ours')?.lanchonete ?? nome;
    } catch (error) {
      if (!(error instanceof Unavailable || error instanceof BadAnswer)) throw error;
    }
  }

  return async () => {
    if (!perguntando) {
      perguntando = perguntar();
      setTimeout(() => {
        perguntando = undefined;
      }, VALE_MS).unref();
    }
    await Promise.race([perguntando, new Promise((resolve) => setTimeout(resolve, PACIENCIA_MS))]);
    return nome;
  };
}
