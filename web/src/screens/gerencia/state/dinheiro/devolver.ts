import type { EstadoPedido, Meio } from '@foodious/kernel/estados.ts';
import { centavos } from '@foodious/kernel/money.ts';
import { dinheiro } from '../../../../ui/format.ts';
import { lerReais } from '../cardapio/preco.ts';
import type { Devolucao, Estorno, EstornoDoPagamento, Estornos, Pagamentos } from './api.ts';

/** An item of a pedido as it may go back: `resta` of it did not yet. */
export type ItemDevolvivel = { itemId: number; nome: string; precoUnitario: number; resta: number };

type Item = { itemId?: number | undefined; nome: string; quantidade: number; precoUnitario: number };

/** Of what was ordered, how many of each have not gone back, nor are on their way. */
export function itensDevolviveis(itens: readonly Item[], estornos: readonly Estorno[]): ItemDevolvivel[] {
  const voltou = new Map<number, number>();
  for (const { itens: deles, estado } of estornos)
    if (estado !== 'RECUSADO')
      for (const { itemId, quantidade } of deles ?? []) voltou.set(itemId, (voltou.get(itemId) ?? 0) + quantidade);
  return itens.flatMap(({ itemId, nome, quantidade, precoUnitario }) =>
    itemId === undefined
      ? []
      : [{ itemId, nome, precoUnitario, resta: Math.max(0, quantidade - (voltou.get(itemId) ?? 0)) }],
  );
}

/** How a refund is written: what of it, how many of each item, the amount as it is typed, and why. */
export type Escrita = {
  como: 'tudo' | 'itens' | 'valor';
  quantidades: Readonly<Record<number, number>>;
  valor: string;
  motivo: string;
};

/** Characters a reason has at least, and at most. */
export const MOTIVO = { menor: 3, maior: 300 } as const;

/** What is wrong with a refund as it is written, by its field. */
export type Faltas = { itens?: string; valor?: string; motivo?: string };

/** What a refund as it is written would give back, in reais; undefined while it says no amount. */
export function valorDe({ como, quantidades, valor }: Escrita, itens: readonly ItemDevolvivel[], disponivel: number) {
  if (como === 'tudo') return disponivel;
  if (como === 'valor') return lerReais(valor);
  const soma = itens.reduce(
    (total, { itemId, precoUnitario }) => total + centavos(precoUnitario) * (quantidades[itemId] ?? 0),
    0,
  );
  return soma / 100;
}

/** What has to be put right before so much can go back; empty when nothing has. */
export function faltasDe(escrita: Escrita, itens: readonly ItemDevolvivel[], disponivel: number): Faltas {
  const faltas: Faltas = {};
  const { como, motivo } = escrita;
  const valor = valorDe(escrita, itens, disponivel);
  const demais = `Só ${dinheiro(disponivel)} ainda pode voltar`;
  if (como === 'valor') {
    if (valor === undefined) faltas.valor = 'Escreva um valor, como 12,50';
    else if (valor <= 0) faltas.valor = 'O valor deve ser maior que zero';
    else if (Math.abs(valor * 100 - centavos(valor)) > 1e-6) faltas.valor = 'O valor tem no máximo duas casas';
    else if (centavos(valor) > centavos(disponivel)) faltas.valor = demais;
  }
  if (como === 'itens') {
    if (!valor) faltas.itens = 'Escolha ao menos um item';
    else if (centavos(valor) > centavos(disponivel)) faltas.itens = demais;
  }
  const letras = motivo.trim().length;
  if (letras < MOTIVO.menor) faltas.motivo = `Diga por quê, com ao menos ${MOTIVO.menor} letras`;
  else if (letras > MOTIVO.maior) faltas.motivo = `O motivo tem no máximo ${MOTIVO.maior} letras`;
  return faltas;
}

/** A refund as it is asked for. */
export function devolucaoDe({ como, quantidades, valor, motivo }: Escrita): Devolucao {
  const porque = { motivo: motivo.trim() };
  if (como === 'tudo') return { tudo: true, ...porque };
  if (como === 'valor') return { valor: lerReais(valor) ?? Number.NaN, ...porque };
  const itens = Object.entries(quantidades).filter(([, quantidade]) => quantidade > 0);
  return { itens: itens.map(([itemId, quantidade]) => ({ itemId: Number(itemId), quantidade })), ...porque };
}

/** Whether all of what was paid would go back of a pedido that is still on its way: then it is better cancelled. */
export const melhorCancelar = (estado: EstadoPedido, valor: number | undefined, { pago, disponivel }: Estornos) =>
  ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'].includes(estado) &&
  valor !== undefined &&
  centavos(valor) === centavos(disponivel) &&
  centavos(disponivel) === centavos(pago);

/** What went back or will, as pagamento follows it and as it was asked for. */
export type Volta = EstornoDoPagamento & { meio: Meio } & Pick<Estorno, 'motivo' | 'por' | 'itens'>;

/** All refunds of a pedido, each once, the newest first: those somebody asked for, and those that came by themselves. */
export function voltasDe({ pagamentos }: Pagamentos, { estornos }: Pick<Estornos, 'estornos'>): Volta[] {
  const pedidas = new Map(estornos.map((um) => [um.id, um]));
  const seguidas = pagamentos.flatMap(({ meio, estornos: deles }) =>
    deles.map((um): Volta => {
      const { motivo = null, por = null, itens = null } = pedidas.get(um.id) ?? {};
      return { ...um, meio, motivo, por, itens };
    }),
  );
  const conhecidas = new Set(seguidas.map(({ id }) => id));
  // What was asked for a moment ago, and pagamento has not heard of.
  const soPedidas = estornos.filter(({ id }) => !conhecidas.has(id));
  const [{ meio = 'pix' } = {}] = pagamentos;
  return [...seguidas, ...soPedidas.map((um): Volta => ({ ...um, meio, tentativas: 0, proximaEm: null }))].sort(
    (a, b) => b.pedidoEm.localeCompare(a.pedidoEm),
  );
}

/** What items went back, in words: `2× Turbo Dog e 1× Fritas`. */
export const dizerItens = (itens: readonly { nome: string; quantidade: number }[]): string =>
  new Intl.ListFormat('pt-BR').format(itens.map(({ nome, quantidade }) => `${quantidade}× ${nome}`));
