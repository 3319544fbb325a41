import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import { atualDe, dizerErro } from '../../../../api/problem.ts';
import { useDisponibilidade } from '../../../../api/use-disponibilidade.ts';
import { divergencias } from '../divergencias.ts';
import type { FichaProduto, Produto } from '../tipos.ts';
import { useAviso } from '../use-aviso.ts';
import { useConsulta } from '../use-consulta.ts';
import { escreverFicha, type FichaEscrita } from './ficha.ts';
import { buscarBase64, type Pronta } from './imagem.ts';
import { lerReais } from './preco.ts';

const CHAVE = ['produtos'] as const;

/** All products, the inactive ones too, by category and name. */
export const useProdutos = (cadaMs?: number) =>
  useConsulta(CHAVE, async () => (await body(api.GET('/v2/gerencia/produtos'))).produtos, cadaMs);

/** Takes a produto off sale or sells it again, here in the list, and says in a word what came of it. */
export function useSituacaoDeVenda() {
  const client = useQueryClient();
  const avisar = useAviso();
  return useDisponibilidade(CHAVE, comDisponivel, {
    onSuccess: ({ disponivel }, { produto }) =>
      avisar(disponivel ? `${produto.nome} voltou à venda` : `${produto.nome} está esgotado`),
    onError: (erro, { produto }) => avisar(`${produto.nome} ficou como estava: ${dizerErro(erro)}`),
    onSettled: () => client.invalidateQueries({ queryKey: CHAVE }),
  });
}

const comDisponivel = (todos: Produto[], id: number, disponivel: boolean): Produto[] =>
  todos.map((produto) => (produto.id === id ? { ...produto, disponivel } : produto));

/** A form that is saved: what it was opened with (null: a new product), what it says, and the picture chosen in it. */
type Salvar = { de: Produto | null; escrita: FichaEscrita; nova: Pronta | null };

/** Creates a product, or changes one: never over what somebody else saved in a field of the form meanwhile. */
export function useSalvarProduto(onSalvo: (produto: Produto) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: salvarProduto,
    async onSuccess(produto) {
      await client.invalidateQueries({ queryKey: CHAVE });
      onSalvo(produto);
    },
  });
}

async function salvarProduto({ de, escrita, nova }: Salvar): Promise<Produto> {
  const { nome, descricao, imagem, ativo } = escrita;
  const ficha: FichaProduto = {
    nome,
    descricao,
    ativo,
    idCategoriaProduto: Number(escrita.idCategoriaProduto),
    preco: lerReais(escrita.preco) ?? Number.NaN, // sent as none, and the API says so at its field
    // What is not named stays as it is.
    ...(imagem === (de?.imagemUrl ?? null) ? {} : { imagemBase64: await base64De(imagem, nova) }),
  };
  if (de === null) return body(api.POST('/v2/gerencia/produtos', { body: ficha }));
  try {
    return await body(api.PUT('/v2/gerencia/produtos/{id}', { params: comVersao(de), body: ficha }));
  } catch (erro) {
    const agora = atualDe<Produto>(erro);
    // Something else changed, as whether it is sold out: nothing this form could undo.
    if (agora && divergencias(escreverFicha(de), escrita, escreverFicha(agora)).length === 0)
      return salvarProduto({ de: agora, escrita, nova });
    throw erro;
  }
}

const base64De = (imagem: string | null, nova: Pronta | null) =>
  imagem === null ? null : imagem === nova?.url ? nova.base64 : buscarBase64(imagem);

const comVersao = ({ id, versao }: Produto) => ({ path: { id: String(id) }, header: { 'if-match': `"${versao}"` } });

/** Takes a product off the menu; it can come back. */
export function useDesativar(onFeito: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (produto: Produto) => body(api.DELETE('/v2/gerencia/produtos/{id}', { params: comVersao(produto) })),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: CHAVE });
      onFeito();
    },
  });
}
