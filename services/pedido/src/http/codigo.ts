import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Makes the code of a new pedido, which nobody guesses: 128 bits of chance, as 22 letters of an address. */
export const novoCodigo = (): string => randomBytes(16).toString('base64url');

/** The code of a pedido in an address. */
export const codigoParam = z.string().regex(/^[\w-]{22}$/, 'codigo deve ser o do endereço recebido com o pedido');

/** The page on which whoever holds its code follows a pedido; null for pedidos from before there were codes. */
export const paginaParaSeguir = (codigo: string | null): string | null => codigo && `/p/${codigo}`;
