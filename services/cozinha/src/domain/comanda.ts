import {
  type AcaoDaComanda,
  type Consumo,
  ESTADOS_DO_PREPARO,
  EstadoComanda,
  type EstadoPreparo,
} from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

export type Estado = EstadoComanda;
export type Acao = AcaoDaComanda;

/** The life of a kitchen ticket. Repeating an action changes nothing; "voltar" takes back a "pronto" told too soon. */
export const transicoes: Record<Estado, Partial<Record<Acao, Estado>>> = {
  RECEBIDO: { iniciar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  EM_PREPARACAO: { iniciar: 'EM_PREPARACAO', pronto: 'PRONTO', voltar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  PRONTO: { pronto: 'PRONTO', entregar: 'FINALIZADO', voltar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  FINALIZADO: { entregar: 'FINALIZADO', cancelar: 'FINALIZADO' },
  CANCELADO: { cancelar: 'CANCELADO' },
};

export type ItemComanda = {
  produtoId: number;
  nome: string;
  idCategoriaProduto: number;
  quantidade: number;
  /** What the cliente asks of the cook. */
  observacoes: string | null;
  /** When and by whom it was ticked off; null while it is not done. */
  feitoEm: number | null;
  feitoPor: string | null;
};

/** Who moved a comanda, and when. */
export type Feito = { acao: Acao; por: string; em: number };

/** The ticket of one paid pedido. Instants are epoch milliseconds. */
export type Comanda = {
  pedidoId: number;
  senha: number;
  estado: Estado;
  itens: readonly ItemComanda[];
  recebidaEm: number;
  iniciadaEm: number | null;
  prontaEm: number | null;
  entregueEm: number | null;
  /** Null where nobody said. */
  consumo: Consumo | null;
  /** The latest moves, oldest first. */
  historico: readonly Feito[];
  /** The trace of the order it belongs to: what is done to it goes on there. */
  traceparent: string;
  /** How many of the counter's moves it has taken in. */
  movimentos: number;
};

/** What the cozinha is asked to prepare. */
export type Pedida = Pick<Comanda, 'pedidoId' | 'senha' | 'consumo'> & {
  itens: readonly Omit<ItemComanda, 'feitoEm' | 'feitoPor'>[];
};

/** The comanda of a pedido that was just paid. */
export const novaComanda = ({ itens, ...pedida }: Pedida, agora: Date, traceparent: string): Comanda => ({
  ...pedida,
  itens: itens.map((item) => ({ ...item, feitoEm: null, feitoPor: null })),
  estado: 'RECEBIDO',
  recebidaEm: agora.getTime(),
  iniciadaEm: null,
  prontaEm: null,
  entregueEm: null,
  movimentos: 0,
  historico: [],
  traceparent,
});

/** Moves a comanda; gives back the very comanda when nothing changes. Throws Refusal `conflict` where the table has no cell. */
export function mover(comanda: Comanda, acao: Acao, agora: Date, por: string): Comanda {
  const estado = transicoes[comanda.estado][acao];
  if (!estado)
    throw new Refusal(
      'conflict',
      `A comanda do pedido ${comanda.pedidoId} está em ${comanda.estado} e não permite ${acao}`,
    );
  if (estado === comanda.estado) return comanda;
  const instante = agora.getTime();
  return {
    ...comanda,
    estado,
    iniciadaEm: acao === 'iniciar' ? instante : comanda.iniciadaEm,
    prontaEm: estado === 'PRONTO' ? instante : acao === 'voltar' ? null : comanda.prontaEm,
    entregueEm: estado === 'FINALIZADO' ? instante : comanda.entregueEm,
    historico: [...comanda.historico.slice(-49), { acao, por, em: instante }],
  };
}

/**
 * Ticks an item off, or takes that back; gives back the very comanda when nothing changes. The first tick begins a
 * preparation nobody has begun. Throws Refusal `not-found` for no such item, `conflict` once it is ready.
 * @param posicao of the item on the ticket, from 1
 */
export function marcarItem(comanda: Comanda, posicao: number, feito: boolean, agora: Date, por: string): Comanda {
  const { pedidoId, estado } = comanda;
  const item = comanda.itens[posicao - 1];
  if (!item)
    throw new Refusal('not-found', `A comanda do pedido ${pedidoId} não tem o item ${posicao}`, { campo: 'posicao' });
  if ((item.feitoEm !== null) === feito) return comanda;
  if (estado !== 'RECEBIDO' && estado !== 'EM_PREPARACAO')
    throw new Refusal('conflict', `A comanda do pedido ${pedidoId} está em ${estado}: os itens não mudam mais`);
  const iniciada = mover(comanda, 'iniciar', agora, por);
  const marcado = { ...item, feitoEm: feito ? agora.getTime() : null, feitoPor: feito ? por : null };
  return { ...iniciada, itens: comanda.itens.with(posicao - 1, marcado) };
}

const acaoPara = {
  EM_PREPARACAO: 'iniciar',
  PRONTO: 'pronto',
  FINALIZADO: 'entregar',
} as const satisfies Record<EstadoPreparo, Acao>;

/** The counter moved the pedido: the comanda follows as far as its own moves allow, forward or by a recall. */
export function convergir(
  comanda: Comanda,
  para: EstadoPreparo,
  movimentos: number,
  agora: Date,
  por: string,
): Comanda {
  let atual = { ...comanda, movimentos };
  if (atual.estado === 'PRONTO' && para === 'EM_PREPARACAO') return mover(atual, 'voltar', agora, por);
  for (const passo of ESTADOS_DO_PREPARO) {
    if (EstadoComanda[passo] > EstadoComanda[para]) break;
    if (transicoes[atual.estado][acaoPara[passo]]) atual = mover(atual, acaoPara[passo], agora, por);
  }
  return atual;
}
