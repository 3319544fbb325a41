import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useAviso } from '../use-aviso.ts';
import { useConsulta } from '../use-consulta.ts';
import { comparar, type Divergencia, lerConciliacao, type Reparo, reparar } from './api.ts';
import { dizerReparo, dizerTentativa, emCurso, situacaoDe } from './divergencias.ts';

const CHAVE = ['conciliacao'] as const;

/** How bank and ledger stand on a day. */
export const useConciliacao = (dia: string) => useConsulta([...CHAVE, 'dia', dia], () => lerConciliacao(dia), 30_000);

/** Compares a day with the bank, now, and says in a word what came of it. */
export function useComparar() {
  const client = useQueryClient();
  const avisar = useAviso();
  return useMutation({
    mutationFn: comparar,
    onSuccess: (conciliacao) =>
      avisar(situacaoDe(conciliacao) === 'diverge' ? 'Comparado: há o que resolver' : 'Comparado: tudo confere'),
    onSettled: () => client.invalidateQueries({ queryKey: CHAVE }),
  });
}

/** Repairs something bank and ledger do not agree on. */
export function useReparar(onFeito: () => void) {
  const client = useQueryClient();
  const avisar = useAviso();
  return useMutation({
    mutationFn: ({ id, ...conserto }: { id: string; acao: Reparo; motivo?: string; transacaoId?: string }) =>
      reparar(id, conserto),
    onSuccess(depois: Divergencia, { acao }) {
      if (depois.resolvidaEm !== null) avisar(`Resolvida: ${dizerReparo(acao).feito}`);
      else avisar(emCurso(depois) ? 'Pedido ao banco: segue sozinho' : (dizerTentativa(depois) ?? 'Ainda não confere'));
      onFeito();
    },
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: CHAVE }), client.invalidateQueries({ queryKey: ['pedidos'] })]),
  });
}
