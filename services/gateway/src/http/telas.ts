import { type Screen, screens } from '@foodious/contracts/screens.ts';

type With<S> = { [N in Screen]: (typeof screens)[N]['session'] extends S ? N : never }[Screen];

/** All screens. */
export const telas = Object.keys(screens) as Screen[];

const having = <S extends (typeof screens)[Screen]['session']>(session: S) =>
  telas.filter((name): name is With<S> => screens[name].session === session);

/** The screens of devices, which nobody signs in at. */
export const telasDeAparelho = having('device');
export type TelaDeAparelho = With<'device'>;
export const ehDeAparelho = (name: string): name is TelaDeAparelho => telasDeAparelho.some((tela) => tela === name);

/** The screens the staff signs in at. */
export const telasDaEquipe = having('staff');
export type TelaDaEquipe = With<'staff'>;

/** The screens that keep a session. */
export type TelaComSessao = TelaDeAparelho | TelaDaEquipe;
