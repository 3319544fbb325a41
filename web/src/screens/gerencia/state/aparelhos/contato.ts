import type { Tom } from '../../../../ui/palavras.ts';
import { duracao } from '../../../../ui/tempo.ts';
import type { Aparelho } from './use-aparelhos.ts';

/** What each kind is called. */
export const tipos: Readonly<Record<Aparelho['tipo'], string>> = {
  totem: 'Totem',
  painel: 'Painel',
  cozinha: 'Cozinha',
  balcao: 'Balcão',
  programa: 'Programa',
};

/** A screen in use asks every minute, which is noted at least this often; milliseconds. */
const EM_USO_MS = 7 * 60_000;
const AGORA_MS = 60_000;

/** When an aparelho was last heard of, and what to make of it. `agora` in epoch milliseconds. */
export function contatoDe(
  { tipo, vistoEm, revogadoEm }: Aparelho,
  agora: number,
): { visto: string; selo: string; tom: Tom } {
  const ha = vistoEm === null ? null : agora - Date.parse(vistoEm);
  const visto = ha === null ? 'nunca visto' : ha < AGORA_MS ? 'visto agora' : `visto há ${duracao(ha)}`;
  if (revogadoEm !== null) return { visto, selo: 'Revogado', tom: 'mau' };
  if (ha === null) return { visto, selo: 'Ainda não usado', tom: 'espera' };
  if (ha < EM_USO_MS) return { visto, selo: 'Em uso', tom: 'bom' };
  return { visto, selo: 'Sem contato', tom: tipo === 'programa' ? 'neutro' : 'aviso' };
}
