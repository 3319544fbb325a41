import type { components } from '../api/schema.ts';

/** A senha at the counter. */
export type Pronta = { senha: number; desde: string };
/** A senha still being waited for. */
type EmPreparo = Pronta & { estado: 'RECEBIDO' | 'EM_PREPARACAO' };
/** The pick-up board: the ready ones from the newest on, the others from the first that came. */
export type Quadro = {
  prontas: readonly Pronta[];
  emPreparo: readonly EmPreparo[];
  esperaSegundos: number | null;
};

type Retrato = components['schemas']['Painel'];
type Mudanca = { senha: number; estado: string; desde: string; esperaSegundos: number | null };

/** What the stream tells, put on the board. */
export function noQuadro(quadro: Quadro | undefined, event: string, data: unknown): Quadro | undefined {
  if (event === 'retrato') {
    const { prontos, emPreparacao, esperaSegundos } = data as Retrato;
    return { prontas: unicas(prontos), emPreparo: unicas(emPreparacao), esperaSegundos };
  }
  if (event !== 'senha' || !quadro) return quadro;
  const { senha, estado, desde, esperaSegundos } = data as Mudanca;
  const prontas = quadro.prontas.filter((outra) => outra.senha !== senha);
  const emPreparo = quadro.emPreparo.filter((outra) => outra.senha !== senha);
  if (estado === 'PRONTO') return { prontas: [{ senha, desde }, ...prontas], emPreparo, esperaSegundos };
  if (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO') return { prontas, emPreparo, esperaSegundos };
  const antes = quadro.emPreparo.findIndex((outra) => outra.senha === senha);
  const nova = { senha, estado, desde } as const;
  // One that begins keeps its place: a number that is being looked at does not jump.
  return { prontas, emPreparo: emPreparo.toSpliced(antes < 0 ? emPreparo.length : antes, 0, nova), esperaSegundos };
}

/** Of yesterday's and today's with one number, the first told: the board knows them by nothing else. */
const unicas = <T extends { senha: number }>(lista: readonly T[]): T[] =>
  lista.filter(({ senha }, i) => lista.findIndex((outra) => outra.senha === senha) === i);

/** How long after it became ready a senha is still news, milliseconds. */
const NOVIDADE_MS = 2 * 60_000;

/** The senhas that became ready between two pictures, in the order they did. The first picture has no news. */
export function novasProntas(antes: Quadro | undefined, depois: Quadro | undefined, agora: number): number[] {
  if (!antes || !depois) return [];
  const sabidas = new Set(antes.prontas.map(({ senha, desde }) => `${senha} ${desde}`));
  return depois.prontas
    .filter(({ senha, desde }) => !sabidas.has(`${senha} ${desde}`) && agora - Date.parse(desde) < NOVIDADE_MS)
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
