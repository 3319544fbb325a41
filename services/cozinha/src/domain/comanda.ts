import { Refusal } from '@foodious/kernel/refusal.ts';

export const EstadoComanda = { RECEBIDO: 1, EM_PREPARACAO: 2, PRONTO: 3, FINALIZADO: 4, CANCELADO: 6 } as const;
export type Estado = keyof typeof EstadoComanda;
export type Acao = 'iniciar' | 'pronto' | 'entregar' | 'voltar' | 'cancelar';

/** The life of a kitchen ticket. Repeating an action changes nothing; "voltar" takes back a "pronto" told too soon. */
export const transicoes: Record<Estado, Partial<Record<Acao, Estado>>> = {
  RECEBIDO: { iniciar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  EM_PREPARACAO: { iniciar: 'EM_PREPARACAO', pronto: 'PRONTO', voltar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  PRONTO: { pronto: 'PRONTO', entregar: 'FINALIZADO', voltar: 'EM_PREPARACAO', cancelar: 'CANCELADO' },
  FINALIZADO: { entregar: 'FINALIZADO', cancelar: 'FINALIZADO' },
  CANCELADO: { cancelar: 'CANCELADO' },
};

export type ItemComanda = { produtoId: number; nome: string; idCategoriaProduto: number; quantidade: number };

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
  /** The latest move of the counter it knows of. */
  movimentos: number;
};

/** Moves a comanda; the same one back when nothing changes. Throws Refusal `conflict` where the table has no cell. */
export function mover(comanda: Comanda, acao: Acao, agora: Date): Comanda {
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
  };
}

/** The states both sides of the counter speak of. */
export type EstadoPreparo = 'EM_PREPARACAO' | 'PRONTO' | 'FINALIZADO';
const acaoPara = { EM_PREPARACAO: 'iniciar', PRONTO: 'pronto', FINALIZADO: 'entregar' } as const;

/** The counter moved the pedido: the comanda follows as far as its own moves allow, forward or by a recall. */
export function acompanhar(comanda: Comanda, para: EstadoPreparo, movimentos: number, agora: Date): Comanda {
  let atual = { ...comanda, movimentos };
  if (atual.estado === 'PRONTO' && para === 'EM_PREPARACAO') return mover(atual, 'voltar', agora);
  for (const passo of ['EM_PREPARACAO', 'PRONTO', 'FINALIZADO'] as const) {
    if (EstadoComanda[passo] > EstadoComanda[para]) break;
    if (transicoes[atual.estado][acaoPara[passo]]) atual = mover(atual, acaoPara[passo], agora);
  }
  return atual;
}
