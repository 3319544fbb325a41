import { dayIn } from '@foodious/kernel/day.ts';
import { fuso } from './format.ts';

const numero = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1 });
const comMilesimos = new Intl.DateTimeFormat('pt-BR', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZone: fuso,
});

/** A length of time in few words: `8 ms`, `1,4 s`, `12 min`, `3 h 20 min`, `2 dias`. */
export function duracao(ms: number): string {
  if (ms < 1_000) return `${Math.round(Math.max(0, ms))} ms`;
  const s = ms / 1_000;
  if (s < 9.95) return `${numero.format(s)} s`;
  if (s < 59.5) return `${Math.round(s)} s`;
  const min = Math.round(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 48) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`;
  return `${Math.round(h / 24)} dias`;
}

/** How much later something came, as people say it; milliseconds. */
export const depois = (ms: number): string => (ms < 1_000 ? 'em seguida' : `${duracao(ms)} depois`);

/** How long ago, as people say it. Epoch milliseconds. */
export function faz(desde: string, agora: number): string {
  const ms = agora - Date.parse(desde);
  return ms < 5_000 ? 'agora há pouco' : `há ${duracao(ms)}`;
}

/** `18:11:48,826`: where milliseconds matter. */
export const horaExata = (iso: string): string => comMilesimos.format(new Date(iso));

/** The restaurant's day at an instant, `AAAA-MM-DD`. */
export const diaDe = dayIn(fuso);

/** A day so many days away from another. */
export function diasDepois(dia: string, dias: number): string {
  const data = new Date(`${dia}T00:00:00Z`);
  data.setUTCDate(data.getUTCDate() + dias);
  return data.toISOString().slice(0, 10);
}

/** `25/11` of `2026-11-25`. */
export const diaCurto = (dia: string): string => `${dia.slice(8, 10)}/${dia.slice(5, 7)}`;
