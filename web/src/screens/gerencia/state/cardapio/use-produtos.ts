import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Problema } from '../../../../api/problem.ts';
import { useAviso } from '../../parts/avisos.tsx';
import { dizerErro } from '../erros.ts';
import { api, body, type FichaProduto, type Produto } from '../tipos.ts';
import { useConsulta } from '../use-consulta.ts';

const CHAVE = ['produtos'] as const;

/** All products, the inactive ones too, by category and name. */
export const useProdutos = (cadaMs?: number) =>
  useConsulta(CHAVE, async () => (await body(api.GET('/v2/gerencia/produtos'))).produtos, cadaMs);

/** Sold out, or back on sale: shown at once, taken back with a word when it could not be done. */
export function useDisponibilidade() {
  const client = useQueryClient();
  const avisar = useAviso();
  const mostrar = (id: number, disponivel: boolean) =>
    client.setQueryData<Produto[]>(CHAVE, (todos) =>
      todos?.map((produto) => (produto.id === id ? { ...produto, disponivel } : produto)),
    );
  return useMutation({
    mutationFn: ({ produto: { id }, disponivel }: { produto: Produto; disponivel: boolean }) =>
      body(api.PUT('/v2/produto/{id}/disponibilidade', { params: { path: { id: String(id) } }, body: { disponivel } })),
    async onMutate({ produto: { id }, disponivel }) {
      await client.cancelQueries({ queryKey: CHAVE });
      mostrar(id, disponivel);
    },
    onSuccess: ({ disponivel }, { produto }) =>
      avisar(disponivel ? `${produto.nome} voltou à venda` : `${produto.nome} está esgotado`),
    onError(erro, { produto, disponivel }) {
      mostrar(produto.id, !disponivel);
      avisar(`${produto.nome} ficou como estava: ${dizerErro(erro)}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: CHAVE }),
  });
}

/** What is no number cannot be sent as one. */
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
