import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret nobody guesses: 192 bits of chance, as 32 letters of an address; or so many bytes of it. */
export const randomSecret = (bytes = 24): string => randomBytes(bytes).toString('base64url');

/** What is kept of a secret that was random: SHA-256, in 64 hexadecimal digits. What people choose needs a slower one. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares secrets in constant time, whatever their lengths. */
export const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
