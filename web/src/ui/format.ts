/** The restaurant's time zone, as the gateway writes it into the page; undefined without one: that of the device. */
export const fuso = globalThis.document?.documentElement.dataset.fuso;

const brl = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' });
const clock = new Intl.DateTimeFormat('pt-BR', { hour: '2-digit', minute: '2-digit', timeZone: fuso });
const dayClock = new Intl.DateTimeFormat('pt-BR', {
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: fuso,
});

/** Reais, as the API sends them, to people: `R$ 20,20`. */
export const emReais = (reais: number): string => brl.format(reais).replace('\u00a0', ' ');

/** `14:05`, at the restaurant. */
export const hora = (iso: string): string => clock.format(new Date(iso));

/** `25/11, 14:05`. */
export const diaEHora = (iso: string): string => dayClock.format(new Date(iso));

/** Seconds as a watch shows them: `0:07`, `12:40`, `1:02:03`. */
export function relogio(segundos: number): string {
  const s = Math.max(0, Math.floor(segundos));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}
