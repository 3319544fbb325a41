import type { PapelDaEquipe } from '@foodious/contracts/scopes.ts';
import type { components } from '../../../../api/schema.ts';

/** Somebody who works here. */
export type Pessoa = components['schemas']['Pessoa'];

/** The link by which somebody chooses how they sign in; told once. */
export type Convite = components['schemas']['Convite'];

/** What the form holds while it is written. */
export type PessoaEscrita = { nome: string; usuario: string; papel: PapelDaEquipe; email: string; ativo: boolean };

/** What each field is called. */
export const rotulos: Readonly<Record<keyof PessoaEscrita, string>> = {
  nome: 'Nome',
  usuario: 'Usuário',
  papel: 'Papel',
  email: 'E-mail',
  ativo: 'Pode entrar',
};

/** A person as the form shows them; nobody: somebody new. */
export const escreverPessoa = (pessoa: Pessoa | null): PessoaEscrita => ({
  nome: pessoa?.nome ?? '',
  usuario: pessoa?.usuario ?? '',
  papel: pessoa?.papel ?? 'cozinha',
  email: pessoa?.email ?? '',
  ativo: pessoa?.ativo ?? true,
});
