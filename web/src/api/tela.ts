import { ehTela, type Tela } from './telas.ts';

const escrita = globalThis.document?.body.dataset.tela;

/** The screen this page is, as the page itself says; outside a page, the one without a session. */
export const tela: Tela = ehTela(escrita) ? escrita : 'p';
