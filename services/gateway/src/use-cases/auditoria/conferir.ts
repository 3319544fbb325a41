import { auditoria } from '../../db/auditoria.ts';
import { type Cabeca, conferidor, type Quebra } from '../../db/cadeia.ts';
import type { Reader } from '../../db/schema.ts';

/** Rows read at a time. */
const LOTE = 1_000;

/**
 * Follows the audit log from its first entry to its last.
 * @param conhecidas ends of it that others keep: what the log says now must lead through each
 * @returns how many entries are right, and what is wrong after those, if anything is
 */
export async function conferirAuditoria(
  { db }: Reader,
  conhecidas: readonly Cabeca[],
): Promise<{ certas: number; quebra: Quebra | null }> {
  const log = auditoria(db);
  const fim = await log.getCabeca();
  const ditas = Map.groupBy([...conhecidas, fim], ({ n }) => n);
  const { proxima, cabeca } = conferidor();
  for (;;) {
    const linhas = await log.listDepoisDe(cabeca().n, LOTE);
    for (const linha of linhas) {
      const certas = cabeca().n;
      const quebra = proxima(linha);
      if (quebra) return { certas, quebra };
      if (ditas.get(linha.n)?.some(({ hash }) => hash !== linha.hash))
        return { certas, quebra: { n: linha.n, defeito: 'refeita' } };
    }
    if (linhas.length < LOTE) break;
  }
  const certas = cabeca().n;
  const cortada = [...ditas.keys()].some((n) => n > certas);
  return { certas, quebra: cortada ? { n: certas + 1, defeito: 'cortada' } : null };
}
