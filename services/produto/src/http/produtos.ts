import { centavos, hasCents, reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Streams, Topic } from '@foodious/messaging/streams.ts';
import { acesso, contextOf, EVENTOS, type Http, idParam, problems } from '@foodious/platform/http.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { CardapioEmMemoria } from '../cardapio.ts';
import { type Database, produtos } from '../db/database.ts';
import { decodificarImagem } from '../domain/imagem.ts';
import { categorias, type Produto } from '../domain/produto.ts';
import {
  alterarProduto,
  criarProduto,
  desativarProduto,
  imagemUrl,
  mudarDisponibilidade,
  type World,
} from '../use-cases.ts';

const Ficha = z
  .object({
    nome: z.string('Nome deve ser válido').max(255, 'Nome deve ter até 255 caracteres'),
    idCategoriaProduto: z.int('Id da categoria deve ser válido'),
    descricao: z.string('Descrição deve ser válida').max(1000, 'Descrição deve ter até 1000 caracteres'),
    preco: z
      .number('Preço não pode ser vazio')
      .max(99_999.99, 'Preço deve ser de até 99999.99')
      .refine(hasCents, 'Preço deve ter no máximo duas casas decimais'),
    imagemBase64: z.string('Imagem deve ser um base64 válido').nullish(),
    ativo: z.boolean('Ativo deve ser verdadeiro ou falso').optional(),
  })
  .meta({ id: 'FichaProduto' });

const ProdutoDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    idCategoriaProduto: z.int(),
    descricao: z.string(),
    preco: z.number().describe('Reais, duas casas'),
    imagemBase64: z.string().nullable().describe('Só quando um produto é pedido por si; nas listas, nulo'),
    imagemUrl: z.string().nullable().describe('Endereço da imagem, imutável e armazenável em cache'),
    ativo: z.boolean(),
  })
  .meta({ id: 'Produto' });

const params = z.object({ id: idParam('id') });

const ProdutoNaGerenciaDto = ProdutoDto.omit({ imagemBase64: true })
  .extend({ disponivel: z.boolean().describe('Falso: esgotado') })
  .meta({ id: 'ProdutoNaGerencia' });

/** A body of base64 is a third larger than its image of up to 1 MiB. */
const BODY_LIMIT = 2 * 1024 * 1024;

const CardapioDto = z
  .object({
    categorias: z.array(
      z.object({
        id: z.int(),
        nome: z.string(),
        produtos: z.array(
          z.object({
            id: z.int(),
            nome: z.string(),
            descricao: z.string(),
            preco: z.number(),
            imagemUrl: z.string().nullable(),
            disponivel: z.boolean().describe('Falso: esgotado'),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Cardapio' });

/** What changed on the menu: the product as it is now, and whether it is still there. */
const noCardapio: Topic = {
  name: 'cardapio',
  project({ tipo, dados }) {
    if (tipo !== 'produto') return undefined;
    const { versao: _, precoCentavos, ...produto } = dados;
    return { event: 'produto', data: { ...produto, preco: reais(Number(precoCentavos)) } };
  },
};

export function produtoRoutes(
  app: Http,
  world: World & { db: Kysely<Database>; cardapio: CardapioEmMemoria; streams: Streams },
) {
  const { objects } = world;

  app.get(
    '/v2/cardapio',
    {
      schema: {
        tags: ['produto'],
        summary: 'O cardápio inteiro, por categoria',
        description: 'Com ETag forte: repita-a em `If-None-Match` e, sem novidade, a resposta é 304.',
        security: acesso('cardapio:ler'),
        response: { 200: CardapioDto, ...problems() },
      },
    },
    async (request, reply) => {
      const { status, headers, body } = await world.cardapio.answer(request.headers);
      return reply
        .status(status as 200)
        .headers(headers)
        .send(body as never);
    },
  );

  app.get(
    '/v2/cardapio/eventos',
    {
      schema: {
        tags: ['produto'],
        summary: 'O cardápio ao vivo',
        description: 'Server-sent events: `retrato` (o cardápio), depois `produto` a cada mudança.',
        security: acesso('cardapio:ler'),
        response: { 200: EVENTOS, ...problems() },
      },
    },
    (request, reply) =>
      world.streams.open(request, reply, { topic: noCardapio, snapshot: () => world.cardapio.retrato() }),
  );

  app.put(
    '/v2/produto/:id/disponibilidade',
    {
      schema: {
        tags: ['produto'],
        summary: 'Marca um produto como esgotado, ou de volta à venda',
        security: acesso('cardapio:editar', 'cardapio:esgotar'),
        params,
        body: z.object({ disponivel: z.boolean('Disponivel deve ser verdadeiro ou falso') }),
        response: { 200: z.object({ id: z.int(), disponivel: z.boolean() }), ...problems(404) },
      },
    },
    async (request) => {
      const { id, disponivel } = await mudarDisponibilidade(
        world,
        contextOf(request),
        request.params.id,
        request.body.disponivel,
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
      const todos = await produtos(world.db).todos();
      todos.sort((a, b) => a.idCategoriaProduto - b.idCategoriaProduto || alfabeto.compare(a.nome, b.nome));
      return { produtos: todos.map((produto) => ({ ...dto(produto), disponivel: produto.disponivel })) };
    },
  );

  app.get(
    '/v1/categoria',
    {
      schema: {
        tags: ['produto'],
        summary: 'As quatro categorias',
        security: acesso('cardapio:ler'),
        response: { 200: z.array(z.object({ id: z.int(), nome: z.string() })), ...problems() },
      },
    },
    async () => [...categorias],
  );

  app.post(
    '/v1/produto',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        tags: ['produto'],
        summary: 'Acrescenta um produto ao cardápio',
        security: acesso('cardapio:editar'),
        body: Ficha,
        response: { 201: ProdutoDto, ...problems(413) },
      },
    },
    async (request, reply) => {
      const { preco, imagemBase64, ativo = true, ...ficha } = request.body;
      const imagem = imagemBase64 ? decodificarImagem(imagemBase64) : null;
      const produto = await criarProduto(
        world,
        contextOf(request),
        { ...ficha, precoCentavos: centavos(preco), ativo },
        imagem,
      );
      return reply.status(201).send(await dtoComImagem(produto));
    },
  );

  app.put(
    '/v1/produto/:id',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        tags: ['produto'],
        summary: 'Altera ou reativa um produto',
        security: acesso('cardapio:editar'),
        params,
        body: Ficha,
        response: { 200: ProdutoDto, ...problems(404, 413) },
      },
    },
    async (request) => {
      const { preco, imagemBase64, ...ficha } = request.body;
      const imagem = imagemBase64 ? decodificarImagem(imagemBase64) : imagemBase64 === undefined ? undefined : null;
      const nova = { ...ficha, precoCentavos: centavos(preco) };
      return dtoComImagem(await alterarProduto(world, contextOf(request), request.params.id, nova, imagem));
    },
  );

  app.delete(
    '/v1/produto/:id',
    {
      schema: {
        tags: ['produto'],
        summary: 'Tira um produto do cardápio',
        security: acesso('cardapio:editar'),
        params,
        response: { 200: z.literal(true), ...problems(404) },
      },
    },
    async (request) => {
      await desativarProduto(world, contextOf(request), request.params.id);
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
        params,
        response: { 200: ProdutoDto, ...problems(404) },
      },
    },
    async ({ params: { id } }) => {
      const produto = await produtos(world.db).get(id);
      if (!produto) throw new Refusal('not-found', `Produto não encontrado: ${id}`);
      return dtoComImagem(produto);
    },
  );

  app.get(
    '/v1/produto/categoria/:id',
    {
      schema: {
        tags: ['produto'],
        summary: 'Os produtos ativos de uma categoria',
        security: acesso('cardapio:ler'),
        params,
        response: { 200: z.array(ProdutoDto), ...problems(404) },
      },
    },
    async ({ params: { id } }) => {
      const lista = await produtos(world.db).daCategoria(id);
      if (lista.length === 0) throw new Refusal('not-found', `Nenhum produto na categoria ${id}`);
      return lista.map((produto) => ({ ...dto(produto), imagemBase64: null }));
    },
  );

  app.get(
    '/imagens/:chave',
    {
      schema: {
        tags: ['produto'],
        summary: 'A imagem de um produto',
        security: acesso(),
        params: z.object({ chave: z.string().regex(/^[0-9a-f]{64}\.(png|jpeg|webp)$/, 'Nome de imagem inválido') }),
      },
    },
    async ({ params: { chave } }, reply) => {
      const imagem = await objects.get(chave);
      if (!imagem) throw new Refusal('not-found', 'Imagem não encontrada');
      return reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .type(imagem.contentType)
        .send(Buffer.from(imagem.bytes));
    },
  );

  async function dtoComImagem(produto: Produto) {
    const { imagem } = produto;
    const objeto = imagem && (await objects.get(imagem.chave));
    if (!imagem || !objeto) return { ...dto(produto), imagemBase64: null };
    const base64 = Buffer.from(objeto.bytes).toString('base64');
    return { ...dto(produto), imagemBase64: imagem.dataUrl ? `data:${objeto.contentType};base64,${base64}` : base64 };
  }
}

/** As people sort names: Água before Bolo, whatever the case. */
const alfabeto = new Intl.Collator('pt-BR');

const dto = ({ precoCentavos, imagem, versao: _, disponivel: __, ...produto }: Produto) => ({
  ...produto,
  preco: reais(precoCentavos),
  imagemUrl: imagemUrl(imagem),
});
