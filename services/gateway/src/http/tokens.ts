import { acesso, LOJA } from '@foodious/contracts/scopes.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import type { Issued } from '../ports.ts';
import { conferirPrograma } from '../use-cases/aparelhos.ts';
import { identificarCliente } from '../use-cases/identificar-cliente.ts';
import { Token } from './dto.ts';

const tags = ['gateway'];

/** Tokens for programs and for the staff, and the keys that verify them. */
export function tokenRoutes(
  app: Http,
  { db, identity, upstreams, contarCadastro }: Pick<Deps, 'db' | 'identity' | 'upstreams' | 'contarCadastro'>,
): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.post(
    '/oauth2/token',
    {
      schema: {
        tags,
        summary: 'Um token: de totem (com ou sem CPF), ou da equipe',
        description:
          'Totem: `client_id` e `client_secret`; com um `cpf` conhecido na query, o token diz de que cliente é (claim `clienteId`), e pode pedir em seu nome. Equipe: `grant_type: "password"`, `username` e `password`.',
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        security: acesso(),
        alcance: 'segredo',
        querystring: z.object({ cpf: z.string().optional() }),
        body: z.union(
          [
            z.object({ grant_type: z.literal('password'), username: z.string().overwrite(tidy), password: z.string() }),
            z.object({
              grant_type: z.literal('client_credentials').optional(),
              client_id: z.string('client_id deve ser informado'),
              client_secret: z.string('client_secret deve ser informado'),
            }),
          ],
          'Informe client_id e client_secret, ou grant_type "password" com username e password',
        ),
        response: { 200: Token, ...problems(429, 502, 503) },
      },
    },
    async ({ body, query, ip }) => {
      let issued: Issued;
      if ('username' in body) {
        const { sub, papel } = identity.conferirPessoa(body.username, body.password);
        issued = await identity.issue({ sub, papel, lojaId: LOJA, bases: [sub] });
      } else {
        const { client_id, client_secret } = body;
        const { id, clientId: sub } = await conferirPrograma({ db }, identity, client_id, client_secret);
        if (query.cpf) contarCadastro(ip, { dono: sub, papel: 'programa', scopes: new Set() });
        const cliente = query.cpf ? await identificarCliente({ identity, upstreams }, query.cpf) : null;
        const papel = cliente ? 'identificado' : 'programa';
        const bases = [sub, `aparelho-${id}`, ...(cliente ? [`cliente-${cliente.id}`] : [])];
        issued = await identity.issue({ sub, papel, lojaId: LOJA, clienteId: cliente?.id, bases });
      }
      const { token, expiresIn } = issued;
      return { token, access_token: token, token_type: 'Bearer' as const, expires_in: expiresIn };
    },
  );

  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        tags,
        summary: 'As chaves públicas que conferem os tokens (RFC 7517)',
        security: acesso(),
        alcance: 'publico',
        response: { 200: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) },
      },
    },
    async () => ({ keys: identity.jwks().keys.map((key) => ({ ...key })) }),
  );
}
