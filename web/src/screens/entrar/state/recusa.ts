import { dizerErro, Problema } from '../../../api/problem.ts';
import { tela } from '../../../api/tela.ts';
import { telas } from '../../../api/telas.ts';

/** What went wrong, where nothing about the person is at fault. */
export const semConexao = (error: unknown): string => dizerErro(error, 'sem conexão com a lanchonete. Confira a rede.');

/** Why the door stayed shut, said plainly. */
export function recusaDe(error: unknown): string {
  if (!(error instanceof Problema)) return 'Sem conexão com a lanchonete. Confira a rede e tente de novo.';
  if (error.status === 401) return 'Usuário ou senha não conferem.';
  if (error.status === 403) return `Este usuário não trabalha na ${telas[tela].titulo.toLowerCase()}.`;
  if (error.status === 429) return 'Muitas tentativas. Espere um minuto e tente de novo.';
  return error.message;
}
