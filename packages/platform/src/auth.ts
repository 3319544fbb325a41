import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

export const AUDIENCE = 'fast-e-foodious';

/** Every scope there is, and what it allows. */
export const scopes = {
  'cardapio:ler': 'read categories and products',
  'cardapio:editar': 'create, change and remove products',
  'cardapio:esgotar': 'mark a product sold out, or back on sale',
  'cliente:cadastrar': 'register a cliente',
  'cliente:identificar': 'recognise a cliente by CPF: first name and masked e-mail only',
  'cliente:ler': "read a cliente's profile",
  'cliente:apagar': "erase a cliente's personal data",
  'pedido:fazer': 'make, change, check out and follow a pedido',
  'pedido:listar': 'list pedidos by estado and read any',
  'pedido:cancelar': 'cancel a pedido',
  'painel:ler': 'read the pick-up board',
  'preparo:ler': 'read the comandas of the cozinha',
  'preparo:mover': 'start, finish and deliver a preparation',
  'pagamento:ler': 'read the pagamento of a pedido',
  'pagamento:notificar': 'confirm or reject a pagamento in the place of the provider',
  'operacao:ler': 'read logs, timelines, queues and dead letters',
  'operacao:agir': 'send dead letters again, or discard them',
  'gerencia:ler': 'read reports, lists and settings of the restaurant',
  'gerencia:ajustar': 'change the settings of the restaurant',
} as const;
export type Scope = keyof typeof scopes;

/** Who is calling, as a verified token says. */
export type Principal = {
  sub: string;
  scopes: ReadonlySet<string>;
  /** The cliente who identified by CPF: may order and follow only what is theirs. Null for devices and staff. */
  clienteId: number | null;
  /** When the token ends, epoch milliseconds. */
  until: number;
};

/** Verifies a bearer token. Throws Refusal `unauthorized`, or {@link Unavailable} when the keys cannot be fetched. */
export type Verify = (token: string) => Promise<Principal>;

/** Verified tokens remembered, so that a kiosk's next call costs no RSA check. */
const REMEMBERED = 1_000;

/** Verifies JWTs of an issuer by its published keys (RFC 7517); they are fetched when first needed, and when they rotate. */
export function jwtVerifier(issuer: string): Verify {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  const known = new Map<string, Principal>();

  return async (token) => {
    const remembered = known.get(token);
    if (remembered && remembered.until > Date.now()) return remembered;
    known.delete(token);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: AUDIENCE,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'sub'],
      });
      const principal: Principal = {
        sub: payload.sub ?? '',
        scopes: new Set(String(payload.scope ?? '').split(' ')),
        clienteId: typeof payload.clienteId === 'number' ? payload.clienteId : null,
        until: (payload.exp ?? 0) * 1000,
      };
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value ?? '');
      known.set(token, principal);
      return principal;
    } catch (error) {
      const ours =
        error instanceof errors.JOSEError &&
        !(error instanceof errors.JWKSTimeout) &&
        error.code !== 'ERR_JOSE_GENERIC';
      if (ours) throw new Refusal('unauthorized', 'Token inválido ou expirado');
      throw new Unavailable('the issuer of the tokens does not answer', { cause: error });
    }
  };
}
