import { type Totais, totaisDe } from '../domain/conciliacao.ts';
import type { Pagamento } from '../domain/pagamento.ts';
import type { Divergencia } from '../ports.ts';
import { type Conciliacao, limitesDe, MAIS_ABERTAS, pagamentosDe } from './conciliar-dia.ts';

/** What there is to see of a business day: money in centavos; the provider's is null where the day was never compared. */
export type Dia = {
  dia: string;
  feitaEm: string | null;
  totais: Totais & { provedorRecebido: number | null; provedorEstornado: number | null };
  divergencias: readonly Divergencia[];
};

/** A business day as our ledger tells it now, and as its last comparison saw the providers. */
export async function verConciliacao(deps: Conciliacao, dia: string): Promise<Dia> {
  const [de, ate] = limitesDe(dia, deps.diaDe);
  const comparacao = (await deps.comparacoes.get(dia))?.doc;
  return {
    dia,
    feitaEm: comparacao?.feitaEm ?? null,
    totais: {
      ...totaisDe(await pagamentosDe(deps.store, de, ate), de, ate),
      provedorRecebido: comparacao?.provedorRecebidoCentavos ?? null,
      provedorEstornado: comparacao?.provedorEstornadoCentavos ?? null,
    },
    divergencias: await divergenciasDe(deps, dia),
  };
}

const divergenciasDe = ({ divergencias }: Conciliacao, dia: string): Promise<Divergencia[]> =>
  divergencias.list('dia', { de: dia, ate: `${dia} `, limite: MAIS_ABERTAS });

/** A charge of a business day: what the ledger says happened to it in that day, and one thing that is not agreed on, if any. */
export type LinhaDoDia = { pagamento: Pagamento | null; doDia: Totais | null; divergencia: Divergencia | null };

/** A business day charge by charge, the oldest first; what no pagamento of ours counts on comes last. */
export async function listarDia(deps: Conciliacao, dia: string): Promise<LinhaDoDia[]> {
  const [de, ate] = limitesDe(dia, deps.diaDe);
  const todas = await divergenciasDe(deps, dia);
  const vistas = new Set<string>();
  const linhas: LinhaDoDia[] = [];
  for (const pagamento of await pagamentosDe(deps.store, de, ate)) {
    const suas = todas.filter(
      ({ meio, cobrancaId }) => meio === pagamento.meio && cobrancaId === pagamento.cobranca?.id,
    );
    for (const divergencia of suas.length > 0 ? suas : [null]) {
      // What happened is told once, however much is not agreed on.
      const primeira = divergencia === suas[0] || divergencia === null;
      linhas.push({ pagamento, doDia: primeira ? totaisDe([pagamento], de, ate) : null, divergencia });
      if (divergencia) vistas.add(divergencia.id);
    }
  }
  const resto = todas.filter(({ id }) => !vistas.has(id));
  return [...linhas, ...resto.map((divergencia) => ({ pagamento: null, doDia: null, divergencia }))];
}
