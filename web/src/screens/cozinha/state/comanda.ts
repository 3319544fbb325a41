import type { AcaoDoCozinheiro, EstadoComanda } from '@foodious/kernel/estados.ts';
import type { components } from '../../../api/schema.ts';

/** The kitchen ticket of a paid pedido. */
export type Comanda = components['schemas']['Comanda'];
export type Item = Comanda['itens'][number];
/** What a cook does to a comanda: moves it, or ticks an item. */
export type Ato = AcaoDoCozinheiro | { posicao: number; feito: boolean };
/** The states that stand on the rail, in the order of its columns. */
export const estadosDoTrilho = ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'] as const satisfies Comanda['estado'][];
export type EstadoDoTrilho = (typeof estadosDoTrilho)[number];

/** Where each action leads a comanda, shown before the server has answered; an action that is not here changes nothing. */
export const transicoes: Readonly<Record<EstadoComanda, Readonly<Partial<Record<AcaoDoCozinheiro, EstadoComanda>>>>> = {
  RECEBIDO: { iniciar: 'EM_PREPARACAO' },
  EM_PREPARACAO: { pronto: 'PRONTO', voltar: 'RECEBIDO' },
  PRONTO: { entregar: 'FINALIZADO', voltar: 'EM_PREPARACAO' },
  FINALIZADO: { voltar: 'PRONTO' },
  CANCELADO: {},
};

/** The step that comes after a state: the one a single tap takes. */
export const proximaAcao: Record<EstadoDoTrilho, AcaoDoCozinheiro> = {
  RECEBIDO: 'iniciar',
  EM_PREPARACAO: 'pronto',
  PRONTO: 'entregar',
};

/** The comanda as it will be once the server did what was asked: the very object where that changes nothing. */
export function aplicar(comanda: Comanda, ato: Ato, em: string): Comanda {
  if (typeof ato === 'string') {
    const estado = transicoes[comanda.estado][ato];
    if (!estado) return comanda;
    return {
      ...comanda,
      estado,
      recolhidaEm: null,
      iniciadaEm: ato === 'iniciar' ? em : estado === 'RECEBIDO' ? null : comanda.iniciadaEm,
      prontaEm: ato === 'pronto' ? em : ato === 'voltar' && estado !== 'PRONTO' ? null : comanda.prontaEm,
    };
  }
  if (comanda.estado !== 'RECEBIDO' && comanda.estado !== 'EM_PREPARACAO') return comanda;
  const iniciada = aplicar(comanda, 'iniciar', em); // the first tick begins it
  const itens = iniciada.itens.map((item) =>
    item.posicao === ato.posicao ? { ...item, feitoEm: ato.feito ? (item.feitoEm ?? em) : null } : item,
  );
  return { ...iniciada, itens };
}

/** True while it stands on the rail; delivered and cancelled ones have left it, and those that were ready for long. */
export const aberta = (comanda: Comanda): comanda is Comanda & { estado: EstadoDoTrilho } =>
  comanda.recolhidaEm === null && estadosDoTrilho.some((estado) => estado === comanda.estado);

/** True once a cook has begun it: whoever cancels it now has to be heard. */
export const comecada = ({ iniciadaEm, prontaEm }: Comanda): boolean => iniciadaEm !== null || prontaEm !== null;

/** The column a comanda stands in; a cancelled one where it stood. Undefined for those that have left. */
const colunaDe = (comanda: Comanda): EstadoDoTrilho | undefined => {
  if (aberta(comanda)) return comanda.estado;
  if (comanda.estado !== 'CANCELADO') return undefined;
  return comanda.prontaEm === null ? 'EM_PREPARACAO' : 'PRONTO';
};

/** The columns, each from the first that came to the last. */
export function emColunas(comandas: Iterable<Comanda>): Record<EstadoDoTrilho, Comanda[]> {
  const colunas: Record<EstadoDoTrilho, Comanda[]> = { RECEBIDO: [], EM_PREPARACAO: [], PRONTO: [] };
  for (const comanda of [...comandas].sort(byChegada)) {
    const coluna = colunaDe(comanda);
    if (coluna) colunas[coluna].push(comanda);
  }
  return colunas;
}

const byChegada = (a: Comanda, b: Comanda) =>
  Date.parse(a.recebidaEm) - Date.parse(b.recebidaEm) || a.pedidoId - b.pedidoId;

export type Urgencia = 'calma' | 'atencao' | 'atrasada';

/** How long a comanda has waited, against the minutes of the ajustes. Milliseconds in. */
export function urgenciaDe(ms: number, { amareloMin, vermelhoMin }: { amareloMin: number; vermelhoMin: number }) {
  const minutos = ms / 60_000;
  return minutos >= vermelhoMin ? 'atrasada' : minutos >= amareloMin ? 'atencao' : ('calma' satisfies Urgencia);
}

/** What its clock counts from: until it is ready, since it came; then, since it waits at the counter. */
export const contaDesde = ({ estado, prontaEm, recebidaEm }: Comanda): string =>
  estado === 'PRONTO' ? (prontaEm ?? recebidaEm) : recebidaEm;
