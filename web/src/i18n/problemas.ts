import { Problema } from '../api/problem.ts';
import { dinheiro } from '../ui/format.ts';
import type { Textos } from './pt.ts';

/** What went wrong, in the language of who stands there: never in the words of the server, which speaks one. */
export function dizerProblema(t: Textos, error: unknown): string {
  if (!(error instanceof Problema)) return t.semConexao;
  const { corpo, status } = error;
  const codigo = error.codigo ?? (status === 429 ? 'tentativas-demais' : undefined);
  if (codigo) {
    const dito = t.problemas[codigo];
    return typeof dito === 'string' ? dito : dito({ total: dinheiro(Number(corpo.total)), nomes: nomesDe(corpo) });
  }
  if (status >= 500) return t.falhas.fora;
  if (status === 401 || status === 403) return t.falhas.sessao;
  return status === 400 ? t.falhas.campos : t.falhas.outra;
}

/** The produtos a refusal names: of a new pedido, or of one that is checked out again. */
function nomesDe({ indisponiveis, alteracoes }: Readonly<Record<string, unknown>>): string {
  const todos = (indisponiveis ?? alteracoes ?? []) as { nome: string; motivo?: string }[];
  return todos
    .filter(({ motivo = 'indisponivel' }) => motivo === 'indisponivel')
    .map(({ nome }) => nome)
    .join(', ');
}
