import { type Screen, type ScreenWith, screens } from '@foodious/contracts/screens.ts';

/** All screens. */
export const telas = Object.keys(screens) as Screen[];

const having = <S extends (typeof screens)[Screen]['session']>(session: S) =>
  telas.filter((name): name is ScreenWith<S> => screens[name].session === session);

/** The screens of devices, which nobody signs in at. */
export const telasDeAparelho = having('device');
export type TelaDeAparelho = ScreenWith<'device'>;
export const ehDeAparelho = (name: string): name is TelaDeAparelho => telasDeAparelho.some((tela) => tela === name);

/** The screens the staff signs in at. */
export const telasDaEquipe = having('staff');
export type TelaDaEquipe = ScreenWith<'staff'>;

/** The screens of clientes, who prove their e-mail there. */
export const telasDoCliente = having('customer');
export type TelaDoCliente = ScreenWith<'customer'>;
