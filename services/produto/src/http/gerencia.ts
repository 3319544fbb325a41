import { acesso } from '@foodious/contracts/scopes.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { EDICAO, etagOf, expectedVersion, explainStale, IfMatch } from '@foodious/platform/if-match.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { conferirFicha, type Produto } from '../domain/produto.ts';
import { alterarProduto } from '../use-cases/alterar-produto.ts';
import { listarProdutos, obterProduto } from '../use-cases/consultar-produtos.ts';
import { criarProduto } from '../use-cases/criar-produto.ts';
import { desativarProduto } from '../use-cases/desativar-produto.ts';
import { guardarFoto } from '../use-cases/guardar-imagem.ts';
import { mudarDisponibilidade } from '../use-cases/mudar-disponibilidade.ts';
import { comId, FICHA_LIMIT, FichaNaGerencia, ProdutoNaGerenciaDto, produtoNaGerenciaDto } from './dto.ts';

const tags = ['gerência'];
const security = acesso('cardapio:editar');

/** What the gerência, and for what is sold out the cozinha, does with the catalogue. */
export function gerenciaRoutes(app: Http, { db, inTransaction, imagens }: Deps): void {
  /** A product with the tag its next edit is made from. */
  const inteiro = (reply: { header(name: string, value: string): unknown }, produto: Produto) => {
    reply.header('etag', etagOf(produto.versao));
    return produtoNaGerenciaDto(produto);
  };
  const explicar = (sent: object) =>
    explainStale<Produto>(sent, (atual) => ({ versao: atual.versao, atual: produtoNaGerenciaDto(atual) }));

  app.put(
    '/v2/produto/:id/disponibilidade',
    {
      schema: {
        tags: ['produto'],
        summary: 'Marca um produto como esgotado, ou de volta à venda',
        description: 'Não toca em mais nada do produto: por isso não pede `If-Match`, e vale sobre qualquer versão.',
        security: acesso('cardapio:editar', 'cardapio:esgotar'),
        alcance: 'loja',
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
        tags,
        summary: 'Os produtos, também os inativos, por categoria e nome',
        security,
        alcance: 'loja',
        response: { 200: z.object({ produtos: z.array(ProdutoNaGerenciaDto) }), ...problems() },
      },
    },
    async () => ({ produtos: (await listarProdutos({ db })).map(produtoNaGerenciaDto) }),
  );

  app.get(
    '/v2/gerencia/produtos/:id',
    {
      schema: {
        tags,
        summary: 'Um produto, também inativo, com a ETag de sua versão',
        security,
        alcance: 'loja',
        params: comId,
        response: { 200: ProdutoNaGerenciaDto, ...problems(404) },
      },
    },
    async ({ params: { id } }, reply) => inteiro(reply, await obterProduto({ db }, id)),
  );

  app.post(
    '/v2/gerencia/produtos',
    {
      bodyLimit: FICHA_LIMIT,
      schema: {
        tags,
        summary: 'Acrescenta um produto ao cardápio, com uma imagem de verdade ou nenhuma',
        security,
        alcance: 'loja',
        body: FichaNaGerencia,
        response: { 201: ProdutoNaGerenciaDto, ...problems(413) },
      },
    },
    async (request, reply) => {
      const { preco, imagemBase64, ativo = true, ...resto } = request.body;
      // Checked before its image is kept: a refused product leaves none behind.
      const ficha = conferirFicha({ ...resto, precoCentavos: centavos(preco), ativo });
      const imagem = typeof imagemBase64 === 'string' ? await guardarFoto(imagens, imagemBase64) : null;
      const produto = await inTransaction(contextOf(request), (tx) => criarProduto(tx, { ...ficha, imagem }));
      return reply.status(201).send(inteiro(reply, produto));
    },
  );

  app.put(
    '/v2/gerencia/produtos/:id',
    {
      bodyLimit: FICHA_LIMIT,
      schema: {
        tags,
        summary: 'Altera ou reativa um produto',
        description: EDICAO,
        security,
        alcance: 'loja',
        params: comId,
        headers: IfMatch,
        body: FichaNaGerencia,
        response: { 200: ProdutoNaGerenciaDto, ...problems(404, 409, 413, 428) },
      },
    },
    async (request, reply) => {
      const { preco, imagemBase64, ...resto } = request.body;
      const versao = expectedVersion(request.headers);
      const ficha = { ...resto, precoCentavos: centavos(preco) };
      const imagem = typeof imagemBase64 === 'string' ? await guardarFoto(imagens, imagemBase64) : imagemBase64;
      const produto = await inTransaction(contextOf(request), (tx) =>
        alterarProduto(tx, request.params.id, ficha, imagem, versao),
      ).catch(explicar(request.body));
      return inteiro(reply, produto);
    },
  );

  app.delete(
    '/v2/gerencia/produtos/:id',
    {
      schema: {
        tags,
        summary: 'Tira um produto do cardápio; continua entre os inativos',
        description: EDICAO,
        security,
        alcance: 'loja',
        params: comId,
        headers: IfMatch,
        response: { 200: ProdutoNaGerenciaDto, ...problems(404, 409, 428) },
      },
    },
    async (request, reply) => {
      const versao = expectedVersion(request.headers);
      const produto = await inTransaction(contextOf(request), (tx) =>
        desativarProduto(tx, request.params.id, versao),
      ).catch(explicar({}));
      return inteiro(reply, produto);
    },
  );
}
