/** The screens of devices, which nobody signs in at. */
export const telasDeAparelho = ['totem', 'painel'] as const;
export type TelaDeAparelho = (typeof telasDeAparelho)[number];

/** The screens of the staff, and what who signs in there must be allowed to do. */
export const telasDaEquipe = { cozinha: 'preparo:mover', gerencia: 'gerencia:ler' } as const;
export type TelaDaEquipe = keyof typeof telasDaEquipe;

/** The screens that keep a session. */
export type TelaComSessao = TelaDeAparelho | TelaDaEquipe;

/** All screens; `p` follows one pedido by its code. */
export const telas = ['totem', 'painel', 'cozinha', 'gerencia', 'p'] as const satisfies (TelaComSessao | 'p')[];
export type Tela = (typeof telas)[number];
