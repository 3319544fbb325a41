import { diasDepois } from '@foodious/kernel/day.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';

/** Sales are counted in slices of so many milliseconds: hours and days of every time zone begin with one. */
export const FATIA_MS = 15 * 60 * 1000;
/** Preparations are counted in slices of so many milliseconds. */
export const FATIA_PREPARO_MS = 15 * 1000;
/** Whatever took this long or longer is counted in the one slice that begins here. */
export const PREPARO_MAXIMO_MS = 2 * 60 * 60 * 1000;
/** Bounds of the histogram of preparations, in seconds. */
const LIMITES_S = [60, 120, 180, 240, 300, 360, 420, 480, 600, 900, 1200, 1800];

const DIA_MS = 24 * 60 * 60 * 1000;
const MAXIMO_DIAS = 92;

/** Pedidos that were paid and not cancelled. Money in centavos. */
export type Vendas = { pedidos: number; totalCentavos: number };
/** The sales paid in one slice of time; `inicio` is when it begins, epoch milliseconds. */
export type FatiaDeVendas = Vendas & { inicio: number };
/** How many pedidos took from `inicio` milliseconds to {@link FATIA_PREPARO_MS} more to prepare. */
export type FatiaDePreparo = { inicio: number; pedidos: number };

export type VendaDeProduto = {
  produtoId: number;
  nome: string;
  idCategoriaProduto: number;
  quantidade: number;
  totalCentavos: number;
};

export type Relatorio = {
  resumo: Vendas & {
    /** Null where nothing was sold. */
    ticketMedioCentavos: number | null;
    cancelados: number;
    /** Seconds; null where nothing was prepared. */
    preparoMedianoS: number | null;
    preparoP90S: number | null;
  };
  dias: (Vendas & { dia: string })[];
  horas: (Vendas & { hora: number })[];
  produtos: VendaDeProduto[];
  preparo: { ateS: number | null; pedidos: number }[];
};

/** The days from one to another, `YYYY-MM-DD`. Throws Refusal `invalid` when there are none, or too many. */
export function diasDe(de: string, ate: string): string[] {
  const quantos = (Date.parse(ate) - Date.parse(de)) / DIA_MS + 1;
  if (quantos < 1) throw new Refusal('invalid', 'O último dia não pode ser antes do primeiro', { campo: 'ate' });
  if (quantos > MAXIMO_DIAS)
    throw new Refusal('invalid', `Um relatório tem no máximo ${MAXIMO_DIAS} dias`, { campo: 'ate' });
  return Array.from({ length: quantos }, (_, n) => diasDepois(de, n));
}

/** Folds what was counted into what the gerência reads. */
export function relatorio(
  contado: {
    dias: readonly string[];
    vendas: readonly FatiaDeVendas[];
    produtos: readonly VendaDeProduto[];
    preparos: readonly FatiaDePreparo[];
    cancelados: number;
  },
  { diaDe, horaDe }: { diaDe(instante: Date): string; horaDe(instante: Date): number },
): Relatorio {
  const { vendas, preparos, cancelados } = contado;
  const dobrar = <Chave>(chaves: readonly Chave[], chaveDe: (instante: Date) => Chave) => {
    const grupos = Map.groupBy(vendas, ({ inicio }) => chaveDe(new Date(inicio)));
    return chaves.map((chave) => ({ chave, ...somar(grupos.get(chave) ?? []) }));
  };
  const total = somar(vendas);
  return {
    resumo: {
      ...total,
      ticketMedioCentavos: total.pedidos === 0 ? null : Math.round(total.totalCentavos / total.pedidos),
      cancelados,
      preparoMedianoS: quantil(preparos, 0.5),
      preparoP90S: quantil(preparos, 0.9),
    },
    dias: dobrar(contado.dias, diaDe).map(({ chave: dia, ...vendas }) => ({ dia, ...vendas })),
    horas: dobrar([...Array(24).keys()], horaDe).map(({ chave: hora, ...vendas }) => ({ hora, ...vendas })),
    produtos: contado.produtos.toSorted((a, b) => b.totalCentavos - a.totalCentavos || a.produtoId - b.produtoId),
    preparo: [...LIMITES_S, null].map((ateS, i) => ({
      ateS,
      pedidos: contar(preparos.filter(({ inicio }) => inicio >= ms(LIMITES_S[i - 1] ?? 0) && inicio < ms(ateS))),
    })),
  };
}

const ms = (segundos: number | null) => (segundos === null ? Number.POSITIVE_INFINITY : segundos * 1000);

const contar = (fatias: readonly { pedidos: number }[]) => fatias.reduce((soma, { pedidos }) => soma + pedidos, 0);

const somar = (vendas: readonly Vendas[]): Vendas => ({
  pedidos: contar(vendas),
  totalCentavos: vendas.reduce((soma, { totalCentavos }) => soma + totalCentavos, 0),
});

/** How many seconds that share of them took at most, as if each slice were evenly filled; null when there are none. */
function quantil(preparos: readonly FatiaDePreparo[], parte: number): number | null {
  let faltam = contar(preparos) * parte;
  for (const { inicio, pedidos } of preparos.toSorted((a, b) => a.inicio - b.inicio)) {
    if (pedidos >= faltam && pedidos > 0) return Math.round((inicio + (FATIA_PREPARO_MS * faltam) / pedidos) / 1000);
    faltam -= pedidos;
  }
  return null;
}
