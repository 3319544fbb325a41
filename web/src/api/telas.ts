import { type Screen, screens } from '@foodious/contracts/screens.ts';

/** The name of a screen: its address begins with it (`/totem`), and so does that of its API (`/totem/api`). */
export type Tela = Screen;

/** What there is to say of a screen before its own code is loaded. */
type SobreATela = {
  /** Its folder in `src/screens`. */
  pasta: string;
  titulo: string;
  /** For whom it is, as the front door says it; null where only a link leads. */
  para: string | null;
  tema: 'claro' | 'escuro';
};

/** How each screen is built and called. The build makes a page of each, and the front door links to them. */
export const telas: Readonly<Record<Tela, SobreATela>> = {
  totem: { pasta: 'totem', titulo: 'Totem', para: 'o cliente pede e paga', tema: 'claro' },
  painel: { pasta: 'painel', titulo: 'Painel', para: 'as senhas, para quem espera', tema: 'escuro' },
  cozinha: { pasta: 'cozinha', titulo: 'Cozinha', para: 'as comandas, para quem prepara', tema: 'escuro' },
  balcao: { pasta: 'balcao', titulo: 'Balcão', para: 'o caixa e a entrega', tema: 'claro' },
  gerencia: { pasta: 'gerencia', titulo: 'Gerência', para: 'cardápio, pedidos, filas e relatórios', tema: 'claro' },
  'meus-dados': { pasta: 'meus-dados', titulo: 'Meus dados', para: null, tema: 'claro' },
  p: { pasta: 'seguir', titulo: 'Seu pedido', para: null, tema: 'claro' },
};

/** Whether a word names a screen. */
export const ehTela = (nome: string | undefined): nome is Tela => nome !== undefined && Object.hasOwn(screens, nome);
