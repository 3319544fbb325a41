import { createContext, useContext } from 'react';

/** How something is said in the corner of the gerência. */
export const Avisar = createContext<(texto: string) => void>(() => undefined);

/** Says in a corner that something is done, for eyes and for ears; and sees that the focus is somewhere. */
export const useAviso = () => useContext(Avisar);
