import { createContext, useContext } from 'react';

/** Tells a page that opens whether somebody came to it by a link, or whether the browser opened the screen there. */
export const Chegada = createContext({ byLink: (): boolean => false });

/** How somebody came to the page that is open. */
export const useChegada = () => useContext(Chegada);
