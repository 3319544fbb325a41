import { type Aparelho, aparelhos } from '../db/aparelhos.ts';
import type { Reader } from '../db/schema.ts';

/** How often it is noted that an aparelho was there, milliseconds. */
const VISTO_MS = 60_000;

/** Notes that an aparelho was there, and what it runs, where it says so; at most once a minute. */
export async function notarVisita(
  { db }: Reader,
  { id, vistoEm, versao }: Aparelho,
  agora: number,
  dita: string | null = null,
): Promise<void> {
  const outra = dita !== null && dita !== versao;
  if (!outra && vistoEm !== null && agora - vistoEm < VISTO_MS) return;
  await aparelhos(db).update(id, { vistoEm: agora, ...(outra ? { versao: dita } : {}) });
}
