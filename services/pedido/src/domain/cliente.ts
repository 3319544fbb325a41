import { cpfConfere } from '@foodious/kernel/cpf.ts';
import type { TipoDeConsentimento } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { tidy } from '@foodious/kernel/text.ts';

export type Cliente = { id: number; nome: string; email: string; cpf: string };

/**
 * What a cliente agreed to, or took back, at an instant (epoch milliseconds), and by which text; null: a program's own, which it
 * did not tell.
 */
export type Consentimento = { tipo: TipoDeConsentimento; versao: number | null; aceito: boolean; em: number };

/** How a CPF is written: its digits, with or without dots and dash. */
export const CPF_ESCRITO = /^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/;

/** The digits of a CPF, with or without dots and dash. Throws Refusal `invalid` when they are not a CPF's. */
export function lerCpf(texto: string): string {
  const cpf = talvezCpf(texto);
  if (cpf === undefined)
    throw new Refusal('invalid', 'O CPF do cliente não é válido', { codigo: 'cpf-invalido', campo: 'cpf' });
  return cpf;
}

/** The digits of a CPF, with or without dots and dash; undefined when they are not a CPF's. */
export function talvezCpf(texto: string): string | undefined {
  const digitos = CPF_ESCRITO.test(tidy(texto)) ? texto.replaceAll(/\D/g, '') : '';
  return cpfConfere(digitos) ? digitos : undefined;
}

/** What a shared screen may show of a cliente who gave only a CPF: enough to be greeted, not enough to be read. */
export const resumido = (cliente: Cliente): Cliente => ({
  ...cliente,
  nome: primeiroNome(cliente.nome),
  email: cliente.email.replace(/^(.).*@/, '$1***@'),
});

/** A name as it is looked for: in lower case, without accents; never longer than it was. */
export const nomeDeBusca = (nome: string): string =>
  tidy(nome).toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC');

/** The words somebody is looked for by: any of their names, as {@link nomeDeBusca} writes it. */
export const palavrasDeBusca = (nome: string): string[] => [...new Set(nomeDeBusca(nome).match(/[\p{L}\p{N}]+/gu))];

/** An e-mail as it is compared: `MARIA@exemplo.com` is taken once `maria@exemplo.com` is. */
export const emailReservado = (email: string): string => email.toLowerCase();

/** A CPF as a screen shows it: enough to tell two people apart, not enough to use. */
export const cpfEncoberto = (cpf: string): string => `***.${cpf.slice(3, 6)}.${cpf.slice(6, 9)}-**`;

export const primeiroNome = (nome: string): string => tidy(nome).split(' ')[0] ?? '';
