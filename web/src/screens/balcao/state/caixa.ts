import { centavos } from '@foodious/kernel/money.ts';
import type { components } from '../../../api/schema.ts';
import { lerReais } from './dinheiro.ts';

/** The counter's money of a day. */
export type Caixa = components['schemas']['Caixa'];
export type Movimento = Caixa['movimentos'][number];

/** What somebody counted, as typed. */
export type Contagem = { fundo: string; dinheiro: string; cartao: string };

/** Of one kind of money what there should be, what was counted, and how much more than it should (less: below zero). Reais. */
type Conferencia = { esperado: number; contado: number; diferenca: number };

/** What is sent to close a day, and what comes of it; or the fields that hold no amount. */
export type Fecho =
  | { faltam: readonly (keyof Contagem)[] }
  | { corpo: { fundo: number; dinheiro: number; cartao: number }; dinheiro: Conferencia; cartao: Conferencia };

/** Compares a count with what there should be: in the drawer the fundo it began with is counted along. */
export function conferir({ dinheiro, cartao }: Pick<Caixa, 'dinheiro' | 'cartao'>, contagem: Contagem): Fecho {
  const lidos = {
    fundo: lerReais(contagem.fundo),
    dinheiro: lerReais(contagem.dinheiro),
    cartao: lerReais(contagem.cartao),
  };
  const faltam = (Object.keys(lidos) as (keyof Contagem)[]).filter((nome) => lidos[nome] === null);
  if (lidos.fundo === null || lidos.dinheiro === null || lidos.cartao === null) return { faltam };
  const conta = (esperado: number, contado: number): Conferencia => ({
    esperado: esperado / 100,
    contado: contado / 100,
    diferenca: (contado - esperado) / 100,
  });
  return {
    corpo: { fundo: lidos.fundo / 100, dinheiro: lidos.dinheiro / 100, cartao: lidos.cartao / 100 },
    dinheiro: conta(lidos.fundo + centavos(dinheiro.esperado), lidos.dinheiro),
    cartao: conta(centavos(cartao.esperado), lidos.cartao),
  };
}

/** What a difference means, in words; reais. */
export const dizerDiferenca = (diferenca: number, dinheiro: (reais: number) => string): string =>
  diferenca === 0 ? 'Confere' : diferenca > 0 ? `Sobram ${dinheiro(diferenca)}` : `Faltam ${dinheiro(-diferenca)}`;

const nomes: Record<Movimento['tipo'], string> = {
  entrada: 'Recebido',
  troco: 'Troco',
  devolucao: 'Devolução',
};

/** What a movimento was, and whether it went out of the counter. */
export const dizerMovimento = ({ tipo }: Pick<Movimento, 'tipo'>): { nome: string; sai: boolean } => ({
  nome: nomes[tipo],
  sai: tipo !== 'entrada',
});
