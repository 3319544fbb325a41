import { dizerErro, Problema } from '../../../api/problem.ts';
import { tela } from '../../../api/tela.ts';
import { telas } from '../../../api/telas.ts';
import { duracao } from '../../../ui/tempo.ts';

/** What went wrong, where nothing about the person is at fault. */
export const semConexao = (error: unknown): string => dizerErro(error, 'sem conexão com a lanchonete. Confira a rede.');

/** Why the door stayed shut, said plainly; `naoConfere` where what was typed is not what we know. */
export function recusaDe(error: unknown, naoConfere = 'Usuário ou palavra-passe não conferem.'): string {
  if (!(error instanceof Problema)) return 'Sem conexão com a lanchonete. Confira a rede e tente de novo.';
  if (error.status === 401) return naoConfere;
  if (error.status === 403)
    return `Este usuário não trabalha ${tela === 'balcao' ? 'no' : 'na'} ${telas[tela].titulo.toLowerCase()}.`;
  if (error.status === 429) {
    const espera = error.esperarS === undefined ? 'um minuto' : duracao(error.esperarS * 1_000);
    return `Muitas tentativas. Espere ${espera} e tente de novo.`;
  }
  return error.message;
}

/** What is wrong with one field of what was sent. */
export const doCampo = (error: unknown, campo: string): string | undefined =>
  error instanceof Problema ? error.erros.find((um) => um.campo === campo)?.mensagem : undefined;

/** What went wrong, but for what is said at these fields. */
export const semCampos = (error: unknown, ...campos: string[]): string | false =>
  Boolean(error) && !campos.some((campo) => doCampo(error, campo)) && recusaDe(error);
