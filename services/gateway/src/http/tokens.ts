import { acesso } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { credenciaisInvalidas } from '../domain/credenciais.ts';
import { temSegundoFator } from '../domain/pessoa.ts';
import type { Issued } from '../ports.ts';
import { conferirPrograma } from '../use-cases/aparelhos.ts';
import { conferirPalavraPasse, entrar, recusar } from '../use-cases/equipe/entrar.ts';
import { abrirFamilia, encerrarFamilia, renovar, revogarRefresh } from '../use-cases/refresh.ts';
import { familiaDa } from '../use-cases/revogar.ts';
import { tokenDePrograma } from '../use-cases/token-de-programa.ts';
import { Token } from './dto.ts';
import { origemDe } from './origem.ts';

const tags = ['gateway'];

/** Tokens for programs and for the staff, what renews and what ends them, and the keys that verify them. */
export function tokenRoutes(
  app: Http,
  {
    db,
    inTransaction,
    revogacoes,
    identity,
    verify,
    upstreams,
    contarCadastro,
    segundoFator,
  }: Pick<
    Deps,
    'db' | 'inTransaction' | 'revogacoes' | 'identity' | 'verify' | 'upstreams' | 'contarCadastro' | 'segundoFator'
  >,
): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const consumes = ['application/json', 'application/x-www-form-urlencoded'];

  /** The token of a program, on its own or for a cliente it told the CPF of. */
  const doPrograma = (
    ip: string,
    credenciais: { client_id: string; client_secret: string },
    cpf: string | undefined,
  ): Promise<Issued> => {
    const conferir = async (sub: string, segredo: string) => {
      const { id } = await conferirPrograma({ db }, identity, sub, segredo);
      if (cpf) contarCadastro(ip, { dono: sub, papel: 'programa', scopes: new Set() });
      return [sub, `aparelho-${id}`];
    };
    return tokenDePrograma({ identity, upstreams, conferir }, credenciais, cpf);
  };

  /** The tokens of somebody of the staff at a program. */
  async function daEquipe(request: FastifyRequest, usuario: string, palavraPasse: string) {
    const context = contextOf(request);
    const origem = origemDe(request, null);
    const provado = await conferirPalavraPasse({ db, inTransaction, identity }, context, {
      usuario,
      palavraPasse,
      origem,
    });
    if (provado.pessoa && temSegundoFator(provado.pessoa, segundoFator))
      return recusar(
        { inTransaction },
        context,
        provado,
        new Refusal('forbidden', 'Esta conta entra com um código: use a tela da gerência'),
      );
    const { portador, refreshToken } = await inTransaction(context, async (tx) =>
      abrirFamilia(tx, await entrar(tx, provado)),
    );
    return tokenDto(await identity.issue(portador), refreshToken); // it reads the database: never inside a transaction
  }

  app.post(
    '/oauth2/token',
    {
      schema: {
        tags,
        summary: 'Um token: de programa (com ou sem CPF), ou da equipe; ou outro no lugar do que acaba',
        description:
          'Programa: `client_id` e `client_secret`; com um `cpf` conhecido na query, o token diz de que cliente é (claim `clienteId`), e pode pedir em seu nome. Equipe: `grant_type: "password"`, `username` e `password`; a resposta traz um `refresh_token`. Todo token vale quinze minutos. Com `grant_type: "refresh_token"` o da equipe se troca, uma vez, por outro e outro token; trocado duas vezes, acaba a família toda.',
        consumes,
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
            z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
            z.object({
              grant_type: z.literal('client_credentials').optional(),
              client_id: z.string('client_id deve ser informado'),
              client_secret: z.string('client_secret deve ser informado'),
            }),
          ],
          'Informe client_id e client_secret, ou grant_type "password" com username e password, ou "refresh_token" com um',
        ),
        response: { 200: Token, ...problems(429, 502, 503) },
      },
    },
    async (request) => {
      const { body, query, ip } = request;
      if ('client_id' in body) return tokenDto(await doPrograma(ip, body, query.cpf));
      if ('username' in body) return daEquipe(request, body.username, body.password);
      const renovavel = await inTransaction(contextOf(request), (tx) => renovar(tx, body.refresh_token));
      if (!renovavel) {
        await revogacoes.ler(); // a copy may have shown up
        throw credenciaisInvalidas();
      }
      return tokenDto(await identity.issue(renovavel.portador), renovavel.refreshToken);
    },
  );

  app.post(
    '/oauth2/revoke',
    {
      schema: {
        tags,
        summary: 'Acaba com um token (RFC 7009): com um refresh_token, com a família toda',
        description: 'Responde o mesmo a um token que não existe, ou que já acabou.',
        consumes,
        security: acesso(),
        alcance: 'segredo',
        body: z.object({ token: z.string('token deve ser informado'), token_type_hint: z.string().optional() }),
        response: { 200: z.literal(true), ...problems() },
      },
    },
    async (request) => {
      const { token } = request.body;
      const principal = await verify(token).catch((error) => {
        if (!(error instanceof Refusal)) throw error;
      });
      await inTransaction(contextOf(request), async (tx) => {
        if (!principal) return revogarRefresh(tx, token);
        for (const familia of principal.bases.flatMap((base) => familiaDa(base) ?? []))
          await encerrarFamilia(tx, familia);
      });
      await revogacoes.ler();
      return true as const;
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
    async () => ({ keys: (await identity.jwks()).keys.map((key) => ({ ...key })) }),
  );
}

const tokenDto = ({ token, expiresIn }: Issued, refreshToken?: string): z.infer<typeof Token> => ({
  token,
  access_token: token,
  token_type: 'Bearer',
  expires_in: expiresIn,
  ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
});
