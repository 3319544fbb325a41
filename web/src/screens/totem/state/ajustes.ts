/** Seconds of silence: before the totem asks, that the question stands, and before it asks while a QR code is open. */
export type Ajustes = { ociosoS: number; avisoS: number; pixOciosoS: number };

/** The usual settings, until those of the restaurant have come. */
export const PADRAO: Ajustes = { ociosoS: 45, avisoS: 15, pixOciosoS: 180 };
