import { api, body } from '../../../../api/client.ts';
import type { components } from '../../../../api/schema.ts';
import { usePaginas } from '../use-consulta.ts';
import type { Filtro } from './filtro.ts';

/** One entry of the audit log. `quem` is an id, `nome` that of a person who still works here. */
export type Entrada = components['schemas']['EntradaDaAuditoria'];
export type Campos = NonNullable<Entrada['antes']>;

const LIMITE = '40';

/** What the staff did, the newest first; of it, what the filter leaves. */
export const useAuditoria = (filtro: Filtro) =>
  usePaginas(['auditoria', filtro], async (antesDe: number | undefined) => {
    const query = { ...filtro, limite: LIMITE, ...(antesDe === undefined ? {} : { antesDe: String(antesDe) }) };
    const { entradas, mais } = await body(api.GET('/v2/auditoria', { params: { query } }));
    return { entradas, proximo: mais ? (entradas.at(-1)?.n ?? null) : null };
  });
