import type { EventOf } from '../../../api/live.ts';

/** A number, and the day it was given: one of yesterday may still be at the counter when it is given again. */
export type Senha = { senha: number; dia: string | null };
/** A senha at the counter. */
export type Pronta = Senha & { desde: string };
/** A senha still being waited for. */
type EmPreparo = Pronta & { estado: 'RECEBIDO' | 'EM_PREPARACAO' };
/** The pick-up board: the ready ones from the newest on, the others from the first that came. */
export type Quadro = {
  prontas: readonly Pronta[];
  emPreparo: readonly EmPreparo[];
  esperaSegundos: number | null;
};

/** What tells two senhas apart. */
export const chaveDe = ({ senha, dia }: Senha): string => `${dia} ${senha}`;

/** What the stream tells, put on the board. */
export function lerQuadro(quadro: Quadro | undefined, ...[event, data]: EventOf<'painel'>): Quadro | undefined {
  if (event === 'retrato') {
    const { prontos, emPreparacao, esperaSegundos } = data;
    return { prontas: prontos, emPreparo: emPreparacao, esperaSegundos };
  }
  if (!quadro) return quadro;
  const esta = (outra: Senha) => chaveDe(outra) === chaveDe(data);
  const prontas = quadro.prontas.filter((outra) => !esta(outra));
  if (event === 'recolhida') return { ...quadro, prontas };
  if (event === 'chamada') {
    const { senha, dia, em: desde } = data; // as if it had become ready now: it comes to the front, and is called
    return { ...quadro, prontas: [{ senha, dia, desde }, ...prontas] };
  }
  const { estado, esperaSegundos, ...pronta } = data;
  const emPreparo = quadro.emPreparo.filter((outra) => !esta(outra));
  if (estado === 'PRONTO') return { prontas: [pronta, ...prontas], emPreparo, esperaSegundos };
  if (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO') return { prontas, emPreparo, esperaSegundos };
  const antes = quadro.emPreparo.findIndex(esta);
  const nova = { ...pronta, estado } as const;
  // One that begins keeps its place: a number that is being looked at does not jump.
  return { prontas, emPreparo: emPreparo.toSpliced(antes < 0 ? emPreparo.length : antes, 0, nova), esperaSegundos };
}

/** How long after it became ready a senha is still news, milliseconds. */
const NOVIDADE_MS = 2 * 60_000;

/** The senhas that became ready between two pictures, in the order they did. The first picture has no news. */
export function novasProntas(antes: Quadro | undefined, depois: Quadro | undefined, agora: number): number[] {
  if (!antes || !depois) return [];
  const sabidas = new Set(antes.prontas.map((pronta) => `${chaveDe(pronta)} ${pronta.desde}`));
  return depois.prontas
    .filter((pronta) => !sabidas.has(`${chaveDe(pronta)} ${pronta.desde}`))
    .filter(({ desde }) => agora - Date.parse(desde) < NOVIDADE_MS)
    .map(({ senha }) => senha)
    .reverse();
}

/** After this long at the counter a senha makes room for others. Milliseconds. */
const ANTIGA_MS = 10 * 60_000;

export const antiga = ({ desde }: Pronta, agora: number): boolean => agora - Date.parse(desde) > ANTIGA_MS;

/** The one shown very large: the one being called, or else the newest, while it is not old. */
export function destaqueDe({ prontas }: Quadro, chamada: number | null, agora: number): Pronta | undefined {
  const nova = prontas.find(({ senha }) => senha === chamada) ?? prontas[0];
  return nova && !antiga(nova, agora) ? nova : undefined;
}

/** What who orders now will wait, in words. */
export function esperaEmPalavras(segundos: number | null): string {
  if (segundos === null) return 'Peça no totem e acompanhe a sua senha aqui';
  const minutos = Math.max(1, Math.round(segundos / 60));
  if (minutos === 1) return 'Quem pede agora espera cerca de um minuto';
  return minutos > 60
    ? 'Quem pede agora espera mais de uma hora'
    : `Quem pede agora espera cerca de ${minutos} minutos`;
}
