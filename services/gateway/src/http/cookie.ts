import type { IncomingMessage } from 'node:http';
import type { Screen, SessionScreen } from '@foodious/contracts/screens.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Aberta, duracaoMaxima } from '../use-cases/sessoes.ts';
import { telas } from './telas.ts';

const SESSAO = 'sessao';
const APARELHO = 'aparelho';
/** As long as browsers keep a cookie, in seconds. */
const APARELHO_S = 400 * 24 * 60 * 60;
/** The session of a screen travels in a cookie only this path gets: screens in one browser do not see each other's. */
const API = new RegExp(`^/(${telas.join('|')})/api(/.*)$`);

/** The session a screen says is its own. */
type DaTela = { tela: string; id: string };

/**
 * `/totem/api/v2/pedido` is `/v2/pedido` as the session of the totem, whose token stands behind its cookie.
 * @returns `rewriteUrl`, for Fastify, before anything is routed; and the screen and the id of the session a request came by, which
 *   the cookie holds, where one of our own pages asked and brings no token
 */
export function comSessao(daqui: MesmaOrigem) {
  const ids = new WeakMap<IncomingMessage, DaTela>();
  return {
    rewriteUrl(request: IncomingMessage): string {
      const { url = '/', headers } = request;
      const [, tela, rest] = API.exec(url) ?? [];
      if (tela === undefined || rest === undefined) return url;
      const id = sessaoDe(headers);
      if (id && !headers.authorization && daqui(request)) ids.set(request, { tela, id });
      delete headers.cookie; // what is behind the gateway has no use for it
      return rest;
    },
    sessaoDoPedido: (request: IncomingMessage): DaTela | undefined => ids.get(request),
  };
}

/** The host a browser asked for: what a proxy of ours says it was, the last of several; Fastify's `request.host` is the same. */
function hostPedido(headers: IncomingMessage['headers'], byOurProxy: boolean): string | undefined {
  const forwarded = byOurProxy ? [headers['x-forwarded-host']].flat().at(-1)?.split(',').at(-1)?.trim() : undefined;
  return forwarded || headers.host;
}

/** The value of a cookie a request brings; undefined without one. */
export const cookieDe = ({ cookie = '' }: IncomingMessage['headers'], name: string): string | undefined =>
  cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** The id of the session in a request's cookie. */
export const sessaoDe = (headers: IncomingMessage['headers']): string | undefined => cookieDe(headers, SESSAO);

/** The credential of the paired aparelho in a request's cookie. */
export const credencialDe = (headers: IncomingMessage['headers']): string | undefined => cookieDe(headers, APARELHO);

/** Whether a request comes from our own pages. */
export type MesmaOrigem = (request: IncomingMessage) => boolean;

/**
 * The cookie is SameSite=Strict, and headers that tell more must agree: our pages are at the host that was asked for, or, where
 * a proxy asks for another, at the address people use.
 * @param publico the address people use
 * @param trusts whether a peer is a proxy of ours
 */
export const mesmaOrigem =
  (publico: string, trusts: (address: string | undefined) => boolean): MesmaOrigem =>
  ({ headers, socket }) => {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return false;
    if (headers.origin === undefined) return true;
    const page = URL.parse(headers.origin);
    if (page === null) return false;
    return page.host === hostPedido(headers, trusts(socket.remoteAddress)) || page.origin === new URL(publico).origin;
  };

/** Cookies come by themselves: only our own pages may change what they hold. */
export const exigirOrigem =
  (daqui: MesmaOrigem) =>
  async ({ raw }: FastifyRequest): Promise<void> => {
    if (!daqui(raw)) throw new Refusal('forbidden', 'A sessão é só das nossas telas');
  };

/** Answers with the cookie of a session that was opened at a screen; null ends what the browser has. */
export function guardarSessao(reply: FastifyReply, tela: SessionScreen, aberta: Aberta | null, url: string): void {
  guardar(reply, SESSAO, tela, aberta?.id ?? '', aberta ? duracaoMaxima(tela) : 0, url);
}

/** Answers with the cookie a screen shows that it was paired. */
export function guardarAparelho(reply: FastifyReply, tela: Screen, credencial: string, url: string): void {
  guardar(reply, APARELHO, tela, credencial, APARELHO_S, url);
}

/** Only this screen sends it back, and no script reads it; over HTTPS, over nothing else. */
export function guardar(
  reply: FastifyReply,
  name: string,
  tela: Screen,
  value: string,
  seconds: number,
  url: string,
): void {
  const secure = url.startsWith('https:') || reply.request.protocol === 'https' ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${name}=${value}; Path=/${tela}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`,
  );
}
