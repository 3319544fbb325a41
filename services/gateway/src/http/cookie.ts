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
export function comSessao(request: IncomingMessage): string {
  const { url = '/', headers } = request;
  const [, , rest] = API.exec(url) ?? [];
  if (rest === undefined) return url;
  const token = sessaoDe(headers);
  if (token && !headers.authorization && mesmaOrigem(headers)) headers.authorization = `Bearer ${token}`;
  delete headers.cookie; // what is behind the gateway has no use for it
  return rest;
}

/** The token in a request's cookie. */
export const sessaoDe = ({ cookie = '' }: IncomingMessage['headers']): string | undefined =>
  cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);

/** Whether a request comes from our own pages: the cookie is SameSite=Strict, and headers that tell more must agree. */
export function mesmaOrigem(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined || URL.parse(headers.origin)?.host === headers.host;
}

/** Answers with a cookie that holds a screen's token; an empty one ends the session. */
export const guardarSessao = (reply: FastifyReply, tela: TelaComSessao, { token, expiresIn }: Issued, url: string) =>
  reply.header(
    'set-cookie',
    `${COOKIE}=${token}; Path=/${tela}; Max-Age=${expiresIn}; HttpOnly; SameSite=Strict${url.startsWith('https:') ? '; Secure' : ''}`,
  );
