import { pedir } from '../../../../api/client.ts';
import { usePaginas } from '../use-consulta.ts';
import type { Filtro } from './filtro.ts';

/** What an entry tells of fields before or after. */
export type Campos = Readonly<Record<string, string | number | boolean | null>>;

/** One entry of the audit log. `quem` is an id, `nome` that of a person who still works here. */
export type Entrada = {
  n: number;
  em: string;
  quem: string;
  nome: string | null;
  papel: string | null;
  acao: string;
  sobre: { tipo: string; id: string } | null;
  antes: Campos | null;
  depois: Campos | null;
  correlacao: string;
};

const LIMITE = '40';

/** What the staff did, the newest first; of it, what the filter leaves. */
export const useAuditoria = (filtro: Filtro) =>
  usePaginas(['auditoria', filtro], async (antesDe: number | undefined) => {
    const query = new URLSearchParams({
      ...filtro,
      limite: LIMITE,
      ...(antesDe === undefined ? {} : { antesDe: String(antesDe) }),
    });
    const { entradas, mais } = await pedir<{ entradas: Entrada[]; mais: boolean }>('GET', `/v2/auditoria?${query}`);
    return { entradas, proximo: mais ? (entradas.at(-1)?.n ?? null) : null };
  });
