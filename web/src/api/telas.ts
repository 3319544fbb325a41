/** What there is to say of a screen before its own code is loaded. */
type SobreATela = {
  /** Its folder in `src/screens`. */
  pasta: string;
  titulo: string;
  /** For whom it is, as the front door says it; null where only a link leads. */
  para: string | null;
  /** Whose session it has: the device's own, which it gets by itself, or that of somebody who signs in. */
  sessao: 'aparelho' | 'equipe' | null;
  tema: 'claro' | 'escuro';
};

/**
 * The screens, by the name their address begins with (`/totem`), and so does that of their API (`/totem/api`). The build makes a
 * page of each, the front door links to them: a screen that stands here is everywhere in web/.
 */
export const telas = {
  totem: { pasta: 'totem', titulo: 'Totem', para: 'o cliente pede e paga', sessao: 'aparelho', tema: 'claro' },
  painel: {
    pasta: 'painel',
    titulo: 'Painel',
    para: 'as senhas, para quem espera',
    sessao: 'aparelho',
    tema: 'escuro',
  },
  cozinha: {
    pasta: 'cozinha',
    titulo: 'Cozinha',
    para: 'as comandas, para quem prepara',
    sessao: 'equipe',
    tema: 'escuro',
  },
  gerencia: {
    pasta: 'gerencia',
    titulo: 'Gerência',
    para: 'cardápio, pedidos, filas e relatórios',
    sessao: 'equipe',
    tema: 'claro',
  },
  p: { pasta: 'seguir', titulo: 'Seu pedido', para: null, sessao: null, tema: 'claro' },
} as const satisfies Record<string, SobreATela>;

export type Tela = keyof typeof telas;

/** Whether a word names a screen. */
export const ehTela = (nome: string | undefined): nome is Tela => nome !== undefined && Object.hasOwn(telas, nome);
