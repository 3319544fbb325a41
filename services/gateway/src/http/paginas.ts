import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { acesso } from '@foodious/contracts/scopes.ts';
import type { Screen } from '@foodious/contracts/screens.ts';
import { escapeHtml } from '@foodious/kernel/html.ts';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http } from '@foodious/platform/http.ts';
import { isThisMachine } from '@foodious/platform/network.ts';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { nomeDaLanchonete, SEM_NOME } from '../use-cases/nome-da-lanchonete.ts';
import { abrirSessao, sessaoAtual } from '../use-cases/sessoes.ts';
import { aparelhoDaTela } from './aparelho-da-tela.ts';
import { guardarSessao, sessaoDe } from './cookie.ts';
import { ehDeAparelho, telas } from './telas.ts';

/** The screens as static files: pages that always ask again, and what they load, kept for a year under names by content. */
export async function paginaRoutes(
  app: Http,
  {
    db,
    inTransaction,
    identity,
    upstreams,
    url,
    publico,
    fuso,
    webDir,
  }: Pick<Deps, 'db' | 'inTransaction' | 'identity' | 'upstreams' | 'url' | 'publico' | 'fuso' | 'webDir'>,
): Promise<void> {
  const nomeAtual = nomeDaLanchonete({ identity, upstreams });
  /** Said to a page that shows an address to others, where its own would lead them nowhere, or is not the one people use. */
  const endereco = ({ hostname }: FastifyRequest) =>
    isThisMachine(new URL(publico).hostname) || (publico !== url && !isThisMachine(hostname))
      ? ''
      : ` data-endereco="${escapeHtml(publico)}"`;
  const mostrar = (nome: Screen | 'index' | 'nada') => async (request: FastifyRequest, reply: FastifyReply) => {
    // Read each time: built again under a running gateway, a page names other files.
    const html = await readFile(join(webDir, `${nome}.html`), 'utf8').catch((cause) => {
      throw new Unavailable(`the screens are not built: npm run build (${webDir})`, { cause });
    });
    // A page loaded anew goes on as who it was: whether somebody else stands there now, the screen knows, and says so.
    if (ehDeAparelho(nome) && !(await sessaoAtual({ db }, nome, sessaoDe(request.headers)))) {
      // One that must be paired first is shown without: it asks for a code.
      const aparelho = await aparelhoDaTela({ db, url }, request, nome).catch(seNaoPareado);
      if (aparelho !== undefined) {
        const nova = { tela: nome, papel: nome, aparelhoId: aparelho?.id ?? null };
        guardarSessao(reply, nome, await inTransaction(contextOf(request), (tx) => abrirSessao(tx, nova)), url);
      }
    }
    // A kiosk's own zone is often nobody's choice: the restaurant's comes with the page, and so does its name.
    const lanchonete = escapeHtml(await nomeAtual());
    const daqui = html
      .replaceAll(escapeHtml(SEM_NOME), () => lanchonete)
      .replace('<html', () => `<html data-fuso="${fuso}" data-lanchonete="${lanchonete}"${endereco(request)}`);
    return reply.headers(DA_PAGINA).type('text/html; charset=utf-8').send(daqui);
  };
  const hidden = { schema: { hide: true, security: acesso(), alcance: 'publico' } };
  app.get('/', hidden, mostrar('index'));
  app.nothingHere = mostrar('nada');
  for (const tela of telas) {
    app.get(tela === 'p' ? '/p/:codigo' : `/${tela}`, hidden, mostrar(tela));
    if (COM_PAGINAS.has(tela)) app.get(`/${tela}/*`, hidden, mostrar(tela));
  }
  const arquivos: FastifyPluginAsync = async (scope) => {
    scope.openToAnyone = true;
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

/** The screens that have pages of their own. */
const COM_PAGINAS: ReadonlySet<Screen> = new Set(['gerencia', 'balcao']);

function seNaoPareado(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}

/** Nothing from elsewhere, nothing inline; the pictures a manager crops are blobs until they are sent. */
const DA_PAGINA = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};
