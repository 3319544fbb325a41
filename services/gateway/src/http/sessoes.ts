import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import type { Principal, Verify } from '@foodious/platform/auth.ts';
import { acesso, type Http, problems } from '@foodious/platform/http.ts';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Identificar } from './http.ts';
import type { Identity, Issued } from './identity/port.ts';

/** The screens that keep a session: the device's own (null), or that of who signs in and may do this. */
const sessoes = { totem: null, painel: null, cozinha: 'preparo:mover', gerencia: 'gerencia:ler' } as const;
type ComSessao = keyof typeof sessoes;
type Tela = ComSessao | 'p';
const telas = [...Object.keys(sessoes), 'p'] as Tela[];

const COOKIE = 'sessao';
/** The token of a screen travels in a cookie only this path gets: screens in one browser do not see each other's. */
const API = new RegExp(`^/(${telas.join('|')})/api(/.*)$`);

/**
 * `/totem/api/v2/pedido` is `/v2/pedido` as the session of the totem: its cookie becomes the bearer token every other client
 * sends. For Fastify's `rewriteUrl`, before anything is routed.
 */
export function comSessao(request: IncomingMessage): string {
  const { url = '/', headers } = request;
  const [, , rest] = API.exec(url) ?? [];
  if (rest === undefined) return url;
  const token = sessaoDe(headers);
  if (token && !headers.authorization && mesmaOrigem(headers)) headers.authorization = `Bearer ${token}`;
  delete headers.cookie; // what is behind the gateway has no use for it
  return rest;
}

const sessaoDe = ({ cookie = '' }: IncomingMessage['headers']): string | undefined =>
  cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);

/** The cookie says SameSite=Strict; whoever tells more of where a request comes from must tell the same. */
function mesmaOrigem(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || URL.parse(headers.origin)?.host === headers.host;
}

const Sessao = z
  .object({
    papel: z.enum(['totem', 'cliente', 'painel', 'cozinha', 'gerente']),
    ate: z.iso.datetime(),
    cliente: z
      .object({ id: z.int(), nome: z.string().describe('Só o primeiro'), email: z.string().describe('Mascarado') })
      .nullable()
      .describe('Quem se identificou por CPF no totem'),
  })
  .meta({ id: 'Sessao' });

export type TelasWorld = {
  identity: Identity;
  verify: Verify;
  identificar: Identificar;
  /** The address people use: over HTTPS, cookies go over nothing else. */
  url: string;
};

const tags = ['telas'];

/** CPFs told from one address: more than the people who order there, far fewer than who tries them all. */
const CPFS_POR_MINUTO = 30;

/** True as often as `most` in a minute for each of its callers; kept by this instance alone. */
function porMinuto(most: number): (who: string) => boolean {
  let minute = 0;
  const times = new Map<string, number>();
  return (who) => {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) times.clear();
    minute = now;
    times.set(who, (times.get(who) ?? 0) + 1);
    return (times.get(who) ?? 0) <= most;
  };
}

const guardar = (reply: FastifyReply, tela: ComSessao, { token, expiresIn }: Issued, url: string) =>
  reply.header(
    'set-cookie',
    `${COOKIE}=${token}; Path=/${tela}; Max-Age=${expiresIn}; HttpOnly; SameSite=Strict${url.startsWith('https:') ? '; Secure' : ''}`,
  );

/** The session each screen works with. */
export function sessaoRoutes(app: Http, { identity, verify, identificar, url }: TelasWorld) {
  /** Cookies come by themselves: only our own pages may change what they hold. */
  const exigirOrigem = async ({ headers }: FastifyRequest) => {
    if (!mesmaOrigem(headers)) throw new Refusal('forbidden', 'A sessão é só das nossas telas');
  };

  const cpfs = porMinuto(CPFS_POR_MINUTO);
  async function reconhecer(cpf: string, endereco: string) {
    if (!cpfs(endereco)) throw new Refusal('too-many', 'Muitas tentativas: espere um minuto');
    const cliente = await identificar(cpf);
    if (!cliente) throw new Refusal('not-found', 'Nenhum cliente com este CPF', { campo: 'cpf' });
    return cliente;
  }

  for (const [tela, exige] of Object.entries(sessoes) as [ComSessao, (typeof sessoes)[ComSessao]][]) {
    const aparelho = tela === 'totem' || tela === 'painel' ? tela : null;

    app.get(
      `/${tela}/sessao`,
      {
        schema: {
          tags,
          summary: `Quem está na tela ${tela}`,
          description: 'Pelo cookie da sessão; nenhum script o lê.',
          security: acesso(),
          response: { 200: Sessao, ...problems(503) },
        },
      },
      async (request) => {
        const token = sessaoDe(request.headers);
        if (!token) throw new Refusal('unauthorized', 'Nenhuma sessão');
        return dto(await verify(token));
      },
    );

    app.post(
      `/${tela}/sessao`,
      {
        onRequest: exigirOrigem,
        schema: {
          tags,
          summary: aparelho ? `Abre a sessão do aparelho: ${tela}` : `Entra na tela ${tela}`,
          description:
            tela === 'totem'
              ? 'Com o `cpf` de um cliente cadastrado, a sessão passa a ser dele, até que se encerre. O CPF só identifica.'
              : 'A sessão fica em um cookie que só esta tela manda, e que nenhum script lê.',
          security: acesso(),
          body: aparelho
            ? z.object({ cpf: z.string('CPF deve ser válido').optional() })
            : z.object({
                usuario: z.string('Usuário deve ser informado').min(1, 'Usuário deve ser informado').max(255),
                senha: z.string('Senha deve ser informada').min(1, 'Senha deve ser informada').max(255),
              }),
          response: { 200: Sessao, ...problems(404, 429, 503) },
        },
      },
      async (request, reply) => {
        const { cpf, usuario = '', senha = '' } = request.body as Partial<Record<'cpf' | 'usuario' | 'senha', string>>;
        const cliente = tela === 'totem' && cpf !== undefined ? await reconhecer(cpf, request.ip) : null;
        const issued = aparelho
          ? await identity.screenToken(aparelho, cliente)
          : await identity.staffToken(usuario, senha);
        const principal = await verify(issued.token);
        if (exige && !principal.scopes.has(exige)) throw new Refusal('forbidden', 'Este usuário não usa esta tela');
        guardar(reply, tela, issued, url);
        return dto(principal, cliente);
      },
    );

    app.delete(
      `/${tela}/sessao`,
      {
        onRequest: exigirOrigem,
        schema: {
          tags,
          summary: aparelho ? 'Esquece quem se identificou' : 'Sai',
          security: acesso(),
          response: { 200: z.literal(true), ...problems(503) },
        },
      },
      async (_, reply) => {
        guardar(reply, tela, aparelho ? await identity.screenToken(aparelho) : { token: '', expiresIn: 0 }, url);
        return true as const;
      },
    );
  }
}

/**
 * The screens as static files: pages that always ask again, and what they load, kept for a year under names by content.
 * @param fuso the restaurant's time zone, which the screens go by
 */
export async function paginaRoutes(
  app: Http,
  { identity, url, fuso, webDir }: Pick<TelasWorld, 'identity' | 'url'> & { fuso: string; webDir: string },
) {
  const mostrar = (nome: Tela | 'index') => async (_: unknown, reply: FastifyReply) => {
    // Read each time: built again under a running gateway, a page names other files.
    const html = await readFile(join(webDir, `${nome}.html`), 'utf8').catch((cause) => {
      throw new Unavailable(`the screens are not built: npm run build (${webDir})`, { cause });
    });
    // A page that is opened begins as nobody: whoever was there before is forgotten.
    if (nome === 'totem' || nome === 'painel') guardar(reply, nome, await identity.screenToken(nome), url);
    // A kiosk's own zone is often nobody's choice: the restaurant's comes with the page.
    const daqui = html.replace('<html', `<html data-fuso="${fuso}"`);
    return reply.headers(DA_PAGINA).type('text/html; charset=utf-8').send(daqui);
  };
  const hidden = { schema: { hide: true, security: acesso() } };
  app.get('/', hidden, mostrar('index'));
  for (const tela of telas) {
    app.get(tela === 'p' ? '/p/:codigo' : `/${tela}`, hidden, mostrar(tela));
    if (tela === 'gerencia') app.get('/gerencia/*', hidden, mostrar(tela)); // it has pages of its own
  }
  const arquivos: FastifyPluginAsync = async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.schema = { ...hidden.schema, ...route.schema };
    });
    await scope.register(fastifyStatic, {
      root: join(webDir, 'telas'),
      prefix: '/telas/',
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply) => reply.header('cache-control', 'public, max-age=31536000, immutable'), // named by content
    });
  };
  await app.register(arquivos);
}

/** Nothing from elsewhere, nothing inline; the pictures a manager crops are blobs until they are sent. */
const DA_PAGINA = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

const PAPEIS = ['gerente', 'cozinha', 'painel'] as const;

const dto = (
  { sub, clienteId, until }: Principal,
  cliente: { id: number; nome: string; email: string } | null = null,
): z.infer<typeof Sessao> => ({
  papel: clienteId === null ? (PAPEIS.find((papel) => papel === sub) ?? 'totem') : 'cliente',
  ate: new Date(until).toISOString(),
  cliente: cliente && { id: cliente.id, nome: cliente.nome, email: cliente.email },
});
