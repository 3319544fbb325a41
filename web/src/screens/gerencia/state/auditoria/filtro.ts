import { type Acao, nomesDasAcoes } from '@foodious/contracts/acoes.ts';

/** What of the audit log is looked at: an id, an action, `tipo:id`, and days of the restaurant, `AAAA-MM-DD`. */
export type Filtro = { quem?: string; acao?: Acao; sobre?: string; de?: string; ate?: string };

const ehAcao = (valor: string): valor is Acao => Object.hasOwn(nomesDasAcoes, valor);
const DIA = /^\d{4}-\d{2}-\d{2}$/;

/** The filter that an address asks for; what makes no sense is left out. */
export function filtroDe(busca: URLSearchParams): Filtro {
  const [quem, acao, sobre, de, ate] = ['quem', 'acao', 'sobre', 'de', 'ate'].map((nome) => busca.get(nome) ?? '');
  return {
    ...(quem ? { quem } : {}),
    ...(acao && ehAcao(acao) ? { acao } : {}),
    ...(sobre ? { sobre } : {}),
    ...(de && DIA.test(de) ? { de } : {}),
    ...(ate && DIA.test(ate) ? { ate } : {}),
  };
}
