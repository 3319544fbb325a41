import { acesso, LOJA } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { temSegundoFator } from '../domain/pessoa.ts';
import type { Issued } from '../ports.ts';
import { conferirPalavraPasse, entrar } from '../use-cases/equipe/entrar.ts';
import { identificarCliente } from '../use-cases/identificar-cliente.ts';
import { Token } from './dto.ts';
import { origemDe } from './origem.ts';

const tags = ['gateway'];

/** Tokens for programs and for the staff, and the keys that verify them. */
export function tokenRoutes(
  app: Http,
  {
    db,
    inTransaction,
    identity,
    upstreams,
    segundoFator,
  }: Pick<Deps, 'db' | 'inTransaction' | 'identity' | 'upstreams' | 'segundoFator'>,
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
          'Totem: `client_id` e `client_secret`; com um `cpf` conhecido na query, o token traz a claim `cpf` e só alcança os pedidos desse cliente. Equipe: `grant_type: "password"`, `username` e `password`.',
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        security: acesso(),
        alcance: 'segredo',
        querystring: z.object({ cpf: z.string().optional() }),
        body: z.union(
          [
            z.object({
              grant_type: z.literal('password'),
              username: z.string().overwrite(tidy),
              password: z.string().max(512),
            }),
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
    async (request) => {
      const { body, query } = request;
      let issued: Issued;
      if ('username' in body) {
        const context = contextOf(request);
        const provado = await conferirPalavraPasse({ db, inTransaction, identity }, context, {
          usuario: body.username,
          palavraPasse: body.password,
          origem: origemDe(request, null),
        });
        const { sub, papel, pessoa } = provado;
        if (pessoa && temSegundoFator(pessoa, segundoFator))
          throw new Refusal('forbidden', 'Esta conta entra com um código: use a tela da gerência');
        // Made before: should the person be changed meanwhile, it is older than that, and refused.
        issued = await identity.issue({ sub, papel, lojaId: LOJA, bases: [sub] });
        await inTransaction(context, (tx) => entrar(tx, provado));
      } else {
        identity.checkDevice(body.client_id, body.client_secret);
        const cliente = query.cpf ? await identificarCliente({ identity, upstreams }, query.cpf) : null;
        issued = await identity.deviceToken(cliente);
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
