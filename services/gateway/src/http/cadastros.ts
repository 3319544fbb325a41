import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import { networkOf } from '@foodious/platform/network.ts';

/** How many a session of a screen may make in a minute: who orders needs one or two. */
const POR_SESSAO = 30;
/** Buckets kept; those used least lately are forgotten. */
const BALDES = 10_000;

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
 * Each has a bucket, full at first and filled again in a minute; kept by this instance alone. Who may read every cliente is
 * not limited.
 * @param porMinuto how many a program, a person of the staff, or an address may make in a minute
 */
export function limiteDeCadastros(porMinuto: number, agora: () => number = Date.now): ContarCadastro {
  const baldes = new Map<string, { restam: number; em: number }>();

  return (endereco, quem) => {
    if (quem?.scopes.has('cliente:ler')) return;
    const em = agora();
    const seus = [{ chave: `endereço ${networkOf(endereco)}`, cabem: porMinuto }];
    if (quem)
      seus.push({
        chave: `dono ${quem.dono}`,
        cabem: quem.papel === 'totem' ? Math.min(POR_SESSAO, porMinuto) : porMinuto,
      });
    const restos = seus.map(({ chave, cabem }) => {
      const balde = baldes.get(chave) ?? { restam: cabem, em };
      return { chave, cabem, restam: Math.min(cabem, balde.restam + ((em - balde.em) * cabem) / MINUTO_MS) };
    });
    const esperaMs = Math.max(...restos.map(({ cabem, restam }) => ((1 - restam) * MINUTO_MS) / cabem));
    if (esperaMs > 0)
      throw new Refusal('too-many', 'Muitas tentativas: espere um pouco', {
        codigo: 'tentativas-demais',
        esperaSegundos: Math.ceil(esperaMs / 1000),
      });
    for (const { chave, restam } of restos) {
      baldes.delete(chave); // the last used comes last
      if (baldes.size >= BALDES) baldes.delete(baldes.keys().next().value ?? '');
      baldes.set(chave, { restam: restam - 1, em });
    }
  };
}
