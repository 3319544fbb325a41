import { MINUTO_MS } from '@foodious/kernel/instant.ts';

/** A code sent by e-mail. Instants are epoch milliseconds. */
export type Codigo = {
  id: string;
  /** The address it was asked for, as a hash. */
  quem: string;
  /** Whose that address is, or who wants it; null: nobody's, and nobody gets the code. */
  clienteId: number | null;
  /** The browser that asked, which alone can tell it; a cliente who wants another address. A hash. */
  pedinte: string;
  /** By what its asker is counted: the browser where its cliente has come in before, or a part of the network. A hash. */
  lugar: string;
  /** The address a cliente wants from now on; null: the code only says who they are. */
  novoEmail: string | null;
  numero: number;
  hash: string;
  criadoEm: number;
  /** Wrong tries. */
  tentativas: number;
  usadoEm: number | null;
};

export const DIGITOS = 6;
/** How long a code holds, and how often it may be told wrong. */
export const VALIDADE_MS = 10 * MINUTO_MS;
export const TENTATIVAS = 5;
/**
 * Codes of one address in so long: that one place asks for; and that all do at which its cliente has never come in, who thus have
 * thirty guesses of a million in a quarter of an hour. None of them keeps the cliente out of the browser they use.
 */
export const JANELA_MS = 15 * MINUTO_MS;
export const POR_JANELA = 3;
export const DE_ESTRANHOS = 6;
/** Codes of strangers for all addresses together in a minute: more than a restaurant's people ask for, far fewer than who tries them all. */
export const POR_MINUTO = 60;
/** How long an e-mail is given to come before another is offered. */
const PACIENCIA_MS = 30_000;

/** Whether a code may still be told. */
export const vale = ({ criadoEm, tentativas, usadoEm }: Codigo, agora: number): boolean =>
  usadoEm === null && tentativas < TENTATIVAS && agora < criadoEm + VALIDADE_MS;

/**
 * From when another code makes sense for an address that was sent these; the last of them is the newest, made or refused now.
 * @param criados when, epoch milliseconds, the oldest first
 */
export function outroEm(criados: readonly number[], agora: number): number {
  const contam = criados.filter((em) => em > agora - JANELA_MS);
  const [primeiro = agora] = contam.slice(-POR_JANELA);
  return contam.length < POR_JANELA ? agora + PACIENCIA_MS : primeiro + JANELA_MS;
}
