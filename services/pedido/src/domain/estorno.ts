import type { CausaDeEstorno, EstadoDoEstorno } from '@foodious/kernel/estados.ts';
import { brl, reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Pedido, somar } from './pedido.ts';

/** So many of an item, given back. */
type ItemDevolvido = { itemId: number; nome: string; quantidade: number };

/** Money of a pedido that goes back, or went. Instants are epoch milliseconds. */
export type Estorno = {
  /** A UUID, by which pagamento and the provider know it too. */
  id: string;
  pedidoId: number;
  /** The pagamento it is of: the one that paid for the pedido, or one that came for nothing. */
  transacaoId: string;
  centavos: number;
  /** What of the pedido it is for; null: the whole, what was left, or an amount. */
  itens: readonly ItemDevolvido[] | null;
  causa: CausaDeEstorno;
  /** Why, in the words of who asked; null: nobody of the staff did, or it was erased. */
  motivo: string | null;
  por: string | null;
  estado: EstadoDoEstorno;
  pedidoEm: number;
  /** Null while it is not done, and on one from before they were kept: that it was done nobody has told. */
  feitoEm: number | null;
  /** Why the provider refused it, by a code. */
  erro: string | null;
};

/** What of a pedido is to go back: all that is left, so many of its itens, or an amount. */
export type Parte =
  | { tudo: true }
  | { itens: readonly Pick<ItemDevolvido, 'itemId' | 'quantidade'>[] }
  | { centavos: number };

type Pago = Pick<Pedido, 'id' | 'transacaoPaga' | 'totalCentavos' | 'itens'>;

/** What was paid for a pedido, what of that went back, what is on its way, and what may still go; centavos. */
export function contas({ transacaoPaga, totalCentavos }: Omit<Pago, 'itens'>, estornos: readonly Estorno[]) {
  const pago = transacaoPaga === null ? 0 : (totalCentavos ?? 0);
  const soma = (qual: EstadoDoEstorno) =>
    estornos
      .filter(({ estado, transacaoId }) => estado === qual && transacaoId === transacaoPaga)
      .reduce((centavos, estorno) => centavos + estorno.centavos, 0);
  const [estornado, aCaminho] = [soma('FEITO'), soma('PEDIDO')];
  return { pago, estornado, aCaminho, disponivel: Math.max(0, pago - estornado - aCaminho) };
}
export type Contas = ReturnType<typeof contas>;

/** How many of each item may still go back, by its id. */
export function restantes({ transacaoPaga, itens }: Pago, estornos: readonly Estorno[]): Map<number, number> {
  const restam = new Map(itens.map(({ id, quantidade }) => [id, quantidade]));
  for (const estorno of estornos)
    if (estorno.estado !== 'RECUSADO' && estorno.transacaoId === transacaoPaga)
      for (const { itemId, quantidade } of estorno.itens ?? [])
        restam.set(itemId, (restam.get(itemId) ?? 0) - quantidade);
  return restam;
}

/** Who asks for a refund, and why. */
type Novo = Pick<Estorno, 'id' | 'causa' | 'motivo' | 'por'>;

/**
 * A refund of what paid for a pedido. Throws Refusal `conflict` for one that was not paid, for more than is left of it, or of an
 * item; `invalid` for an item it does not have.
 */
export function pedirEstorno(
  pedido: Pago,
  estornos: readonly Estorno[],
  parte: Parte,
  novo: Novo,
  agora: number,
): Estorno {
  const { id: pedidoId, transacaoPaga } = pedido;
  if (transacaoPaga === null) throw new Refusal('conflict', `O pedido ${pedidoId} não foi pago: não há o que devolver`);
  const { disponivel } = contas(pedido, estornos);
  const itens = 'itens' in parte ? devolvidos(pedido, estornos, parte.itens) : null;
  const centavos = itens ? valorDe(pedido, itens) : 'centavos' in parte ? parte.centavos : disponivel;
  if (disponivel === 0)
    throw new Refusal('conflict', `Tudo o que foi pago no pedido ${pedidoId} já voltou, ou está a caminho`);
  if (centavos > disponivel)
    throw new Refusal('conflict', `Do pedido ${pedidoId} só se devolvem ainda ${brl(disponivel)}`, {
      campo: itens ? 'itens' : 'valor',
      disponivel: reais(disponivel),
    });
  if (centavos <= 0) throw new Refusal('invalid', 'Não há valor a devolver', { campo: itens ? 'itens' : 'valor' });
  return {
    ...novo,
    pedidoId,
    transacaoId: transacaoPaga,
    centavos,
    itens,
    estado: 'PEDIDO',
    pedidoEm: agora,
    feitoEm: null,
    erro: null,
  };
}

/** The itens asked for, each once, by the names the cliente saw. */
function devolvidos(
  pedido: Pago,
  estornos: readonly Estorno[],
  pedidos: readonly Pick<ItemDevolvido, 'itemId' | 'quantidade'>[],
): ItemDevolvido[] {
  const quantos = new Map<number, number>();
  for (const { itemId, quantidade } of pedidos) quantos.set(itemId, (quantos.get(itemId) ?? 0) + quantidade);
  const restam = restantes(pedido, estornos);
  return [...quantos].map(([itemId, quantidade]) => {
    const item = pedido.itens.find(({ id }) => id === itemId);
    if (!item) throw new Refusal('invalid', `O pedido ${pedido.id} não tem o item ${itemId}`, { campo: 'itens' });
    const resta = restam.get(itemId) ?? 0;
    if (quantidade > resta)
      throw new Refusal('conflict', `De ${item.nome} só se devolvem ainda ${resta}`, { campo: 'itens' });
    return { itemId, nome: item.nome, quantidade };
  });
}

const valorDe = ({ itens }: Pago, devolvidos: readonly ItemDevolvido[]): number =>
  somar(
    devolvidos.map(({ itemId, quantidade }) => ({
      precoCentavos: itens.find(({ id }) => id === itemId)?.precoCentavos ?? 0,
      quantidade,
    })),
  );

/** What is left of what paid for a pedido, to go back by itself; undefined when nothing is. */
export function devolverOQueResta(
  pedido: Pago,
  estornos: readonly Estorno[],
  novo: Pick<Estorno, 'id' | 'causa'>,
  agora: number,
): Estorno | undefined {
  if (contas(pedido, estornos).disponivel === 0) return undefined;
  return pedirEstorno(pedido, estornos, { tudo: true }, { ...novo, motivo: null, por: null }, agora);
}

/**
 * Whether a refund nobody here knows by its name can only be one that is known: more would have gone back than was paid. A
 * pagamento that was restored to an earlier instant finds at the provider what it had done, and gives it another name.
 */
export const jaContado = (
  pedido: Omit<Pago, 'itens'>,
  estornos: readonly Estorno[],
  { transacaoId, centavos }: Pick<Estorno, 'transacaoId' | 'centavos'>,
): boolean => {
  const { pago, estornado } = contas(pedido, estornos);
  return transacaoId === pedido.transacaoPaga && estornado + centavos > pago;
};

/** A refund is done; undefined for a repeat. */
export const concluirEstorno = (estorno: Estorno, agora: number): Estorno | undefined =>
  estorno.estado === 'FEITO' && estorno.feitoEm !== null
    ? undefined
    : { ...estorno, estado: 'FEITO', feitoEm: agora, erro: null };

/** A refund was refused for good, by a code; undefined for a repeat, and for what was done. */
export const recusarEstorno = (estorno: Estorno, erro: string): Estorno | undefined =>
  estorno.estado === 'PEDIDO' ? { ...estorno, estado: 'RECUSADO', erro } : undefined;
