import { createContext, type Dispatch, useContext } from 'react';
import type { Textos } from '../../../i18n/pt.ts';
import type { Ajustes, Meios } from './ajustes.ts';
import type { Cardapio } from './cardapio.ts';
import type { Acao, Estado } from './estado.ts';

/** What every part of the totem may look at, and ask for. */
export type Totem = {
  estado: Estado;
  dispatch: Dispatch<Acao>;
  t: Textos;
  /** Undefined until the first picture came. */
  cardapio: Cardapio | undefined;
  /** Asks for the menu at once: somebody said that ours is old. */
  renovarCardapio(): void;
  /** True while nothing can be ordered or paid: the network is away. */
  pausado: boolean;
  ajustes: Ajustes;
  /** By which the restaurant lets a pedido be paid; at least one. */
  meios: Meios;
  /** Forgets this person, and waits for the next. */
  recomecar(): void;
};

export const Contexto = createContext<Totem | null>(null);

/** The totem this component is part of. */
export function useTotem(): Totem {
  const totem = useContext(Contexto);
  if (!totem) throw new Error('outside of the totem');
  return totem;
}
