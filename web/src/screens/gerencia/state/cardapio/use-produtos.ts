import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../../../api/client.ts';
import { dizerErro, Problema } from '../../../../api/problem.ts';
import { useDisponibilidade } from '../../../../api/use-disponibilidade.ts';
import type { FichaProduto, Produto } from '../tipos.ts';
import { useAviso } from '../use-aviso.ts';
import { useConsulta } from '../use-consulta.ts';

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

/** The refusal of a price that is no number, which cannot be sent; said as the API says its own. */
const PRECO_ILEGIVEL = new Problema(400, {
  erros: [{ campo: 'preco', mensagem: 'Preço deve ser um número, como 20,20' }],
});

/** Creates a product (without id), or changes one. An image that is not named stays as it was; null takes it away. */
export function useSalvarProduto(onSalvo: (produto: { nome: string }) => void) {
  const client = useQueryClient();
  return useMutation({
    async mutationFn({ id, ficha }: { id: number | undefined; ficha: FichaProduto }) {
      if (Number.isNaN(ficha.preco)) throw PRECO_ILEGIVEL;
      return id === undefined
        ? body(api.POST('/v1/produto', { body: ficha }))
        : body(api.PUT('/v1/produto/{id}', { params: { path: { id: String(id) } }, body: ficha }));
    },
    async onSuccess(produto) {
      await client.invalidateQueries({ queryKey: CHAVE });
      onSalvo(produto);
    },
  });
}

/** Takes a product off the menu; it can come back. */
export function useDesativar(onFeito: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => body(api.DELETE('/v1/produto/{id}', { params: { path: { id: String(id) } } })),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: CHAVE });
      onFeito();
    },
  });
}
