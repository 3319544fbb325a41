import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What nobody guesses: 128 bits of chance, as 22 letters of an address. */
export const novoCodigo = (): string => randomBytes(16).toString('base64url');

/** Such a code in an address. */
export const codigoParam = z.string().regex(/^[\w-]{22}$/, 'codigo deve ser o do endereço recebido com o pedido');

/** The page on which whoever holds its code follows a pedido; null for those from before there were codes. */
export const acompanharEm = (codigo: string | null): string | null => codigo && `/p/${codigo}`;
