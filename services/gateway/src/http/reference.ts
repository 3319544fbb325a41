import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { Http } from '@foodious/platform/http.ts';
import type { FastifyPluginAsync } from 'fastify';
import openapi from '../../openapi.json' with { type: 'json' };

/** The API reference page, and the document behind it. */
export async function reference(app: Http): Promise<void> {
  const plugin: FastifyPluginAsync = async (scope) => {
    scope.openToAnyone = true;
    await scope.register(swagger, { mode: 'static', specification: { document: openapi as never } });
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      theme: {
        title: 'Fast & Foodious: API',
        css: [{ filename: 'ours.css', content: '.swagger-ui .topbar { display: none }' }],
      },
    });
  };
  await app.register(plugin);
}
