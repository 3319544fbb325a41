import { diasDepois } from '../../../../ui/tempo.ts';

/** Days of the restaurant, both included, `AAAA-MM-DD`. */
export type Periodo = { de: string; ate: string };

/** The periods at hand, by how many days they have. */
export const prontos = [
  { nome: 'Hoje', dias: 1 },
  { nome: '7 dias', dias: 7 },
  { nome: '30 dias', dias: 30 },
] as const;

/** The last so many days, today among them. */
export const ultimos = (dias: number, hoje: string): Periodo => ({ de: diasDepois(hoje, 1 - dias), ate: hoje });

/** The period an address asks for; the last 7 days when it names none. */
export function periodoDe(busca: URLSearchParams, hoje: string): Periodo {
  const dia = (nome: string) => {
    const valor = busca.get(nome) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(valor) ? valor : undefined;
  };
  const [de, ate] = [dia('de'), dia('ate')];
  return de && ate ? { de, ate } : ultimos(7, hoje);
}

/** How many of the ready-made periods this is, if any. */
export const qualPronto = ({ de, ate }: Periodo, hoje: string): number | undefined =>
  prontos.find(({ dias }) => ultimos(dias, hoje).de === de && ate === hoje)?.dias;
