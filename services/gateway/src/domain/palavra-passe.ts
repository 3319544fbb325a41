import { MENOR_PALAVRA_PASSE } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import comuns from './comuns.json' with { type: 'json' };

/** Characters a palavra-passe has at most: a phrase fits, a book does not. */
const MAIOR = 128;

/**
 * The most common ones: those long enough to be taken, and the words short ones are made of; the first ten thousand of the lists
 * of zxcvbn-ts and of Django that matter here (`comuns.LICENCA.md`).
 */
const COMUNS: ReadonlySet<string> = new Set(comuns);
/** What those lists lack: our own words, and those of where we are. */
const DAQUI = new Set(
  'acesso administrador botafogo brasileiro caixa corinthians cozinha cozinheiro cruzeiro deusefiel foodious fastefoodious fastfood gerencia gerente hamburguer internacional lanchonete mudar palavrapasse palmeiras restaurante saopaulo senha senhas trocar totem vasco'.split(
    ' ',
  ),
);

/** A palavra-passe as it is hashed: in one form of Unicode (NFKC), whatever keyboard wrote it (NIST SP 800-63B). */
export const escrita = (texto: string): string => texto.normalize('NFKC');

/**
 * A palavra-passe that somebody chose, as it is hashed. Throws Refusal `invalid`, naming the field, for one that is too short or
 * too long, that has the name of its user in it, or that others try first.
 */
export function novaPalavraPasse(texto: string, usuario: string, campo: string): string {
  const nova = escrita(texto);
  const recusar = (mensagem: string) => new Refusal('invalid', mensagem, { campo });
  const tamanho = [...nova].length;
  if (tamanho < MENOR_PALAVRA_PASSE || tamanho > MAIOR)
    throw recusar(`A palavra-passe deve ter de ${MENOR_PALAVRA_PASSE} a ${MAIOR} caracteres`);
  const simples = semAcentos(nova);
  if (simples.includes(usuario)) throw recusar('A palavra-passe não pode ter o nome de usuário');
  if (ehComum(simples)) throw recusar('Esta palavra-passe é das mais usadas: escolha outra');
  return nova;
}

const semAcentos = (texto: string) => texto.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Whether a guesser would try it among the first: a common one, a common word with signs around it, a pattern. */
function ehComum(texto: string): boolean {
  const palavra = texto.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '').replaceAll(/[\s_.-]/g, '');
  const conhecida = (uma: string) => COMUNS.has(uma) || DAQUI.has(uma);
  return conhecida(texto) || conhecida(palavra) || repetido(texto) || corrido(texto);
}

/** Whether it is one short piece over and over: `abcabcabcabc`, `0000`. */
const repetido = (texto: string) => /^(.{1,4})\1+.{0,3}$/u.test(texto);

/** Whether each sign follows the one before it, up or down, the nine by the zero: `1234`, `hgfedcba`, `8901`. */
function corrido(texto: string): boolean {
  const sinais = [...texto].map((sinal) => sinal.codePointAt(0) ?? 0);
  const passos = new Set(sinais.slice(1).map((sinal, i) => sinal - (sinais[i] ?? 0)));
  const so = (...permitidos: number[]) => [...passos].every((passo) => permitidos.includes(passo));
  return so(1, -9) || so(-1, 9);
}

/** How a PIN is written. */
export const PIN = /^\d{4,6}$/;

/** PINs that people choose first, beyond the patterns: the middle of the pad, and what the lists name most. */
const PINS_COMUNS = new Set(['2580', '0852', '1004', '1342', '6969', '147258', '258000', '159753', '123321', '121314']);

/** A PIN that somebody chose. Throws Refusal `invalid` for one that is none, or that a passer-by would try first. */
export function novoPin(pin: string): string {
  const recusar = (mensagem: string) => new Refusal('invalid', mensagem, { campo: 'pin' });
  if (!PIN.test(pin)) throw recusar('O PIN deve ter de 4 a 6 algarismos');
  if (pinComum(pin)) throw recusar('Este PIN é fácil de adivinhar: escolha outro');
  return pin;
}

/** A pattern, a pair of doubles, the same forth and back, a year of somebody's birth, or one of {@link PINS_COMUNS}. */
export const pinComum = (pin: string): boolean =>
  /^(\d{1,3})\1+$/.test(pin) ||
  /^(?:(\d)\1)+$/.test(pin) ||
  pin === [...pin].reverse().join('') ||
  /^(19[3-9]\d|20[0-4]\d)$/.test(pin) ||
  corrido(pin) ||
  PINS_COMUNS.has(pin);
