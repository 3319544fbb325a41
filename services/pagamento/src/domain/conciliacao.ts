import type { Meio } from '@foodious/kernel/estados.ts';
import { type Conta, type Lancamento, saldos } from './livro.ts';
import { estornadoDe, mexidoEm, type Pagamento } from './pagamento.ts';

/** Something on which the provider and our ledger do not agree. */
export const TIPOS_DE_DIVERGENCIA = [
  'notificacao-perdida', // the provider moved it, and we had not heard
  'pago-e-cancelado', // it has the money of a pagamento that we count as rejected
  'valor-diverge',
  'desconhecida', // the provider charged or took what we know nothing of
  'sem-cobranca', // we count on a charge the provider does not know
  'estorno-diverge', // what went back there is not what went back here
  'taxa-diverge',
  'codigo-invalido', // the code it made could not be shown
  'contestada', // charged back, or in mediation; or in a state this code does not know
] as const;
export type TipoDeDivergencia = (typeof TIPOS_DE_DIVERGENCIA)[number];

/** Fetch again and apply, give back at the provider, tie to a pagamento, or leave it as it is, with a reason. */
export const REPAROS = ['buscar', 'estornar', 'vincular', 'ignorar'] as const;
export type Reparo = (typeof REPAROS)[number];

/** What of a charge at the provider is compared. Money in centavos, instants ISO 8601. */
export type CobrancaVista = {
  id: string;
  referencia: string | null;
  estado: 'pendente' | 'aprovada' | 'rejeitada' | 'estornada' | 'contestada' | 'desconhecida';
  valorCentavos: number;
  moeda: string;
  taxaCentavos: number | null;
  criadaEm: string;
  aprovadaEm: string | null;
  estornos: readonly { centavos: number; feito: boolean; em: string }[];
};

/** One thing two sides do not agree on: what each says of it. Centavos are of what it is about: a price, refunds, a fee. */
export type Achado = {
  tipo: TipoDeDivergencia;
  nossoCentavos: number | null;
  deleCentavos: number | null;
  nossoEstado: string | null;
  deleEstado: string | null;
};

/** What of a charge went back at the provider; with `todos`, also what is only on its way. */
export const devolvidoDe = ({ estornos }: Pick<CobrancaVista, 'estornos'>, todos = false): number =>
  estornos.filter(({ feito }) => feito || todos).reduce((soma, { centavos }) => soma + centavos, 0);

/** Whether the provider took the money of a charge, whatever of it went back since. */
export const pagaLa = ({ estado }: Pick<CobrancaVista, 'estado'>): boolean =>
  estado === 'aprovada' || estado === 'estornada';

/** What the provider holds of a charge: what was paid, less what went back. */
export const retidoDe = (dele: CobrancaVista): number =>
  pagaLa(dele) || dele.estado === 'contestada' ? Math.max(0, dele.valorCentavos - devolvidoDe(dele)) : 0;

/** When a charge last moved at the provider, as far as it tells, epoch milliseconds. */
const mexidaLa = ({ criadaEm, aprovadaEm, estornos }: CobrancaVista): number =>
  Math.max(...[criadaEm, aprovadaEm ?? criadaEm, ...estornos.map(({ em }) => em)].map((em) => Date.parse(em)));

const pagoAqui = ({ estado }: Pagamento): boolean => estado === 'CONFIRMADO' || estado === 'ESTORNADO';

/**
 * On what our pagamento and the charge it counts on do not agree; nothing where they do. Null while either has moved so lately that
 * the other may not have heard: it says nothing yet.
 * @param nosso null where we know of none
 * @param dele null where the provider knows of none
 * @param graca how long, in milliseconds, one side is waited for
 */
export function comparar(
  nosso: Pagamento | null,
  dele: CobrancaVista | null,
  agora: Date,
  graca: number,
): readonly Achado[] | null {
  const recente = Math.max(nosso ? mexidoEm(nosso) : 0, dele ? mexidaLa(dele) : 0);
  if (recente > agora.getTime() - graca) return null;
  const achado = (tipo: TipoDeDivergencia, nossoCentavos: number | null, deleCentavos: number | null): Achado => ({
    tipo,
    nossoCentavos,
    deleCentavos,
    nossoEstado: nosso?.estado ?? null,
    deleEstado: dele?.estado ?? null,
  });
  if (!nosso?.cobranca && !dele) return [];
  // What else goes through the provider's account is no business of ours until it is paid.
  if (!nosso) {
    const nossa = dele?.estado === 'pendente' && dele.referencia !== null;
    return dele && (retidoDe(dele) > 0 || nossa) ? [achado('desconhecida', null, dele.valorCentavos)] : [];
  }
  const invalido = nosso.meio === 'pix' && nosso.cobranca?.pixCopiaECola === null && !pagoAqui(nosso);
  const codigo = invalido ? [achado('codigo-invalido', nosso.totalCentavos, dele?.valorCentavos ?? null)] : [];
  if (!dele) return [...codigo, achado('sem-cobranca', nosso.totalCentavos, null)];
  return [...codigo, ...compararPar(nosso, dele, achado)];
}

function compararPar(
  nosso: Pagamento,
  dele: CobrancaVista,
  achado: (tipo: TipoDeDivergencia, nossoCentavos: number | null, deleCentavos: number | null) => Achado,
): Achado[] {
  const { totalCentavos: total } = nosso;
  const paga = pagaLa(dele);
  if (dele.moeda !== 'BRL' || dele.valorCentavos !== total) {
    // A charge that took nothing, or gave all of it back, is not of another amount than we have: neither has any.
    const acabou = dele.estado === 'rejeitada' || (paga && retidoDe(dele) === 0);
    return acabou && !pagoAqui(nosso) ? [] : [achado('valor-diverge', total, dele.valorCentavos)];
  }
  if (dele.estado === 'contestada' || dele.estado === 'desconhecida') return [achado('contestada', total, total)];
  if (paga && nosso.estado === 'REJEITADO') return [achado('pago-e-cancelado', 0, retidoDe(dele))];
  if (paga && nosso.estado === 'PENDENTE') return [achado('notificacao-perdida', 0, retidoDe(dele))];
  if (!paga && pagoAqui(nosso)) return [achado('valor-diverge', total, 0)];
  if (!paga)
    return dele.estado === 'rejeitada' && nosso.estado === 'PENDENTE' ? [achado('notificacao-perdida', total, 0)] : [];
  const [voltou, voltouLa] = [estornadoDe(nosso), devolvidoDe(dele)];
  const { taxa } = saldos(nosso.livro);
  const estornos = voltou === voltouLa ? [] : [achado('estorno-diverge', voltou, voltouLa)];
  const taxaLa = dele.taxaCentavos ?? taxa;
  return taxa === taxaLa ? estornos : [...estornos, achado('taxa-diverge', taxa, taxaLa)];
}

/** The id of a divergência: one for each kind and charge, however often it is found. */
export const idDaDivergencia = (
  tipo: TipoDeDivergencia,
  meio: Meio,
  de: { cobrancaId: string | null; transacaoId: string | null },
): string => `${tipo}:${meio}:${de.cobrancaId ?? de.transacaoId}`;

/** A divergência nobody has done anything about. */
export const EM_ABERTO = {
  resolvidaEm: null,
  resolvidaPor: null,
  reparo: null,
  motivo: null,
  emCurso: null,
  erro: null,
  aContar: [],
} as const;

/** What fetching again can put right by itself: what the provider says is taken over, and nothing is lost by it. */
export const sanavel = ({ tipo, nossoCentavos, deleCentavos }: Achado): boolean =>
  tipo === 'notificacao-perdida' ||
  tipo === 'pago-e-cancelado' ||
  tipo === 'taxa-diverge' ||
  (tipo === 'estorno-diverge' && (deleCentavos ?? 0) > (nossoCentavos ?? 0));

/** Which repairs make sense for each kind. */
const reparosPorTipo: Record<TipoDeDivergencia, readonly Reparo[]> = {
  'notificacao-perdida': ['buscar', 'ignorar'],
  'pago-e-cancelado': ['buscar', 'ignorar'],
  'valor-diverge': ['buscar', 'estornar', 'ignorar'],
  desconhecida: ['buscar', 'estornar', 'vincular', 'ignorar'],
  'sem-cobranca': ['buscar', 'ignorar'],
  'estorno-diverge': ['buscar', 'estornar', 'ignorar'],
  'taxa-diverge': ['buscar', 'ignorar'],
  'codigo-invalido': ['buscar', 'ignorar'],
  contestada: ['buscar', 'ignorar'],
};

/** Which repairs make sense for one: giving back needs money that is there, or a charge that is still open. */
export function reparosDe({ tipo, nossoCentavos, deleCentavos, deleEstado }: Achado): readonly Reparo[] {
  const daPraDevolver =
    tipo === 'estorno-diverge'
      ? (nossoCentavos ?? 0) > (deleCentavos ?? 0)
      : deleEstado === 'aprovada' || deleEstado === 'estornada' || deleEstado === 'pendente';
  return reparosPorTipo[tipo].filter(
    (reparo) => (reparo !== 'estornar' || daPraDevolver) && (reparo !== 'vincular' || deleEstado === 'aprovada'),
  );
}

/** The money of a day, in centavos. What came in and went is ours by the ledger; the drawer and the card machine are balances. */
export type Totais = Record<
  'cobrado' | 'recebido' | 'taxas' | 'estornado' | 'pixRecebido' | 'pixEstornado' | 'caixa' | 'maquininha',
  number
>;

/** Adds up what the ledger of these pagamentos says happened in [de, ate). What is given as change was never received. */
export function totaisDe(pagamentos: readonly Pick<Pagamento, 'livro'>[], de: Date, ate: Date): Totais {
  const [inicio, fim] = [de.toISOString(), ate.toISOString()];
  const doDia = pagamentos.flatMap(({ livro }) => livro).filter(({ em }) => em >= inicio && em < fim);
  const soma = (...fatos: Lancamento['fato'][]) =>
    doDia.filter(({ fato }) => fatos.includes(fato)).reduce((total, { centavos }) => total + centavos, 0);
  const daConta = (fato: Lancamento['fato'], lado: 'debito' | 'credito') =>
    doDia
      .filter((linha) => linha.fato === fato && linha[lado] === 'provedor')
      .reduce((total, { centavos }) => total + centavos, 0);
  const saldo: Record<Conta, number> = saldos(doDia);
  return {
    cobrado: soma('cobrado'),
    recebido: soma('recebido') - soma('troco'),
    taxas: saldo.taxa,
    estornado: soma('estornado'),
    pixRecebido: daConta('recebido', 'debito'),
    pixEstornado: daConta('estornado', 'credito'),
    caixa: saldo.caixa,
    maquininha: saldo.maquininha,
  };
}

/** Whether a pagamento belongs to a day: made in it, or its ledger moved in it. */
export const doDia = ({ criadoEm, livro }: Pagamento, de: Date, ate: Date): boolean =>
  [criadoEm, ...livro.map(({ em }) => em)].some((em) => em >= de.toISOString() && em < ate.toISOString());
