import { acesso } from '@foodious/contracts/scopes.ts';
import type { Answer } from '@foodious/platform/dependency.ts';
import type { Http } from '@foodious/platform/http.ts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { apagarCliente } from '../use-cases/apagar-cliente.ts';
import { cadastrarCliente } from '../use-cases/cadastrar-cliente.ts';

/**
 * The second version of a cliente's registration and erasure: what pedido documents and answers, and the identity with it.
 * On AWS two functions do this (`lambda/create-user.ts`, `lambda/delete-user.ts`).
 */
export function clienteRoutes(
  app: Http,
  { identity, upstreams: { pedido }, contarCadastro }: Pick<Deps, 'identity' | 'upstreams' | 'contarCadastro'>,
) {
  const hide = { hide: true, alcance: 'loja' } as const;
  const semCpf = z.object({ cpf: z.string().default('') });

  app.post('/v2/cliente', { schema: { ...hide, security: acesso('cliente:cadastrar') } }, async (request, reply) => {
    contarCadastro(request.ip, request.principal);
    const authorization = request.headers.authorization ?? '';
    return passar(reply, await cadastrarCliente({ identity, pedido }, request.body, authorization));
  });

  app.delete(
    '/v2/cliente',
    { schema: { ...hide, security: acesso('cliente:apagar'), querystring: semCpf } },
    async (request, reply) =>
      passar(reply, await apagarCliente({ identity, pedido }, request.query.cpf, request.headers.authorization ?? '')),
  );
}

/** Hands on what a service answered. */
const passar = (reply: FastifyReply, { status, body }: Answer) =>
  reply
    .status(status)
    .type(status < 400 ? 'application/json' : 'application/problem+json')
    .send(JSON.stringify(body));
