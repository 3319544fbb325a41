import {
  type Aviso,
  type Consumo,
  EstadoPedido,
  type EstadoPreparo,
  type EtapaDoPreparo,
  type Meio,
} from '@foodious/kernel/estados.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { brl, reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

export type Estado = EstadoPedido;

export type Acao =
  | 'fazerCheckout'
  | 'confirmarPagamento'
  | 'rejeitarPagamento'
  | 'iniciarPreparacao'
  | 'marcarPronto'
  | 'finalizar'
  | 'cancelar'
  | 'voltar';

/** The whole life of a pedido: in this state, this action leads there. No cell, no move. */
export const transicoes: Record<Estado, Partial<Record<Acao, Estado>>> = {
  PAGAMENTO_PENDENTE: {
    fazerCheckout: 'CHECKOUT',
    confirmarPagamento: 'RECEBIDO', // a provider may approve late; see confirmarPagamento
    rejeitarPagamento: 'PAGAMENTO_PENDENTE',
    cancelar: 'CANCELADO',
  },
  CHECKOUT: {
    fazerCheckout: 'CHECKOUT',
    confirmarPagamento: 'RECEBIDO',
    rejeitarPagamento: 'PAGAMENTO_PENDENTE',
    cancelar: 'CANCELADO',
  },
  RECEBIDO: { confirmarPagamento: 'RECEBIDO', iniciarPreparacao: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  EM_PREPARACAO: {
    confirmarPagamento: 'EM_PREPARACAO',
    iniciarPreparacao: 'EM_PREPARACAO',
    marcarPronto: 'PRONTO',
    cancelar: 'CANCELADO',
    voltar: 'RECEBIDO',
  },
  PRONTO: {
    confirmarPagamento: 'PRONTO',
    iniciarPreparacao: 'EM_PREPARACAO', // recall: it was not ready after all
    marcarPronto: 'PRONTO',
    finalizar: 'FINALIZADO',
    cancelar: 'CANCELADO',
    voltar: 'EM_PREPARACAO',
  },
  FINALIZADO: { confirmarPagamento: 'FINALIZADO', finalizar: 'FINALIZADO', voltar: 'PRONTO' },
  CANCELADO: { confirmarPagamento: 'CANCELADO', rejeitarPagamento: 'CANCELADO', cancelar: 'CANCELADO' },
};

/** How many itens a pedido may have. Older ones may have more: they are read, and made smaller. */
export const MAX_ITENS = 50;

/** One line of the order, with name and price as the cliente saw them; the checkout freezes them. */
export type Item = {
  id: number;
  produtoId: number;
  idCategoriaProduto: number;
  nome: string;
  precoCentavos: number;
  quantidade: number;
  /** What the cliente asks of the cook. */
  observacoes: string | null;
};

export type Pedido = {
  id: number;
  /** Null when anonymous, or erased. */
  clienteId: number | null;
  /** Who made it: a session, an aparelho, a person. Null for a pedido from before it was kept. */
  dono: string | null;
  /** The restaurant's day, `YYYY-MM-DD`. */
  dataInicio: string;
  estado: Estado;
  ativo: boolean;
  itens: readonly Item[];
  /** What the latest checkout charges; null before it, and again once an item changed after it. */
  totalCentavos: number | null;
  senha: number | null;
  /** Number of checkouts so far. */
  tentativa: number;
  /** The pagamento of the latest checkout. */
  transacaoId: string | null;
  /** By which that is to be paid, or was. */
  meio: Meio;
  /** The pagamento that paid for it. */
  transacaoPaga: string | null;
  /**
   * How many times the counter has moved its preparation. News of the comanda carries the number it knew of; a smaller one is
   * old news.
   */
  movimentos: number;
  /** Null where nobody asked. */
  consumo: Consumo | null;
  /** When it came to where it stands, epoch milliseconds. */
  mudouEm: number;
  /** When it was paid, when its preparation began, when it was ready; null before. */
  recebidoEm: number | null;
  iniciadoEm: number | null;
  prontoEm: number | null;
  /** When its senha was last called, by being ready or once more at the counter; null before. */
  chamadoEm: number | null;
  /** When it left the painel, PRONTO for long; null while the painel shows it. */
  recolhidoEm: number | null;
  /** The secret of its follow page. Null for a pedido from before there was one. */
  codigo: string | null;
};

/** A pedido without its itens: what decides whether they may change. */
export type Capa = Omit<Pedido, 'itens'>;

/** A pedido nobody has done anything with yet; its id is given when it is kept. */
export const novoPedido = (
  campos: Pick<Pedido, 'clienteId' | 'dono' | 'dataInicio' | 'codigo'> &
    Partial<Pick<Pedido, 'ativo' | 'consumo' | 'itens' | 'meio'>>,
  agora: Date,
): Pedido => ({
  id: 0,
  estado: 'PAGAMENTO_PENDENTE',
  ativo: true,
  itens: [],
  totalCentavos: null,
  senha: null,
  tentativa: 0,
  transacaoId: null,
  meio: 'pix',
  transacaoPaga: null,
  movimentos: 0,
  consumo: null,
  mudouEm: agora.getTime(),
  recebidoEm: null,
  iniciadoEm: null,
  prontoEm: null,
  chamadoEm: null,
  recolhidoEm: null,
  ...campos,
});

/** What others must hear of a decision; it is kept with the change or not at all. */
export type Fato =
  | { tipo: 'pagamento-solicitado'; transacaoId: string; tentativa: number; totalCentavos: number; meio: Meio }
  | { tipo: 'preparacao-solicitada' }
  | { tipo: 'preparacao-alterada'; estado: EstadoPreparo; movimentos: number }
  | { tipo: 'preparacao-cancelada' }
  | { tipo: 'estorno-solicitado'; transacaoId: string; causa: 'cancelamento' | 'tardio' }
  | { tipo: 'avisar'; aviso: Aviso };

/** What a decision leaves behind. */
export type Mudanca = { pedido: Pedido; fatos: readonly Fato[] };

/** A product as the menu has it today. */
export type ProdutoAtual = {
  id: number;
  idCategoriaProduto: number;
  nome: string;
  precoCentavos: number;
  ativo: boolean;
  /** False while it is sold out. */
  disponivel: boolean;
};

export const aVenda = (produto: Pick<ProdutoAtual, 'ativo' | 'disponivel'>): boolean =>
  produto.ativo && produto.disponivel;

/** What changed on an item between adding it and checking out. Money in centavos. */
export type Alteracao = {
  itemId: number;
  produtoId: number;
  nome: string;
  motivo: 'preco' | 'nome' | 'indisponivel';
  de: number;
  para: number;
};

const nada = (pedido: Pedido): Mudanca => ({ pedido, fatos: [] });

/** Where an action leads. Throws Refusal `conflict` where the table has no cell. */
export function destino({ id, estado }: Pick<Pedido, 'id' | 'estado'>, acao: Acao): Estado {
  const para = transicoes[estado][acao];
  if (!para)
    throw new Refusal('conflict', `O pedido ${id} está em ${estado} e não permite ${acao}`, { codigo: 'pedido-mudou' });
  return para;
}

export const somar = (itens: readonly Pick<Item, 'precoCentavos' | 'quantidade'>[]): number =>
  itens.reduce((soma, item) => soma + item.precoCentavos * item.quantidade, 0);

/** Notes when a pedido came to where it stands. What goes back loses the instants of what was taken back, and no other. */
export function marcar(antes: Estado | null, pedido: Pedido, agora: number): Pedido {
  const { estado } = pedido;
  if (estado === antes) return pedido;
  const marcado = { ...pedido, mudouEm: agora, recolhidoEm: null };
  if (estado === 'RECEBIDO')
    return { ...marcado, recebidoEm: pedido.recebidoEm ?? agora, iniciadoEm: null, prontoEm: null };
  if (estado === 'EM_PREPARACAO') return { ...marcado, iniciadoEm: pedido.iniciadoEm ?? agora, prontoEm: null };
  return estado === 'PRONTO' ? { ...marcado, prontoEm: pedido.prontoEm ?? agora, chamadoEm: agora } : marcado;
}

/** One line of an order as it is asked for. */
export type ItemPedido = { produtoId: number; quantidade: number; observacoes: string | null };

/**
 * The itens of a whole order, with today's names and prices; their ids are given when they are kept.
 * Throws Refusal `invalid` for what does not exist, `conflict` for what is sold out (`indisponiveis` says which).
 */
export function montar(pedidos: readonly ItemPedido[], cardapio: ReadonlyMap<number, ProdutoAtual>): Item[] {
  const itens = pedidos.map(({ produtoId, ...pedido }) => {
    const produto = cardapio.get(produtoId);
    if (!produto)
      throw new Refusal('invalid', `Produto não existe: ${produtoId}`, {
        codigo: 'produto-desconhecido',
        campo: 'itens',
      });
    const { nome, idCategoriaProduto, precoCentavos } = produto;
    return { id: 0, produtoId, nome, idCategoriaProduto, precoCentavos, ...pedido };
  });
  const pedidosIds = new Set(itens.map(({ produtoId }) => produtoId));
  const indisponiveis = [...cardapio.values()]
    .filter((produto) => pedidosIds.has(produto.id) && !aVenda(produto))
    .map(({ id, nome }) => ({ id, nome }));
  if (indisponiveis.length > 0) {
    const nomes = indisponiveis.map(({ nome }) => nome).join(', ');
    throw new Refusal('conflict', `Não está mais disponível: ${nomes}`, {
      codigo: 'esgotado',
      campo: 'itens',
      indisponiveis,
    });
  }
  return itens;
}

/** The pedido ready for a change of its itens: what a checkout had promised no longer holds. Throws Refusal `conflict`. */
export function abrirItens(pedido: Capa): Capa {
  if (pedido.estado !== 'PAGAMENTO_PENDENTE')
    throw new Refusal('conflict', `O pedido ${pedido.id} está em ${pedido.estado}: os itens não mudam mais`, {
      codigo: 'pedido-mudou',
    });
  return { ...pedido, totalCentavos: null };
}

/** Throws Refusal `invalid` for more itens than a pedido may have. */
export function conferirQuantos(itens: number): void {
  if (itens > MAX_ITENS)
    throw new Refusal('invalid', `O pedido pode ter até ${MAX_ITENS} itens`, {
      codigo: 'itens-demais',
      campo: 'itensPedido',
    });
}

/** Throws Refusal `conflict` when the total is not what the cliente was shown; undefined: nobody says what that was. */
export function conferirTotal(totalCentavos: number, esperadoCentavos: number | undefined): void {
  if (esperadoCentavos !== undefined && esperadoCentavos !== totalCentavos)
    throw new Refusal('conflict', `Os preços mudaram: o total é ${brl(totalCentavos)}`, {
      codigo: 'precos-mudaram',
      campo: 'totalEsperado',
      total: reais(totalCentavos),
    });
}

/**
 * Freezes names, prices and the total, and asks for a pagamento by a meio. In CHECKOUT it is a repeat: the same pagamento again.
 * Throws Refusal `conflict` by the table, `invalid` without itens, with too many, or with an item that is no longer sold
 * (`alteracoes` says which).
 */
export function fazerCheckout(
  pedido: Pedido,
  cardapio: ReadonlyMap<number, ProdutoAtual>,
  transacaoId: string,
  meio: Meio,
): Mudanca & { alteracoes: readonly Alteracao[] } {
  const estado = destino(pedido, 'fazerCheckout');
  if (pedido.estado === 'CHECKOUT') return { ...nada(pedido), alteracoes: [] };
  if (pedido.itens.length === 0)
    throw new Refusal('invalid', `O pedido ${pedido.id} não tem itens`, { codigo: 'sem-itens', campo: 'itensPedido' });
  conferirQuantos(pedido.itens.length);

  const alteracoes = pedido.itens.flatMap((item) => compararComCardapio(item, cardapio.get(item.produtoId)));
  const indisponiveis = alteracoes.filter(({ motivo }) => motivo === 'indisponivel');
  if (indisponiveis.length > 0) {
    const nomes = [...new Set(indisponiveis.map(({ nome }) => nome))].join(', ');
    throw new Refusal('invalid', `Não está mais disponível: ${nomes}`, {
      codigo: 'esgotado',
      campo: 'itensPedido',
      alteracoes,
    });
  }
  const itens = pedido.itens.map((item) => {
    const { nome, precoCentavos } = cardapio.get(item.produtoId) ?? item;
    return { ...item, nome, precoCentavos };
  });
  const totalCentavos = somar(itens);
  const tentativa = pedido.tentativa + 1;
  return {
    pedido: { ...pedido, estado, itens, totalCentavos, tentativa, transacaoId, meio },
    fatos: [{ tipo: 'pagamento-solicitado', transacaoId, tentativa, totalCentavos, meio }],
    alteracoes,
  };
}

function compararComCardapio(item: Item, atual: ProdutoAtual | undefined): Alteracao[] {
  const { id: itemId, produtoId, nome, precoCentavos: de } = item;
  const alteracao = { itemId, produtoId, nome, de, para: atual?.precoCentavos ?? de };
  if (!atual || !aVenda(atual)) return [{ ...alteracao, motivo: 'indisponivel' }];
  if (atual.precoCentavos !== de) return [{ ...alteracao, motivo: 'preco' }];
  return atual.nome === nome ? [] : [{ ...alteracao, motivo: 'nome' }];
}

/**
 * The provider approved a pagamento. It pays for the pedido only when it is that of the latest checkout, whose itens
 * and total have not changed since; any other money goes back. Never refuses: a message has nobody to say no to.
 */
export function confirmarPagamento(pedido: Pedido, transacaoId: string): Mudanca {
  if (pedido.transacaoPaga === transacaoId) return nada(pedido);
  const esperado = pedido.transacaoId === transacaoId && pedido.totalCentavos !== null;
  const estado = destino(pedido, 'confirmarPagamento');
  if (estado === pedido.estado || !esperado)
    return { pedido, fatos: [{ tipo: 'estorno-solicitado', transacaoId, causa: 'tardio' }] };
  return {
    pedido: { ...pedido, estado, transacaoPaga: transacaoId },
    fatos: [{ tipo: 'preparacao-solicitada' }, { tipo: 'avisar', aviso: 'pagamento-confirmado' }],
  };
}

/** The provider refused a pagamento, or it expired. Only that of the checkout under way matters; the rest is old news. */
export function rejeitarPagamento(pedido: Pedido, transacaoId: string): Mudanca {
  if (pedido.estado !== 'CHECKOUT' || pedido.transacaoId !== transacaoId) return nada(pedido);
  return {
    pedido: { ...pedido, estado: destino(pedido, 'rejeitarPagamento') },
    fatos: [{ tipo: 'avisar', aviso: 'pagamento-rejeitado' }],
  };
}

/** The states the cozinha leads a pedido to, and the action that does. */
export const acaoDoPreparo = {
  EM_PREPARACAO: 'iniciarPreparacao',
  PRONTO: 'marcarPronto',
  FINALIZADO: 'finalizar',
} as const satisfies Record<EstadoPreparo, Acao>;

/** Whether a pedido has a preparation to wait for that has not ended. */
export const esperaPreparo = (estado: Estado): boolean =>
  estado === 'PAGAMENTO_PENDENTE' || estado === 'CHECKOUT' || estado === 'RECEBIDO' || estado === 'EM_PREPARACAO';

export const ehPreparo = (estado: Estado | undefined): estado is EstadoPreparo =>
  estado !== undefined && estado in acaoDoPreparo;

/** Someone at the counter moves the pedido itself; the cozinha is told. Throws Refusal `conflict` by the table. */
export function moverPreparo(pedido: Pedido, para: EstadoPreparo): Mudanca {
  const estado = destino(pedido, acaoDoPreparo[para]);
  if (estado === pedido.estado) return nada(pedido);
  const movimentos = pedido.movimentos + 1;
  return {
    pedido: { ...pedido, estado, movimentos },
    fatos: [{ tipo: 'preparacao-alterada', estado: para, movimentos }, ...avisoDe(pedido, estado)],
  };
}

/**
 * The comanda stands there now: the pedido follows, by the moves of the table, forward through what it may have missed, or
 * back. The cozinha has the last word on a preparation, so that both always end up in the same place. News from before it knew
 * of the counter's latest move (`movimentos`) is passed over: it answers that move too.
 */
export function convergirPreparo(pedido: Pedido, para: EtapaDoPreparo, movimentos: number): Mudanca {
  if (movimentos !== pedido.movimentos) return nada(pedido);
  let { estado } = pedido;
  while (estado !== para) {
    const { iniciarPreparacao, marcarPronto, finalizar, voltar } = transicoes[estado];
    const adiante = EstadoPedido[para] > EstadoPedido[estado];
    const seguinte = adiante
      ? [iniciarPreparacao, marcarPronto, finalizar].find((next) => next && EstadoPedido[next] > EstadoPedido[estado])
      : voltar;
    if (!seguinte) break;
    estado = seguinte;
  }
  return estado === pedido.estado ? nada(pedido) : { pedido: { ...pedido, estado }, fatos: avisoDe(pedido, estado) };
}

/** Who is ready is told so by e-mail, once: what was called back shows on the painel and the follow page. */
const avisoDe = ({ chamadoEm }: Pedido, estado: Estado): Fato[] =>
  estado === 'PRONTO' && chamadoEm === null ? [{ tipo: 'avisar', aviso: 'pedido-pronto' }] : [];

/** The counter calls a senha once more, which shows it on the painel again. Throws Refusal `conflict` unless it is PRONTO. */
export function chamar(pedido: Capa, agora: number): Capa {
  const { id, estado, ativo } = pedido;
  if (estado !== 'PRONTO')
    throw new Refusal('conflict', `O pedido ${id} está em ${estado}: só se chama o que está pronto`);
  if (!ativo) throw new Refusal('conflict', `O pedido ${id} está inativo: o painel não o mostra`);
  return { ...pedido, chamadoEm: agora, recolhidoEm: null };
}

/** Takes off the painel what was called `recolherMin` minutes ago, or longer; gives back the very pedido when it stays there. */
export function recolher(pedido: Capa, recolherMin: number, agora: number): Capa {
  const { estado, recolhidoEm, chamadoEm } = pedido;
  if (estado !== 'PRONTO' || recolhidoEm !== null || agora - (chamadoEm ?? 0) < recolherMin * MINUTO_MS) return pedido;
  return { ...pedido, recolhidoEm: agora };
}

/** Ends a pedido: what was paid goes back, what was being paid is not taken. Throws Refusal `conflict` by the table. */
export function cancelar(pedido: Pedido): Mudanca {
  const estado = destino(pedido, 'cancelar');
  if (estado === pedido.estado) return nada(pedido);
  const fatos: Fato[] = [{ tipo: 'avisar', aviso: 'pedido-cancelado' }];
  const transacaoId = pedido.transacaoPaga ?? pedido.transacaoId;
  if (pedido.estado !== 'PAGAMENTO_PENDENTE' && transacaoId)
    fatos.push({ tipo: 'estorno-solicitado', transacaoId, causa: 'cancelamento' });
  if (pedido.estado !== 'PAGAMENTO_PENDENTE' && pedido.estado !== 'CHECKOUT')
    fatos.push({ tipo: 'preparacao-cancelada' });
  return { pedido: { ...pedido, estado }, fatos };
}
