import type { FastifyRequest } from 'fastify';

/**
 * Whether a request comes from a browser on this machine, by an address of this machine. Another name in `Host` is a page
 * elsewhere whose name was made to lead here; a header of forwarding, HTTP/1.0, which no browser speaks, or an address of
 * HTTPS, which we do not speak, is a proxy beside us, behind which may be anybody.
 * @param url the address people use
 */
export function naMaquina({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>, url: string): boolean {
  const { hostname = '' } = URL.parse(`http://${headers.host}`) ?? {};
  const forwarded = Object.keys(headers).some((name) => /^(x-forwarded-|x-real-ip$|forwarded$|via$)/.test(name));
  const byProxy = forwarded || raw.httpVersion === '1.0'; // what nginx speaks that was told no more than `proxy_pass`
  return !byProxy && !url.startsWith('https:') && LOOPBACK.test(hostname) && LOOPBACK.test(peer(raw.socket));
}

const peer = ({ remoteAddress = '' }: { remoteAddress?: string | undefined }) =>
  remoteAddress.replace(/^::ffff:/, '').replace(/^(.*:.*)$/, '[$1]');
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
