import type { Ajustes } from '../tipos.ts';

/** Where the settings and their version are kept among what was asked for. */
export const CHAVE = ['ajustes-com-versao'] as const;

/** What the form holds while it is written: numbers as they are typed. */
export type Escrito = {
  lanchonete: string;
  ociosoS: string;
  avisoS: string;
  pixOciosoS: string;
  amareloMin: string;
  vermelhoMin: string;
  voltarMin: string;
  recolherMin: string;
  som: boolean;
  fala: boolean;
  pix: boolean;
  balcao: boolean;
};

/** What each field is called. */
export const rotulos: Readonly<Record<keyof Escrito, string>> = {
  lanchonete: 'Nome da lanchonete',
  ociosoS: 'Segundos sem toque',
  avisoS: 'Segundos de espera pela resposta',
  pixOciosoS: 'Segundos com um Pix aberto',
  amareloMin: 'Minutos até o amarelo',
  vermelhoMin: 'Minutos até o vermelho',
  voltarMin: 'Minutos para desfazer',
  recolherMin: 'Minutos até um pronto sair das telas',
  som: 'Tocar um som',
  fala: 'Falar a senha',
  pix: 'Pix',
  balcao: 'Pagar no balcão',
};

/** The settings as the form shows them. */
export const escrever = ({ lanchonete, totem, cozinha, painel, meios }: Ajustes): Escrito => ({
  lanchonete,
  ociosoS: String(totem.ociosoS),
  avisoS: String(totem.avisoS),
  pixOciosoS: String(totem.pixOciosoS),
  amareloMin: String(cozinha.amareloMin),
  vermelhoMin: String(cozinha.vermelhoMin),
  voltarMin: String(cozinha.voltarMin),
  recolherMin: String(cozinha.recolherMin),
  ...painel,
  ...meios,
});

/** The settings as they are sent. What is no number is sent as none, and the API says at which field. */
export function ler(escrito: Escrito): Ajustes {
  const numero = (texto: string) => (texto.trim() === '' ? Number.NaN : Number(texto));
  const { lanchonete, ociosoS, avisoS, pixOciosoS, som, fala, pix, balcao } = escrito;
  const { amareloMin, vermelhoMin, voltarMin, recolherMin } = escrito;
  return {
    lanchonete,
    totem: { ociosoS: numero(ociosoS), avisoS: numero(avisoS), pixOciosoS: numero(pixOciosoS) },
    cozinha: {
      amareloMin: numero(amareloMin),
      vermelhoMin: numero(vermelhoMin),
      voltarMin: numero(voltarMin),
      recolherMin: numero(recolherMin),
    },
    painel: { som, fala },
    meios: { pix, balcao },
  };
}

/** Whether a way to pay is the only one that is left: it cannot be taken away. */
export const unicoMeio = ({ pix, balcao }: Pick<Escrito, 'pix' | 'balcao'>, meio: 'pix' | 'balcao'): boolean =>
  meio === 'pix' ? pix && !balcao : balcao && !pix;
