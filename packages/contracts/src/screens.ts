import type { Scope } from './scopes.ts';

/**
 * The screens, by the first part of their address, and the session each keeps: the device's own, that of who signs in and has
 * a scope, that of a cliente who proved their e-mail, or none, where an address says all there is to know.
 */
export const screens = {
  totem: { session: 'device' },
  painel: { session: 'device' },
  cozinha: { session: 'staff', scope: 'preparo:mover' },
  balcao: { session: 'staff', scope: 'caixa:operar' },
  gerencia: { session: 'staff', scope: 'gerencia:ler' },
  'meus-dados': { session: 'customer' },
  p: { session: 'none' },
} as const satisfies Record<
  string,
  { session: 'device' } | { session: 'staff'; scope: Scope } | { session: 'customer' } | { session: 'none' }
>;
export type Screen = keyof typeof screens;
/** The screens whose session is of one kind: `device`, `staff`, `customer` or `none`. */
export type ScreenWith<S extends (typeof screens)[Screen]['session']> = {
  [N in Screen]: (typeof screens)[N]['session'] extends S ? N : never;
}[Screen];
/** The screens that keep a session. */
export type SessionScreen = Exclude<Screen, ScreenWith<'none'>>;
