import type { Meio } from '@foodious/kernel/estados.ts';

/** Seconds of silence: before the totem asks, that the question stands, and before it asks while a QR code is open. */
export type Ajustes = { ociosoS: number; avisoS: number; pixOciosoS: number };

/** The usual settings, until those of the restaurant have come. */
export const PADRAO: Ajustes = { ociosoS: 45, avisoS: 15, pixOciosoS: 180 };

/** By which a pedido may be paid. */
export type Meios = Readonly<Record<Meio, boolean>>;
export const MEIOS_DE_SEMPRE: Meios = { pix: true, balcao: false };
