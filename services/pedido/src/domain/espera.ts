/** A preparation that ended lately: when it was begun and when it was ready, epoch milliseconds. */
export type Preparo = { iniciadoEm: number; prontoEm: number };

/** How far back a preparation says something about now, in milliseconds. */
const RECENTE_MS = 2 * 60 * 60 * 1000;
/** How many of the latest preparations are looked at, and from how many on they say anything. */
const QUANTOS = 20;
const MINIMO = 3;

/**
 * How long who orders now will wait, in seconds: the median preparation, and before it the queue of those not begun yet, at
 * the pace the cozinha lately finished one after the other. Null while too few are known.
 * @param preparos newest first
 * @param fila how many pedidos wait to be begun
 */
export function esperaEstimada(preparos: readonly Preparo[], fila: number, agora: number): number | null {
  const recentes = preparos.filter(({ prontoEm }) => prontoEm > agora - RECENTE_MS).slice(0, QUANTOS);
  if (recentes.length < MINIMO) return null;
  const preparo = mediana(recentes.map(({ iniciadoEm, prontoEm }) => Math.max(0, prontoEm - iniciadoEm)));
  const prontos = recentes.map(({ prontoEm }) => prontoEm).sort((a, b) => b - a);
  const intervalos = prontos.slice(1).map((pronto, i) => (prontos[i] ?? pronto) - pronto);
  // In a quiet hour orders end far apart because they come far apart: that says nothing about the pace.
  const ritmo = Math.min(mediana(intervalos), preparo);
  return Math.round((preparo + fila * ritmo) / 1000);
}

function mediana(valores: readonly number[]): number {
  const ordem = valores.toSorted((a, b) => a - b);
  const meio = Math.floor(ordem.length / 2);
  const alto = ordem[meio] ?? 0;
  return ordem.length % 2 ? alto : ((ordem[meio - 1] ?? 0) + alto) / 2;
}
