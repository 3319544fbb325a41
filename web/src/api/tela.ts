import { ehTela, type Tela } from './telas.ts';

const escrita = globalThis.document?.body.dataset.tela;

/** The screen this page is, as the page itself says; outside a page, the one without a session. */
export const tela: Tela = ehTela(escrita) ? escrita : 'p';

/** The build this page is: its own script is named by its content. Empty outside a page, and where the build is not one. */
export const versao: string =
  /-([\w-]+)\.js$/.exec(
    globalThis.document?.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? '',
  )?.[1] ?? '';
