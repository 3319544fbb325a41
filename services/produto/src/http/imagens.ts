import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Http, Problem } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';

const bytes = { schema: z.any().meta({ type: 'string', format: 'binary' }) };
const PICTURE = { description: 'A imagem', content: { 'image/png': bytes, 'image/jpeg': bytes, 'image/webp': bytes } };

/** The images, at addresses that never change meaning. */
export function imagemRoutes(app: Http, { objects }: Deps): void {
  app.get(
    '/imagens/:chave',
    {
      schema: {
        tags: ['produto'],
        summary: 'A imagem de um produto',
        security: acesso(),
        params: z.object({ chave: z.string().regex(/^[0-9a-f]{64}\.(png|jpeg|webp)$/, 'Nome de imagem inválido') }),
        response: { 200: PICTURE, 404: Problem },
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
}
