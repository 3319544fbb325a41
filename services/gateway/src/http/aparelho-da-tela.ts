import { TIPOS_DE_TELA } from '@foodious/contracts/aparelhos.ts';
import type { SessionScreen } from '@foodious/contracts/screens.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { FastifyRequest } from 'fastify';
import { type Aparelho, aparelhos } from '../db/aparelhos.ts';
import type { Deps } from '../deps.ts';
import { aparelhoDaCredencial } from '../use-cases/aparelhos.ts';
import { notarVisita } from '../use-cases/notar-visita.ts';
import { credencialDe } from './cookie.ts';
import { naMaquina } from './maquina.ts';

/**
 * The paired aparelho a screen is opened at, noted as seen; null where none is needed: at a screen that is never paired, and on
 * this very machine until one of its kind is. Throws Refusal `forbidden` (`aparelho-nao-pareado`) where it must be paired first.
 */
export async function aparelhoDaTela(
  { db, url }: Pick<Deps, 'db' | 'url'>,
  request: FastifyRequest,
  tela: SessionScreen,
): Promise<Aparelho | null> {
  const tipo = TIPOS_DE_TELA.find((um) => um === tela);
  if (!tipo) return null;
  const aparelho = await aparelhoDaCredencial({ db }, credencialDe(request.headers));
  if (aparelho?.tipo === tipo) {
    await notarVisita({ db }, aparelho, Date.now(), versaoDita(request));
    return aparelho;
  }
  if (naMaquina(request, url) && !(await aparelhos(db).hasTipo(tipo))) return null;
  throw new Refusal('forbidden', 'Este aparelho ainda não foi pareado', { codigo: 'aparelho-nao-pareado' });
}

/** What a screen says it runs, in `x-versao`; null where that is nothing a version looks like. */
export function versaoDita({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const versao = String(headers['x-versao'] ?? '');
  return /^[\w.+-]{1,40}$/.test(versao) ? versao : null;
}
