import { Refusal } from '@foodious/kernel/refusal.ts';

/** Somebody who works here. `palavraPasse` and `pin` are hashes; null where none was chosen. */
export type Pessoa = {
  id: number;
  /** The name they sign in by: unique, in lower case. */
  usuario: string;
  nome: string;
  /** What they may do here: one of the roles of tokens. */
  papel: 'gerente' | 'balcao' | 'cozinha';
  email: string | null;
  palavraPasse: string | null;
  pin: string | null;
  ativo: boolean;
  versao: number;
  criadoEm: number;
  entrouEm: number | null;
};

/** How a user name is written; capitals are taken, and mean nothing. */
export const USUARIO = /^[a-z0-9._-]{3,40}$/;

/** How long a person has to use a convite, in milliseconds. */
export const CONVITE_MS = 24 * 60 * 60_000;

/** Whether somebody can sign in with an account of their own, and as a gerente. */
const governa = ({ papel, ativo, palavraPasse }: Pick<Pessoa, 'papel' | 'ativo' | 'palavraPasse'>): boolean =>
  papel === 'gerente' && ativo && palavraPasse !== null;

/**
 * Whether a change of a person ends what they are signed in to. Throws Refusal `conflict` for one that leaves nobody to govern.
 * @param outros how many others govern
 */
export function encerraSessoes(antes: Pessoa, depois: Pick<Pessoa, 'papel' | 'ativo'>, outros: number): boolean {
  if (governa(antes) && !governa({ ...antes, ...depois }) && outros === 0)
    throw new Refusal('conflict', 'É a única pessoa da gerência que pode entrar: ponha outra antes');
  return antes.papel !== depois.papel || (antes.ativo && !depois.ativo);
}

/** Whether a code sent by e-mail is asked of a person besides the palavra-passe. */
export const temSegundoFator = ({ papel }: Pick<Pessoa, 'papel'>, ligado: boolean): boolean =>
  ligado && papel === 'gerente';

/** Throws Refusal `invalid` where a code would have to be sent to somebody, and there is no address. */
export function exigirEmail({ papel, email }: Pick<Pessoa, 'papel' | 'email'>, ligado: boolean): void {
  if (temSegundoFator({ papel }, ligado) && email === null)
    throw new Refusal('invalid', 'Quem é da gerência precisa de um e-mail, para onde vai o código', { campo: 'email' });
}

/** Codes sent by e-mail: how long one holds, in milliseconds; its tries; how many a person may wait for at once. */
export const CODIGO = { prazoMs: 10 * 60_000, tentativas: 5, aoMesmoTempo: 5 } as const;
