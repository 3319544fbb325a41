import type { Cardapio } from '@foodious/contracts/events.ts';
import { categorias } from '@foodious/kernel/estados.ts';
import { hasCents, reais } from '@foodious/kernel/money.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { idParam } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { imagemUrl, type Produto } from '../domain/produto.ts';
import { type Imagens, textoDaImagem } from '../use-cases/guardar-imagem.ts';

const FALTA_NOME = 'Nome deve ser informado';

export const Ficha = z
  .object({
    // What is blank, free or of no categoria the domain refuses, by v1's own sentence: here it is only told.
    nome: z
      .string('Nome deve ser válido')
      .overwrite(tidy)
      .max(255, 'Nome deve ter até 255 caracteres')
      .meta({ pattern: '\\S' }),
    idCategoriaProduto: z.int('Id da categoria deve ser válido').meta({ minimum: 1, maximum: 4 }),
    descricao: z.string('Descrição deve ser válida').max(1000, 'Descrição deve ter até 1000 caracteres'),
    preco: z
      .number('Preço não pode ser vazio')
      .max(99_999.99, 'Preço deve ser de até R$ 99.999,99')
      .refine(hasCents, 'Preço deve ter no máximo duas casas decimais')
      .meta({ exclusiveMinimum: 0, multipleOf: 0.01 }),
    imagemBase64: z.string('Imagem deve ser um base64 válido').nullish(),
    ativo: z.boolean('Ativo deve ser verdadeiro ou falso').optional(),
  })
  .meta({ id: 'FichaProduto' });

/** A product as the form of the gerência sends it: each field says what is wrong with it. */
export const FichaNaGerencia = z
  .object({
    nome: z.string(FALTA_NOME).overwrite(tidy).min(1, FALTA_NOME).max(255, 'Nome deve ter até 255 caracteres'),
    idCategoriaProduto: z
      .int('Categoria deve ser de 1 a 4')
      .min(1, 'Categoria deve ser de 1 a 4')
      .max(4, 'Categoria deve ser de 1 a 4'),
    descricao: z.string('Descrição deve ser um texto').max(1000, 'Descrição deve ter até 1000 caracteres'),
    preco: z
      .number('Preço deve ser um número, como 20,20')
      .positive('Preço deve ser maior que zero')
      .max(99_999.99, 'Preço deve ser de até R$ 99.999,99')
      .refine(hasCents, 'Preço deve ter no máximo duas casas decimais')
      .meta({ multipleOf: 0.01 }),
    imagemBase64: z
      .string('Imagem deve ser um base64 válido')
      .nullish()
      .describe('PNG, JPEG ou WebP de até 1 MiB; nula tira a imagem, ausente a deixa'),
    ativo: z.boolean('Ativo deve ser verdadeiro ou falso').optional(),
  })
  .meta({ id: 'FichaProdutoNaGerencia' });

/** A body of base64 is a third larger than its image of up to 1 MiB. */
export const FICHA_LIMIT = 2 * 1024 * 1024;

export const ProdutoDto = z
  .object({
    id: z.int(),
    nome: z.string(),
    idCategoriaProduto: z.int(),
    descricao: z.string(),
    preco: z.number().describe('Reais, duas casas'),
    imagemBase64: z.string().describe('Só quando um produto é pedido por si; nas listas, e sem imagem, vazio'),
    imagemUrl: z.string().nullable().describe('Endereço da imagem, imutável e armazenável em cache'),
    ativo: z.boolean(),
  })
  .meta({ id: 'Produto' });

export const ProdutoNaGerenciaDto = ProdutoDto.omit({ imagemBase64: true })
  .extend({
    disponivel: z.boolean().describe('Falso: esgotado'),
    versao: z.int().describe('O número dentro da ETag: cresce a cada mudança'),
  })
  .meta({ id: 'ProdutoNaGerencia' });

/** The address of what is about one product, or one category. */
export const comId = z.object({ id: idParam('id') });

/** A product as every answer tells it: without its image's bytes. */
export const produtoDto = ({ precoCentavos, imagem, versao: _, disponivel: __, ...produto }: Produto) => ({
  ...produto,
  preco: reais(precoCentavos),
  imagemUrl: imagemUrl(imagem),
});

/** A product of the gerência's list and form. */
export const produtoNaGerenciaDto = (produto: Produto): z.infer<typeof ProdutoNaGerenciaDto> => ({
  ...produtoDto(produto),
  disponivel: produto.disponivel,
  versao: produto.versao,
});

/** A product on its own, with its image as version 1 has it. */
export const produtoComImagem = async (imagens: Imagens, produto: Produto): Promise<z.infer<typeof ProdutoDto>> => ({
  ...produtoDto(produto),
  imagemBase64: await textoDaImagem(imagens, produto.imagem),
});

/** The whole menu: every category, with its active products. */
export function cardapioDto(ativos: readonly Produto[]): z.infer<typeof Cardapio> {
  const byCategoria = Map.groupBy(ativos, ({ idCategoriaProduto }) => idCategoriaProduto);
  return {
    categorias: categorias.map(({ id, nome }) => ({
      id,
      nome,
      produtos: (byCategoria.get(id) ?? []).map((produto) => ({
        id: produto.id,
        nome: produto.nome,
        descricao: produto.descricao,
        preco: reais(produto.precoCentavos),
        imagemUrl: imagemUrl(produto.imagem),
        disponivel: produto.disponivel,
      })),
    })),
  };
}
