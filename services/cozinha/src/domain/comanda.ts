import {
  type AcaoDaComanda,
  type Consumo,
  ESTADOS_DO_PREPARO,
  EstadoComanda,
  type EstadoPreparo,
  PALAVRAS_APAGADAS,
  type PrazosDoPreparo,
} from '@foodious/kernel/estados.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

export type Estado = EstadoComanda;
export type Acao = AcaoDaComanda;

/** The life of a kitchen ticket. "voltar" is one step back; repeating any other action changes nothing. */
export const transicoes: Record<Estado, Partial<Record<Acao, Estado>>> = {
  RECEBIDO: { iniciar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  EM_PREPARACAO: { iniciar: 'EM_PREPARACAO', pronto: 'PRONTO', voltar: 'RECEBIDO', cancelar: 'CANCELADO' },
  PRONTO: { pronto: 'PRONTO', entregar: 'FINALIZADO', voltar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  // The pedido was cancelled while it was handed out: whose money goes back, the two agree.
  FINALIZADO: { entregar: 'FINALIZADO', voltar: 'PRONTO', cancelar: 'CANCELADO' },
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
  /** When it left the screens, PRONTO for long; null while they show it. */
  recolhidaEm: number | null;
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
  recolhidaEm: null,
  movimentos: 0,
  historico: [],
  traceparent,
});

/** When a comanda came to where it stands. Moves from before there was a history are known by what they left. */
export const mudouEm = ({ historico, entregueEm, prontaEm, iniciadaEm, recebidaEm }: Comanda): number =>
  historico.at(-1)?.em ?? entregueEm ?? prontaEm ?? iniciadaEm ?? recebidaEm;

/**
 * The cook moves a comanda, and may say where it stood when that was decided (`de`): what was sent twice then changes nothing
 * the second time, and what was decided on a comanda that is elsewhere by now is refused. "voltar" only within `voltarMin`
 * minutes of the move it takes back, or of leaving the screens. Throws Refusal `conflict`.
 */
export function agir(
  comanda: Comanda,
  { acao, de }: { acao: Acao; de?: Estado | undefined },
  { voltarMin }: PrazosDoPreparo,
  agora: Date,
  por: string,
): Comanda {
  const { pedidoId, estado } = comanda;
  if (de !== undefined && de !== estado) {
    if (transicoes[de][acao] === estado) return comanda;
    throw new Refusal('conflict', `A comanda do pedido ${pedidoId} não está mais em ${de}: está em ${estado}`);
  }
  const voltou = mover(comanda, acao, agora, por);
  if (acao === 'voltar' && agora.getTime() - levadaEm(comanda) > voltarMin * MINUTO_MS)
    throw new Refusal('conflict', `A comanda do pedido ${pedidoId} está em ${estado} há mais de ${voltarMin} min`);
  return voltou;
}

/** When the move that "voltar" would take back was made. */
function levadaEm({ estado, iniciadaEm, prontaEm, entregueEm, recolhidaEm }: Comanda): number {
  const em = estado === 'FINALIZADO' ? entregueEm : estado === 'PRONTO' ? (recolhidaEm ?? prontaEm) : iniciadaEm;
  return em ?? 0;
}

/** Takes off the screens what has been PRONTO for `recolherMin` minutes; gives back the very comanda when it stays there. */
export function recolher(comanda: Comanda, { recolherMin }: PrazosDoPreparo, agora: Date): Comanda {
  const { estado, recolhidaEm } = comanda;
  const instante = agora.getTime();
  if (estado !== 'PRONTO' || recolhidaEm !== null || instante - mudouEm(comanda) < recolherMin * MINUTO_MS)
    return comanda;
  return { ...comanda, recolhidaEm: instante };
}

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
    ...instantes(comanda, estado, acao, instante),
    recolhidaEm: null,
    historico: [...comanda.historico.slice(-49), { acao, por, em: instante }],
  };
}

/** What a move says of when it was begun, ready and handed out: "voltar" forgets the instant of the move it takes back. */
function instantes(
  { iniciadaEm, prontaEm, entregueEm }: Comanda,
  para: Estado,
  acao: Acao,
  instante: number,
): Pick<Comanda, 'iniciadaEm' | 'prontaEm' | 'entregueEm'> {
  if (acao === 'voltar')
    return {
      iniciadaEm: para === 'RECEBIDO' ? null : iniciadaEm,
      prontaEm: para === 'PRONTO' ? prontaEm : null,
      entregueEm: null,
    };
  return {
    iniciadaEm: acao === 'iniciar' ? instante : iniciadaEm,
    prontaEm: acao === 'pronto' ? instante : prontaEm,
    entregueEm: acao === 'entregar' ? instante : entregueEm,
  };
}

/**
 * Ticks an item off, or takes that back; gives back the very comanda when nothing changes. The first tick begins a
 * preparation nobody has begun, or that was taken back to before it. Throws Refusal `not-found` for no such item, `conflict` once it is ready.
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
  const iniciada = feito ? mover(comanda, 'iniciar', agora, por) : comanda;
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

/** A comanda without what its cliente wrote, but that something was written. */
export const esquecida = (comanda: Comanda): Comanda => ({
  ...comanda,
  itens: comanda.itens.map((item) => ({ ...item, observacoes: item.observacoes && PALAVRAS_APAGADAS })),
});
