import type { Scope } from '@foodious/platform/auth.ts';

/** The screens of devices, which nobody signs in at. */
export const telasDeAparelho = ['totem', 'painel'] as const;
export type TelaDeAparelho = (typeof telasDeAparelho)[number];

/** The screens the staff signs in at. */
export const telasDaEquipe = ['cozinha', 'gerencia'] as const;
export type TelaDaEquipe = (typeof telasDaEquipe)[number];

/** What who signs in at a screen must be allowed to do. */
export const exigido: Record<TelaDaEquipe, Scope> = { cozinha: 'preparo:mover', gerencia: 'gerencia:ler' };

/** The screens that keep a session. */
export type TelaComSessao = TelaDeAparelho | TelaDaEquipe;

/** All screens; `p` follows one pedido by its code, without a session. */
export const telas = [...telasDeAparelho, ...telasDaEquipe, 'p'] as const;
export type Tela = (typeof telas)[number];
