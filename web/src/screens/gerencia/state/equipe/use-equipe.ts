import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import { atualDe } from '../../../../api/problem.ts';
import { divergencias } from '../divergencias.ts';
import { useConsulta } from '../use-consulta.ts';
import { escreverPessoa, type Pessoa, type PessoaEscrita } from './pessoa.ts';

const CHAVE = ['equipe'] as const;

/** Who works here, and who did. */
export const useEquipe = () => useConsulta(CHAVE, async () => (await body(api.GET('/v2/equipe'))).pessoas);

/** What can be done about people; afterwards the list is asked for again. */
export function useAcoesDaEquipe() {
  const client = useQueryClient();
  const deNovo = { onSettled: () => client.invalidateQueries({ queryKey: CHAVE }) };
  return {
    convidar: useMutation({
      mutationFn: ({ nome, usuario, papel, email }: PessoaEscrita) =>
        body(api.POST('/v2/equipe', { body: { nome, usuario, papel, email: email.trim() || null } })),
      ...deNovo,
    }),
    salvar: useMutation({ mutationFn: salvarPessoa, ...deNovo }),
    apagar: useMutation({
      mutationFn: ({ id }: Pessoa) => body(api.DELETE('/v2/equipe/{id}', { params: { path: { id: String(id) } } })),
      ...deNovo,
    }),
    convidarDeNovo: useMutation({
      mutationFn: ({ id }: Pessoa) =>
        body(api.POST('/v2/equipe/{id}/convite', { params: { path: { id: String(id) } } })),
      ...deNovo,
    }),
  };
}

/** A form that is saved: whom it was opened with, and what it says. */
type Salvar = { de: Pessoa; escrita: PessoaEscrita };

/** Changes a person: never over what somebody else saved in a field of the form meanwhile. */
async function salvarPessoa({ de, escrita }: Salvar): Promise<Pessoa> {
  const { nome, papel, email, ativo } = escrita;
  try {
    return await body(
      api.PUT('/v2/equipe/{id}', {
        params: { path: { id: String(de.id) }, header: { 'if-match': `"${de.versao}"` } },
        body: { nome, papel, email: email.trim() || null, ativo },
      }),
    );
  } catch (erro) {
    const agora = atualDe<Pessoa>(erro);
    if (agora && divergencias(escreverPessoa(de), escrita, escreverPessoa(agora)).length === 0)
      return salvarPessoa({ de: agora, escrita });
    throw erro;
  }
}
