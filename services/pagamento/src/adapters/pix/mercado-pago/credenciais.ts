import { isThisMachine } from '@foodious/platform/network.ts';
import { SettingsError } from '@foodious/platform/settings.ts';

/** What the provider knows us by, and what its notifications are signed with: two secrets while one takes the place of the other. */
export type Credenciais = { accessToken: string; segredos: readonly string[] };

/** What we are told of an account at Mercado Pago. */
export type Conta = {
  MERCADO_PAGO_ACCESS_TOKEN?: string | undefined;
  MERCADO_PAGO_WEBHOOK_SECRET?: string | undefined;
  MERCADO_PAGO_EMAIL?: string | undefined;
};

/** What stands where a secret is to be written: no account has such a one. */
const ENCHIMENTO =
  /^(change[-_ ]?me|x{3,}|\*{3,}|\.{3,}|<.*>|(your|seu|sua|meu|minha|my|insert|todo|example|exemplo)[-_ ].*)/i;
/** Shorter is no token, and no secret, of theirs. */
const MINIMO = 16;
/** What may stand in a header: what it refuses, `fetch` quotes in its error, and that is logged. */
const UMA_PALAVRA = /^[!-~]+$/;

/** Throws SettingsError, which never shows what was given. */
function umSegredo(nome: string, valor: string | undefined): string {
  const limpo = valor?.trim() ?? '';
  if (limpo === '') throw new SettingsError(`${nome}: missing, and PROVEDOR_PIX=mercado-pago needs it`);
  if (ENCHIMENTO.test(limpo) || limpo.length < MINIMO)
    throw new SettingsError(`${nome}: a placeholder, or too short: copy the real one from the panel of Mercado Pago`);
  if (!UMA_PALAVRA.test(limpo))
    throw new SettingsError(`${nome}: has a blank, or a letter none of theirs has: copy it again, in one line`);
  return limpo;
}

/**
 * Where the API is. Throws SettingsError for an address that would show the token to who is on the way to it, or tells a password,
 * which errors would quote.
 */
export function enderecoDaConta(url: string): string {
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== 'https:' && !isThisMachine(hostname))
    throw new SettingsError(
      'MERCADO_PAGO_URL: must be https, but on this machine: the token of the account goes there',
    );
  if (username || password) throw new SettingsError('MERCADO_PAGO_URL: must not have a name and a password in it');
  return url;
}

/** The e-mail the API wants of a payer: the restaurant's own. Throws SettingsError where there is none. */
export function emailDaConta({ MERCADO_PAGO_EMAIL: email }: Pick<Conta, 'MERCADO_PAGO_EMAIL'>): string {
  if (!email)
    throw new SettingsError(
      "MERCADO_PAGO_EMAIL: missing: Mercado Pago wants a payer's e-mail, give the restaurant's own",
    );
  return email;
}

/** The credentials the settings hold. Throws SettingsError for what is missing, or stands in its place. */
export const credenciaisDaConta = (conta: Conta): Credenciais => ({
  accessToken: umSegredo('MERCADO_PAGO_ACCESS_TOKEN', conta.MERCADO_PAGO_ACCESS_TOKEN),
  segredos: (conta.MERCADO_PAGO_WEBHOOK_SECRET ?? '')
    .split(',')
    .map((um) => umSegredo('MERCADO_PAGO_WEBHOOK_SECRET', um)),
});
