import { acesso } from '@foodious/contracts/scopes.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { listarProdutos } from '../use-cases/consultar-produtos.ts';
import { mudarDisponibilidade } from '../use-cases/mudar-disponibilidade.ts';
import { comId, ProdutoNaGerenciaDto, produtoDto } from './dto.ts';

/** What the gerência, and for what is sold out the cozinha, does with the catalogue. */
export function gerenciaRoutes(app: Http, { db, inTransaction }: Deps): void {
  app.put(
    '/v2/produto/:id/disponibilidade',
    {
      schema: {
        tags: ['produto'],
        summary: 'Marca um produto como esgotado, ou de volta à venda',
        security: acesso('cardapio:editar', 'cardapio:esgotar'),
        params: comId,
        body: z.object({ disponivel: z.boolean('Disponivel deve ser verdadeiro ou falso') }),
        response: { 200: z.object({ id: z.int(), disponivel: z.boolean() }), ...problems(404) },
      },
    },
    async (request) => {
      const { id, disponivel } = await inTransaction(contextOf(request), (tx) =>
        mudarDisponibilidade(tx, request.params.id, request.body.disponivel),
      );
      return { id, disponivel };
    },
  );

  app.get(
    '/v2/gerencia/produtos',
    {
      schema: {
        tags: ['gerência'],
        summary: 'Os produtos, também os inativos, por categoria e nome',
        security: acesso('cardapio:editar'),
        response: { 200: z.object({ produtos: z.array(ProdutoNaGerenciaDto) }), ...problems() },
      },
    },
    async () => {
      const todos = await listarProdutos({ db });
      return { produtos: todos.map((produto) => ({ ...produtoDto(produto), disponivel: produto.disponivel })) };
    },
  );
}
