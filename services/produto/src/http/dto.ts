import type { Cardapio } from '@foodious/contracts/events.ts';
import { categorias } from '@foodious/kernel/estados.ts';
import { hasCents, reais } from '@foodious/kernel/money.ts';
import { tidy } from '@foodious/kernel/text.ts';
import type { Objects } from '@foodious/platform/aws.ts';
import { idParam } from '@foodious/platform/http.ts';
import { z } from 'zod';
import { imagemUrl, type Produto } from '../domain/produto.ts';

export const Ficha = z
  .object({
    nome: z.string('Nome deve ser válido').overwrite(tidy).max(255, 'Nome deve ter até 255 caracteres'),
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

/** A body of base64 is a third larger than its image of up to 1 MiB. */
export const FICHA_LIMIT = 2 * 1024 * 1024;

export const ProdutoDto = z
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

export const ProdutoNaGerenciaDto = ProdutoDto.omit({ imagemBase64: true })
  .extend({ disponivel: z.boolean().describe('Falso: esgotado') })
  .meta({ id: 'ProdutoNaGerencia' });

/** The address of what is about one product, or one category. */
export const comId = z.object({ id: idParam('id') });

/** A product of a list, without its image's bytes. */
export const produtoDto = ({ precoCentavos, imagem, versao: _, disponivel: __, ...produto }: Produto) => ({
  ...produto,
  preco: reais(precoCentavos),
  imagemUrl: imagemUrl(imagem),
});

/** A product on its own, with its image as it came: base64, plain or as a `data:` URL. */
export async function produtoComImagem(objects: Objects, produto: Produto): Promise<z.infer<typeof ProdutoDto>> {
  const { imagem } = produto;
  const objeto = imagem && (await objects.get(imagem.chave));
  if (!imagem || !objeto) return { ...produtoDto(produto), imagemBase64: null };
  const base64 = Buffer.from(objeto.bytes).toString('base64');
  return {
    ...produtoDto(produto),
    imagemBase64: imagem.dataUrl ? `data:${objeto.contentType};base64,${base64}` : base64,
  };
}

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
