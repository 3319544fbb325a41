import { acesso } from '@foodious/contracts/scopes.ts';
import { categorias } from '@foodious/kernel/estados.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { conferirFicha } from '../domain/produto.ts';
import { alterarProduto } from '../use-cases/alterar-produto.ts';
import { listarCategoria, obterProduto } from '../use-cases/consultar-produtos.ts';
import { criarProduto } from '../use-cases/criar-produto.ts';
import { desativarProduto } from '../use-cases/desativar-produto.ts';
import { guardarTexto } from '../use-cases/guardar-imagem.ts';
import { comId, FICHA_LIMIT, Ficha, ProdutoDto, produtoComImagem, produtoDto } from './dto.ts';

/** Categories and products, as version 1 of the API has them. */
export function produtoRoutes(app: Http, { db, inTransaction, imagens }: Deps): void {
  app.get(
    '/v1/categoria',
    {
      schema: {
        tags: ['produto'],
        summary: 'As quatro categorias',
        security: acesso('cardapio:ler'),
        alcance: 'loja',
        response: { 200: z.array(z.object({ id: z.int(), nome: z.string() })), ...problems() },
      },
    },
    async () => [...categorias],
  );

  app.post(
    '/v1/produto',
    {
      bodyLimit: FICHA_LIMIT,
      schema: {
        tags: ['produto'],
        summary: 'Acrescenta um produto ao cardápio',
        security: acesso('cardapio:editar'),
        alcance: 'loja',
        body: Ficha,
        response: { 201: ProdutoDto, ...problems(413) },
      },
    },
    async (request, reply) => {
      const { preco, imagemBase64, ativo = true, ...resto } = request.body;
      // Checked before its image is kept: a refused product leaves none behind.
      const ficha = conferirFicha({ ...resto, precoCentavos: centavos(preco), ativo });
      const imagem = imagemBase64 ? await guardarTexto(imagens, imagemBase64) : null;
      const produto = await inTransaction(contextOf(request), (tx) => criarProduto(tx, { ...ficha, imagem }));
      return reply.status(201).send(await produtoComImagem(imagens, produto));
    },
  );

  app.put(
    '/v1/produto/:id',
    {
      bodyLimit: FICHA_LIMIT,
      schema: {
        tags: ['produto'],
        summary: 'Altera ou reativa um produto',
        security: acesso('cardapio:editar'),
        alcance: 'loja',
        params: comId,
        body: Ficha,
        response: { 200: ProdutoDto, ...problems(404, 413) },
      },
    },
    async (request) => {
      const { preco, imagemBase64, ...resto } = request.body;
      const ficha = { ...resto, precoCentavos: centavos(preco) };
      const tirada = imagemBase64 === undefined ? undefined : null;
      const imagem = imagemBase64 ? await guardarTexto(imagens, imagemBase64) : tirada;
      const produto = await inTransaction(contextOf(request), (tx) =>
        alterarProduto(tx, request.params.id, ficha, imagem),
      );
      return produtoComImagem(imagens, produto);
    },
  );

  app.delete(
    '/v1/produto/:id',
    {
      schema: {
        tags: ['produto'],
        summary: 'Tira um produto do cardápio',
        security: acesso('cardapio:editar'),
        alcance: 'loja',
        params: comId,
        response: { 200: z.literal(true), ...problems(404) },
      },
    },
    async (request) => {
      await inTransaction(contextOf(request), (tx) => desativarProduto(tx, request.params.id));
      return true as const;
    },
  );

  app.get(
    '/v1/produto/:id',
    {
      schema: {
        tags: ['produto'],
        summary: 'Um produto, também inativo, com a imagem',
        security: acesso('cardapio:ler'),
        alcance: 'loja',
        params: comId,
        response: { 200: ProdutoDto, ...problems(404) },
      },
    },
    async ({ params: { id } }) => produtoComImagem(imagens, await obterProduto({ db }, id)),
  );

  app.get(
    '/v1/produto/categoria/:id',
    {
      schema: {
        tags: ['produto'],
        summary: 'Os produtos ativos de uma categoria',
        security: acesso('cardapio:ler'),
        alcance: 'loja',
        params: comId,
        response: { 200: z.array(ProdutoDto), ...problems(404) },
      },
    },
    async ({ params: { id } }) => {
      const lista = await listarCategoria({ db }, id);
      return lista.map((produto) => ({ ...produtoDto(produto), imagemBase64: '' }));
    },
  );
}
