import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Http, Problem } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { LARGURAS, type Largura } from '../domain/imagem.ts';
import { obterImagem } from '../use-cases/guardar-imagem.ts';

const PICTURE = {
  description: 'A imagem',
  content: { 'image/webp': { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
};
const largura = z
  .enum(LARGURAS.map(String), `w deve ser ${LARGURAS.join(', ')}`)
  .default('1080')
  .describe('Pontos do lado maior, se a imagem os tiver');

/** The pictures, at addresses that never change meaning, each in the sizes that screens need. */
export function imagemRoutes(app: Http, { imagens }: Deps): void {
  app.get(
    '/imagens/:chave',
    {
      schema: {
        tags: ['produto'],
        summary: 'A imagem de um produto, em WebP',
        security: acesso(),
        alcance: 'publico',
        params: z.object({ chave: z.string().regex(/^[0-9a-f]{64}\.(png|jpeg|webp)$/, 'Nome de imagem inválido') }),
        querystring: z.object({ w: largura }),
        response: { 200: PICTURE, 404: Problem },
      },
    },
    async ({ params: { chave }, query: { w } }, reply) => {
      const bytes = await obterImagem(imagens, chave, Number(w) as Largura);
      if (!bytes) throw new Refusal('not-found', 'Imagem não encontrada');
      return reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .type('image/webp')
        .send(Buffer.from(bytes));
    },
  );
}
