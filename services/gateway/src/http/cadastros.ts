import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import { doEndereco, limite } from './limite.ts';

/** How many a session of a screen may make in a minute: who orders needs one or two. */
const POR_SESSAO = 30;

/** The routes of services that register a cliente, or tell whether there is one. */
export const CADASTROS: ReadonlySet<string> = new Set([
  'POST /v1/cliente',
  'POST /v2/cliente',
  'POST /v1/cliente/identifica',
]);

/** Who registers or looks up, as far as the limit asks. */
type Quem = Pick<Principal, 'dono' | 'papel' | 'scopes'>;

/** Counts one more registration or look-up. Throws Refusal `too-many`, which says how long to wait. */
export type ContarCadastro = (endereco: string, quem: Quem | null) => void;

/**
 * Limits registrations and look-ups by CPF, of each dono and of each address: they tell who exists, and may write to strangers.
 * Who may read every cliente is not limited.
 * @param porMinuto how many a program, a person of the staff, or an address may make in a minute
 */
export function limiteDeCadastros(porMinuto: number, agora?: () => number): ContarCadastro {
  const contar = limite(MINUTO_MS, agora);
  return (endereco, quem) => {
    if (quem?.scopes.has('cliente:ler')) return;
    const cabem = quem?.papel === 'totem' ? Math.min(POR_SESSAO, porMinuto) : porMinuto;
    contar(doEndereco(endereco, porMinuto), ...(quem ? [{ de: `dono ${quem.dono}`, cabem }] : []));
  };
}
