import { Refusal } from '@foodious/kernel/refusal.ts';

/** Somebody is not who they say: the same, whatever was wrong. */
export const credenciaisInvalidas = (): Refusal => new Refusal('unauthorized', 'Credenciais inválidas');
