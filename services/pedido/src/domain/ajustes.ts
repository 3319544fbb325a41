/** What the restaurant sets for its screens. */
export type Ajustes = {
  /** The name on them. */
  lanchonete: string;
  /** Seconds nobody touches it until it asks whether anyone is there, that it then waits, and the first while a Pix is open. */
  totem: { ociosoS: number; avisoS: number; pixOciosoS: number };
  /** From how many minutes on a comanda is late, and from how many too late. */
  cozinha: { amareloMin: number; vermelhoMin: number };
  /** Whether a senha that is ready is heard, and whether it is spoken. */
  painel: { som: boolean; fala: boolean };
};

/** As it comes. */
export const AJUSTES: Ajustes = {
  lanchonete: 'Fast & Foodious',
  totem: { ociosoS: 45, avisoS: 15, pixOciosoS: 180 },
  cozinha: { amareloMin: 5, vermelhoMin: 8 },
  painel: { som: true, fala: false },
};
