import type { SessionScreen } from './screens.ts';

/** The screens that are paired. */
export const TIPOS_DE_TELA = ['totem', 'painel', 'cozinha', 'balcao'] as const satisfies readonly SessionScreen[];
export type TipoDeTela = (typeof TIPOS_DE_TELA)[number];
/** What an aparelho is: a screen, or a program with a client id and a secret. */
export const TIPOS_DE_APARELHO = [...TIPOS_DE_TELA, 'programa'] as const;
export type TipoDeAparelho = (typeof TIPOS_DE_APARELHO)[number];

/** What a pairing code is made of, in the order of its keys: what nobody reads as something else, no 0 and O, no 1, I and L. */
export const LETRAS_DO_CODIGO = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
export const TAMANHO_DO_CODIGO = 6;
