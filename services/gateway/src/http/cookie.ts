import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Issued } from '../ports.ts';
import { type TelaComSessao, telas } from './telas.ts';

const COOKIE = 'sessao';
/** The token of a screen travels in a cookie only this path gets: screens in one browser do not see each other's. */
const API = new RegExp(`^/(${telas.join('|')})/api(/.*)$`);

/**
 * `/totem/api/v2/pedido` is `/v2/pedido` as the session of the totem: its cookie becomes the bearer token every other client
 * sends. For Fastify's `rewriteUrl`, before anything is routed.
 */
export const comSessao =
  (daqui: MesmaOrigem) =>
  (request: IncomingMessage): string => {
    const { url = '/', headers } = request;
    const [, , rest] = API.exec(url) ?? [];
    if (rest === undefined) return url;
    const token = sessaoDe(headers);
    if (token && !headers.authorization && daqui(request)) headers.authorization = `Bearer ${token}`;
    delete headers.cookie; // what is behind the gateway has no use for it
    return rest;
  };

/** The host a browser asked for: what a proxy of ours says it was, the last of several; Fastify's `request.host` is the same. */
function hostPedido(headers: IncomingMessage['headers'], byOurProxy: boolean): string | undefined {
  const forwarded = byOurProxy ? [headers['x-forwarded-host']].flat().at(-1)?.split(',').at(-1)?.trim() : undefined;
  return forwarded || headers.host;
}

/** The token in a request's cookie. */
export const sessaoDe = ({ cookie = '' }: IncomingMessage['headers']): string | undefined =>
  cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);

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

/** Answers with a cookie that holds a screen's token; an empty one ends the session. */
export function guardarSessao(reply: FastifyReply, tela: TelaComSessao, { token, expiresIn }: Issued, url: string) {
  const secure = url.startsWith('https:') || reply.request.protocol === 'https' ? '; Secure' : '';
  return reply.header(
    'set-cookie',
    `${COOKIE}=${token}; Path=/${tela}; Max-Age=${expiresIn}; HttpOnly; SameSite=Strict${secure}`,
  );
}
