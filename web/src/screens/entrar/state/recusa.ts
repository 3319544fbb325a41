import { Problema } from '../../../api/problem.ts';

const daTela = { cozinha: 'na cozinha', gerencia: 'na gerência' } as const;

/** What went wrong, where nothing about the person is at fault. */
export const semConexao = (error: unknown): string =>
  error instanceof Problema ? error.message : 'sem conexão com a lanchonete. Confira a rede.';

/** Why the door stayed shut, said plainly. */
export function recusaDe(error: unknown, tela: keyof typeof daTela): string {
  if (!(error instanceof Problema)) return 'Sem conexão com a lanchonete. Confira a rede e tente de novo.';
  if (error.status === 401) return 'Usuário ou senha não conferem.';
  if (error.status === 403) return `Este usuário não trabalha ${daTela[tela]}.`;
  if (error.status === 429) return 'Muitas tentativas. Espere um minuto e tente de novo.';
  return error.message;
}
