import { MEIOS, type Meio, PRAZOS_DO_PREPARO, type PrazosDoPreparo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

/** What the restaurant sets for its screens. */
export type Ajustes = {
  /** The name of the restaurant, as the screens show it. */
  lanchonete: string;
  /**
   * Seconds without a touch until the totem asks whether anyone is there (`pixOciosoS` while a Pix is open), and seconds it
   * then waits for an answer.
   */
  totem: { ociosoS: number; avisoS: number; pixOciosoS: number };
  /** From how many minutes on a comanda is late, and from how many too late; and what goes for a preparation everywhere. */
  cozinha: { amareloMin: number; vermelhoMin: number } & PrazosDoPreparo;
  /** Whether a senha that is ready is heard, and whether it is spoken. */
  painel: { som: boolean; fala: boolean };
  /** By which a pedido may be paid; at least one. */
  meios: Record<Meio, boolean>;
};

/** The ajustes of a restaurant that has set nothing. */
export const AJUSTES: Ajustes = {
  lanchonete: 'Fast & Foodious',
  totem: { ociosoS: 45, avisoS: 15, pixOciosoS: 180 },
  cozinha: { amareloMin: 5, vermelhoMin: 8, ...PRAZOS_DO_PREPARO },
  painel: { som: true, fala: false },
  meios: { pix: true, balcao: false },
};

/**
 * By which a checkout is to be paid: as was asked for, or the first the restaurant offers. Throws Refusal `conflict` for what it
 * does not offer.
 */
export function escolherMeio(meios: Ajustes['meios'], pedido?: Meio): Meio {
  const meio = pedido ?? MEIOS.find((each) => meios[each]) ?? 'pix';
  if (!meios[meio])
    throw new Refusal('conflict', meio === 'pix' ? 'Não estamos aceitando Pix agora' : 'Não se paga no balcão agora', {
      codigo: 'meio-indisponivel',
      campo: 'meio',
      meios: MEIOS.filter((each) => meios[each]),
    });
  return meio;
}
