import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { SessionScreen } from '@foodious/contracts/screens.ts';
import { networkOf } from '@foodious/platform/network.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONHECIDO_S } from '../db/conhecidos.ts';
import type { Origem } from '../use-cases/equipe/tentativas.ts';
import { cookieDe, guardar } from './cookie.ts';

const COOKIE = 'conhecido';

/**
 * Who asks, as the proxies of ours say by a header each of them writes anew; where they say nothing, they do. For proxies that pass on
 * an `X-Forwarded-For` and add nothing to it: whoever asks may have written all of that.
 * @param header its name in small letters; none: who asks is in `X-Forwarded-For`
 * @param trusts whether a peer is a proxy of ours
 */
export const quemPede =
  (header: string, trusts: (address: string | undefined) => boolean) =>
  ({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): void => {
    if (header === '' || !trusts(socket.remoteAddress)) return;
    const dito = String(headers[header] ?? '');
    headers['x-forwarded-for'] = isIP(dito) > 0 ? dito : '';
  };

/** Where a request comes from, of somebody who wants to come in at a screen, or to have a token. */
export const origemDe = (
  { headers, ip }: FastifyRequest,
  tela: SessionScreen | null,
  aparelhoId: number | null = null,
): Origem => ({
  tela,
  rede: networkOf(ip),
  aparelhoId,
  conhecido: conhecidoDe({ headers }),
});

/** The token by which a browser is known. */
export const conhecidoDe = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  cookieDe(headers, COOKIE);

/** Answers with the cookie by which this browser is known as one at which its user has come in. */
export const guardarConhecido = (reply: FastifyReply, tela: SessionScreen, token: string, url: string): void =>
  guardar(reply, COOKIE, tela, token, CONHECIDO_S, url);
