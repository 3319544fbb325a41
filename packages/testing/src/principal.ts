import { LOJA } from '@foodious/kernel/context.ts';
import type { Principal } from '@foodious/platform/auth.ts';

/** A caller as a verified token says, who may do nothing but what is told here; the token never ends. */
export function umPrincipal({ sub = 'alguém', ...told }: Partial<Principal> = {}): Principal {
  return {
    sub,
    papel: '',
    scopes: new Set(),
    lojaId: LOJA,
    dono: sub,
    clienteId: null,
    verificado: false,
    bases: [],
    since: 0,
    until: Number.POSITIVE_INFINITY,
    ...told,
  };
}
