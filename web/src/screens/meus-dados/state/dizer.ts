import { Problema } from '../../../api/problem.ts';
import type { TextosDeMeusDados } from '../../../i18n/meus-dados.ts';

type Campo = 'email' | 'codigo' | 'nome';

/** What went wrong with a field, said beside it; undefined where it was something else. */
export function dizerDoCampo(t: TextosDeMeusDados, error: unknown, campo: Campo): string | undefined {
  if (!(error instanceof Problema) || error.status !== 400) return undefined;
  if (error.codigo === 'email-tomado') return campo === 'nome' ? undefined : t.emailTomado;
  if (!error.erros.some((um) => um.campo === campo)) return undefined;
  return { email: t.emailErrado, codigo: t.codigoErrado, nome: t.nomeErrado }[campo];
}

/** What went wrong, in the language of the page. */
export function dizer(t: TextosDeMeusDados, error: unknown): string {
  if (!(error instanceof Problema)) return t.semConexao;
  return error.status === 429 ? t.demais : t.fora;
}

/** From when another code makes sense, where there were too many; ISO 8601. */
export const esperarAte = (error: unknown): string | undefined =>
  error instanceof Problema && typeof error.corpo.outroEm === 'string' ? error.corpo.outroEm : undefined;
