import { centavos } from '@foodious/kernel/money.ts';
import { dinheiro } from '../../../../ui/format.ts';
import type { Conciliacao, Divergencia, Pagamento, Reparo, Totais } from './api.ts';

type Dita = { nome: string; significa: string };

const tipos: Readonly<Record<string, Dita>> = {
  'notificacao-perdida': {
    nome: 'O banco mudou e não soubemos',
    significa: 'O aviso do banco se perdeu. Buscar de novo põe o pedido em dia.',
  },
  'pago-e-cancelado': {
    nome: 'Pago, mas cancelado aqui',
    significa:
      'O banco tem o dinheiro de um pagamento que já não valia. Buscar de novo registra isso, e o que for demais volta sozinho a quem pagou.',
  },
  'valor-diverge': {
    nome: 'Valores diferentes',
    significa: 'O que o banco recebeu não é o que foi cobrado.',
  },
  desconhecida: {
    nome: 'Pagamento que não conhecemos',
    significa: 'O banco recebeu, e nenhum pedido daqui pediu. Talvez um Pix feito por fora, na mesma conta.',
  },
  'sem-cobranca': {
    nome: 'Cobrança que o banco não tem',
    significa: 'Contamos com um pagamento que o banco diz não conhecer.',
  },
  'estorno-diverge': {
    nome: 'Devoluções diferentes',
    significa: 'O que voltou pelo banco não é o que voltou aqui. Talvez alguém devolveu direto na página do banco.',
  },
  'taxa-diverge': {
    nome: 'Tarifa diferente',
    significa: 'O banco ficou com uma tarifa diferente da que tinha dito.',
  },
  'codigo-invalido': {
    nome: 'Código Pix que não servia',
    significa: 'O banco deu um código com erro, que não foi mostrado a ninguém. O cliente pediu outro.',
  },
  contestada: {
    nome: 'Cliente contestou no banco',
    significa: 'O dinheiro está preso até o banco decidir. Responda na página do banco e, depois, busque de novo.',
  },
};

/** What kind of disagreement it is, and what that means. */
export const dizerTipo = ({ tipo }: { tipo: string }): Dita =>
  (Object.hasOwn(tipos, tipo) ? tipos[tipo] : undefined) ?? {
    nome: tipo,
    significa: 'Esta página não conhece este tipo de divergência.',
  };

const reparos: Readonly<Record<Reparo, { fazer: string; feito: string; explica: string }>> = {
  buscar: {
    fazer: 'Buscar de novo no banco',
    feito: 'buscado de novo no banco',
    explica: 'Pergunta ao banco e registra o que ele disser',
  },
  estornar: { fazer: 'Devolver o dinheiro', feito: 'dinheiro devolvido', explica: 'Tudo volta para quem pagou' },
  vincular: {
    fazer: 'Ligar a um pedido',
    feito: 'ligado a um pedido',
    explica: 'Este dinheiro é de um pedido daqui',
  },
  ignorar: { fazer: 'Está certo assim', feito: 'deixado como está', explica: 'Nada muda; fica escrito por quê' },
};

/** Whether a word names a kind of disagreement, or a repair. */
export const ehDivergencia = (palavra: string): boolean => Object.hasOwn(tipos, palavra);
export const ehReparo = (palavra: string): palavra is Reparo => Object.hasOwn(reparos, palavra);

/** What a repair is called, before and after it was done. */
export const dizerReparo = (reparo: Reparo) => reparos[reparo];

/** What would go back by the repair `estornar`, in reais; null where nothing was paid, and a charge is called off. */
export function aDevolver({ tipo, nosso, deles }: Pick<Divergencia, 'tipo' | 'nosso' | 'deles'>): number | null {
  if (deles.estado === 'pendente') return null;
  if (tipo === 'estorno-diverge') return (centavos(nosso.valor ?? 0) - centavos(deles.valor ?? 0)) / 100;
  return deles.valor ?? nosso.valor ?? 0;
}

/** Of the payments of a pedido, those that money the bank took could be of: not paid, by Pix, and of the same amount. */
export const vinculaveis = (pagamentos: readonly Pagamento[], cobrado: number | null): Pagamento[] =>
  pagamentos.filter(
    ({ estado, meio, total, tentativa }) =>
      tentativa > 0 && meio === 'pix' && total === cobrado && (estado === 'PENDENTE' || estado === 'REJEITADO'),
  );

/** How a disagreement ended. */
export const dizerFim = ({ reparo }: Pick<Divergencia, 'reparo'>): string =>
  reparo === null || reparo === 'some' ? 'na comparação seguinte já conferia' : reparos[reparo].feito;

/** The repair to begin with, and the others. Where asking the bank again changes nothing, it is not what is suggested. */
export function reparosDe({ tipo, erro, reparos: todos }: Pick<Divergencia, 'tipo' | 'erro' | 'reparos'>): {
  primeiro: Reparo | undefined;
  outros: Reparo[];
} {
  const inutil = tipo === 'desconhecida' || erro === 'continua';
  const ordem: Reparo[] = inutil ? ['vincular', 'estornar', 'buscar', 'ignorar'] : ['buscar', 'estornar', 'ignorar'];
  const primeiro = ordem.find((um) => todos.includes(um));
  return { primeiro, outros: todos.filter((um) => um !== primeiro) };
}

const tentativas: Readonly<Record<string, string>> = {
  continua: 'O banco disse o mesmo de antes.',
  saldo: 'A conta da lanchonete não tem saldo para devolver.',
  'fora-do-ar': 'O banco não respondeu.',
  pendente: 'O banco aceitou, e ainda não terminou.',
  recusado: 'O pagamento mudou enquanto isso, e já não dá.',
  prazo: 'Passou do prazo em que o banco devolve.',
  valor: 'O banco não aceitou o valor.',
  estado: 'O banco diz que não há o que devolver.',
  'sem-cobranca': 'O banco não conhece esta cobrança.',
};

/** What the last try to repair it came to; null where there was none. */
export const dizerTentativa = ({ erro }: Pick<Divergencia, 'erro'>): string | null =>
  erro === null ? null : (tentativas[erro] ?? 'O banco não disse por quê.');

/** Whether a repair goes on by itself. */
export const emCurso = ({ resolvidaEm, reparo }: Pick<Divergencia, 'resolvidaEm' | 'reparo'>): boolean =>
  resolvidaEm === null && reparo !== null;

const estados: Readonly<Record<string, string>> = {
  PENDENTE: 'esperando o pagamento',
  CONFIRMADO: 'pago',
  REJEITADO: 'não pago',
  ESTORNADO: 'devolvido',
  pendente: 'esperando o pagamento',
  aprovada: 'pago',
  rejeitada: 'não pago',
  estornada: 'devolvido',
  contestada: 'contestado pelo cliente',
  desconhecida: 'em situação desconhecida',
};

/** What the amounts are of, where they are no price. */
const assuntos: Readonly<Record<string, string>> = { 'estorno-diverge': 'devolvidos', 'taxa-diverge': 'de tarifa' };

/** One side of a disagreement: so much, and how it stands; what it does not know, it does not know. */
export function dizerLado(
  { tipo }: Pick<Divergencia, 'tipo'>,
  { valor, estado }: Divergencia['nosso'],
): { valor: string; estado: string } {
  const conhecido = assuntos[tipo] ?? (estado && (estados[estado] ?? estado));
  return { valor: valor === null ? '—' : dinheiro(valor), estado: estado === null ? 'não conhece' : (conhecido ?? '') };
}

/**
 * A line of the totals: ours beside the bank's (undefined: no business of the bank's; null: it was not asked), and by how much it has
 * more than we do. In reais.
 */
export type LinhaDosTotais = {
  nome: string;
  nosso: number;
  deles: number | null | undefined;
  diferenca: number | null;
};

/** The totals of a day, side by side. */
export function linhasDosTotais(totais: Totais): LinhaDosTotais[] {
  const linha = (nome: string, nosso: number, deles: number | null | undefined): LinhaDosTotais => ({
    nome,
    nosso,
    deles,
    diferenca: deles === null || deles === undefined ? null : (centavos(deles) - centavos(nosso)) / 100,
  });
  return [
    linha('Recebido por Pix', totais.pixRecebido, totais.provedorRecebido),
    linha('Devolvido por Pix', totais.pixEstornado, totais.provedorEstornado),
    linha('Tarifas do banco', totais.taxas, undefined),
    linha('No balcão, em dinheiro', totais.caixa, undefined),
    linha('No balcão, no cartão', totais.maquininha, undefined),
  ];
}

/** A difference as people read it: `confere`, `+ R$ 1,00` more at the bank, `− R$ 1,00` less. */
export const dizerDiferenca = (diferenca: number): string =>
  diferenca === 0 ? 'confere' : `${diferenca > 0 ? '+' : '−'} ${dinheiro(Math.abs(diferenca))}`;

/** How the comparison of a day stands, in a sentence. */
export function situacaoDe({ feitaEm, divergencias }: Conciliacao): 'por-comparar' | 'confere' | 'diverge' {
  if (divergencias.some(({ resolvidaEm }) => resolvidaEm === null)) return 'diverge';
  return feitaEm === null ? 'por-comparar' : 'confere';
}

/** Days that still have open disagreements, but for the one that is looked at: the newest first, with how many. */
export function outrosDias(
  abertas: readonly Pick<Divergencia, 'dia'>[],
  dia: string,
): { dia: string; quantas: number }[] {
  const byDia = new Map<string, number>();
  for (const { dia: outro } of abertas) if (outro !== dia) byDia.set(outro, (byDia.get(outro) ?? 0) + 1);
  return [...byDia].map(([outro, quantas]) => ({ dia: outro, quantas })).sort((a, b) => b.dia.localeCompare(a.dia));
}

/** Where the table of a day is downloaded. */
export const enderecoDoCsv = (dia: string): string => `/gerencia/api/v2/conciliacao/csv?dia=${encodeURIComponent(dia)}`;

const DIA = /^\d{4}-\d{2}-\d{2}$/;

/** The day an address asks for; today when it names none, or one to come. */
export function diaPedido(busca: URLSearchParams, hoje: string): string {
  const dia = busca.get('dia') ?? '';
  return DIA.test(dia) && dia <= hoje ? dia : hoje;
}
