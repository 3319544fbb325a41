import type {
  CausaDeEstorno,
  EstadoDoEstorno,
  EstadoPagamento,
  FormaDoBalcao,
  Meio,
  Motivo,
} from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Ato } from './balcao.ts';
import { type Conta, type FatoDoLivro, type Lancamento, saldos } from './livro.ts';

export type Estado = EstadoPagamento;
export type Acao = 'confirmar' | 'rejeitar';

/**
 * The life of a pagamento but for what goes back. What is confirmed is never rejected; what was rejected may still be approved
 * late. ESTORNADO is where a CONFIRMADO comes when the last of it went back.
 */
export const transicoes: Record<Estado, Partial<Record<Acao, Estado>>> = {
  PENDENTE: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO' },
  REJEITADO: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO' },
  CONFIRMADO: { confirmar: 'CONFIRMADO' },
  ESTORNADO: { confirmar: 'ESTORNADO' },
};

/** One refund of a pagamento. Its id is the idempotency key at the provider, kept before it is asked. Instants are ISO 8601. */
export type Estorno = {
  id: string;
  centavos: number;
  causa: CausaDeEstorno;
  estado: EstadoDoEstorno;
  pedidoEm: string;
  feitoEm: string | null;
  /** The provider's own id of it, once it told one. */
  noProvedor: string | null;
  /** How often the provider was asked, when it is asked again (null: no more), and the code of what it said last. */
  tentativas: number;
  proximaEm: string | null;
  erro: string | null;
};

/** One attempt to pay one checkout. Instants are ISO 8601, UTC. */
export type Pagamento = {
  /** Unguessable; also the identity of the document, and our reference at the provider. */
  transacaoId: string;
  pedidoId: number;
  /** Who made the pedido, and of which cliente it was at the checkout: null where nobody said, or the cliente was erased. */
  dono: string | null;
  clienteId: number | null;
  /** Which checkout of the pedido it pays; 0 when it was called off before it was asked for. */
  tentativa: number;
  estado: Estado;
  motivo: Motivo | null;
  totalCentavos: number;
  /** By which it is to be paid; at the counter, how it was. */
  meio: Meio;
  forma: FormaDoBalcao | null;
  /** When it was asked for. */
  criadoEm: string;
  /**
   * The provider's id of the charge, and its Pix code (null: one that must not be shown, or there is none at the counter); null
   * when it was called off before there was one. `vinculada`: a charge made without us, which a repair tied to it.
   */
  cobranca: { id: string; pixCopiaECola: string | null; expiraEm: string; vinculada?: true } | null;
  /** Its time was over and the provider did not settle it: when it is looked at again. */
  adiadoAte: string | null;
  pagoEm: string | null;
  estornos: readonly Estorno[];
  livro: readonly Lancamento[];
  /** The trace of the checkout it pays: what happens to it goes on there. */
  traceparent: string;
};

/** How somebody took a payment at the counter. */
export type NoBalcao = { ato: Ato; forma: FormaDoBalcao; entregueCentavos: number };

/** What happened; at the counter with who did it, for they may have done so before we came to it. */
export type Fato =
  | { tipo: 'pagamento-confirmado'; noBalcao?: NoBalcao }
  | { tipo: 'pagamento-rejeitado' }
  | { tipo: 'pagamento-estornado'; estorno: Estorno; inteiro: boolean; entregue?: Ato }
  | { tipo: 'estorno-recusado'; estorno: Estorno };
export type Mudanca = { pagamento: Pagamento; fatos: readonly Fato[] };

const nada = (pagamento: Pagamento): Mudanca => ({ pagamento, fatos: [] });

/** What is new of a pagamento; the rest follows from it. */
type Novo = Pick<
  Pagamento,
  | 'transacaoId'
  | 'pedidoId'
  | 'dono'
  | 'clienteId'
  | 'tentativa'
  | 'totalCentavos'
  | 'meio'
  | 'cobranca'
  | 'traceparent'
>;

/** A pagamento whose charge the provider has just opened. */
export function novoPagamento(novo: Novo, agora: Date): Pagamento {
  const pagamento: Pagamento = {
    ...novo,
    estado: 'PENDENTE',
    motivo: null,
    forma: null,
    criadoEm: agora.toISOString(),
    adiadoAte: null,
    pagoEm: null,
    estornos: [],
    livro: [],
  };
  return lancar(pagamento, agora, ['cobrado', 'a-receber', 'venda', novo.totalCentavos]);
}

/** The mark of a pagamento that was called off before it was asked for: when it is asked for, nothing will be charged. */
export const canceladoAntes = (transacaoId: string, pedidoId: number, traceparent: string, agora: Date): Pagamento => ({
  transacaoId,
  pedidoId,
  dono: null,
  clienteId: null,
  tentativa: 0,
  estado: 'REJEITADO',
  motivo: 'cancelado',
  totalCentavos: 0,
  meio: 'pix',
  forma: null,
  criadoEm: agora.toISOString(),
  cobranca: null,
  adiadoAte: null,
  pagoEm: null,
  estornos: [],
  livro: [],
  traceparent,
});

/** How a payment came in: its fee where the provider tells one; at the counter how, the cash that was handed over, and to whom. */
export type Entrada = {
  taxaCentavos?: number | null;
  forma?: FormaDoBalcao | null;
  entregueCentavos?: number | null;
  ato?: Ato | null;
};

/**
 * The provider approved. A repeat changes nothing and tells nobody. Throws Refusal `invalid` for what was called off before
 * anything was charged.
 */
export function confirmar(pagamento: Pagamento, agora: Date, entrada: Entrada = {}): Mudanca {
  const estado = destino(pagamento, 'confirmar');
  if (estado === pagamento.estado) return nada(pagamento);
  const { totalCentavos: total } = pagamento;
  const { taxaCentavos, forma = null, entregueCentavos, ato } = entrada;
  const conta = contaDe({ meio: pagamento.meio, forma });
  const entregue = conta === 'caixa' ? Math.max(total, entregueCentavos ?? total) : total;
  const confirmado = { ...pagamento, estado, motivo: null, forma, pagoEm: agora.toISOString() };
  // What was written off as not paid is charged again, for it was.
  const devido = saldos(pagamento.livro)['a-receber'];
  return {
    pagamento: lancar(
      confirmado,
      agora,
      ['cobrado', 'a-receber', 'venda', total - devido],
      ['recebido', conta, 'a-receber', entregue],
      ['troco', 'a-receber', conta, entregue - total],
      ['taxa', 'taxa', conta, taxaCentavos ?? 0],
    ),
    fatos: [
      { tipo: 'pagamento-confirmado', ...(ato && forma && { noBalcao: { ato, forma, entregueCentavos: entregue } }) },
    ],
  };
}

/**
 * The provider refused, or its time is over. A repeat changes nothing and tells nobody. Throws Refusal `invalid` for what is
 * confirmed.
 */
export function rejeitar(pagamento: Pagamento, agora: Date, motivo: Motivo | null): Mudanca {
  const estado = destino(pagamento, 'rejeitar');
  if (estado === pagamento.estado) return nada(pagamento);
  const rejeitado = { ...pagamento, estado, motivo };
  return {
    pagamento: lancar(rejeitado, agora, ['baixado', 'venda', 'a-receber', saldos(pagamento.livro)['a-receber']]),
    fatos: [{ tipo: 'pagamento-rejeitado' }],
  };
}

function destino({ estado, cobranca }: Pagamento, acao: Acao): Estado {
  const para = transicoes[estado][acao];
  if (!para || (acao === 'confirmar' && !cobranca))
    throw new Refusal('invalid', `O pagamento está ${estado} e não permite ${acao}`, { campo: 'estadoPagamento' });
  return para;
}

/** What of a pagamento went back, in centavos. */
export const estornadoDe = ({ estornos }: Pick<Pagamento, 'estornos'>): number => somaDe(estornos, 'FEITO');

/** What of a paid pagamento may still go back: neither back already nor on its way. */
export const estornavelDe = ({ estado, totalCentavos, estornos }: Pagamento): number =>
  estado === 'CONFIRMADO' ? totalCentavos - somaDe(estornos, 'FEITO', 'PEDIDO') : 0;

const somaDe = (estornos: readonly Estorno[], ...estados: EstadoDoEstorno[]): number =>
  estornos.filter(({ estado }) => estados.includes(estado)).reduce((soma, { centavos }) => soma + centavos, 0);

/**
 * A refund is asked for: kept, with its id, before the provider hears of it. A repeat of the same id changes nothing.
 * Throws Refusal `conflict` for what is not paid, or for more than is left of it.
 */
export function pedirEstorno(pagamento: Pagamento, pedido: NovoEstorno, agora: Date): Pagamento {
  if (temEstorno(pagamento, pedido.id)) return pagamento;
  if (!(pedido.centavos > 0 && pedido.centavos <= estornavelDe(pagamento)))
    throw new Refusal('conflict', 'Não há tanto a devolver deste pagamento', { campo: 'valor' });
  const estornos = [...pagamento.estornos, umEstorno(pedido, agora)];
  return lancar({ ...pagamento, estornos }, agora, [
    'estorno-pedido',
    'venda',
    'a-devolver',
    pedido.centavos,
    pedido.id,
  ]);
}

/** A refund that cannot be, kept as refused: who asked for it is told, and counts on it no more. A repeat changes nothing. */
export function negarEstorno(pagamento: Pagamento, pedido: NovoEstorno, agora: Date): Mudanca {
  if (temEstorno(pagamento, pedido.id)) return nada(pagamento);
  const estorno: Estorno = { ...umEstorno(pedido, agora), estado: 'RECUSADO', proximaEm: null, erro: 'valor' };
  return {
    pagamento: { ...pagamento, estornos: [...pagamento.estornos, estorno] },
    fatos: [{ tipo: 'estorno-recusado', estorno }],
  };
}

type NovoEstorno = Pick<Estorno, 'id' | 'centavos' | 'causa'>;

const umEstorno = (pedido: NovoEstorno, agora: Date): Estorno => ({
  ...pedido,
  estado: 'PEDIDO',
  pedidoEm: agora.toISOString(),
  feitoEm: null,
  noProvedor: null,
  tentativas: 0,
  proximaEm: agora.toISOString(),
  erro: null,
});

const temEstorno = ({ estornos }: Pagamento, id: string) => estornos.some((each) => each.id === id);

/**
 * Somebody gave money back at the provider's own pages: it is a refund all the same. Of ours on their way those that no longer fit
 * are refused, the latest first; what is left of one that nobody of the staff chose the amount of is asked for anew. More than is left
 * with us changes nothing.
 * @param novoId makes the ids of refunds
 */
export function adotarEstorno(
  pagamento: Pagamento,
  { centavos, noProvedor }: { centavos: number; noProvedor: string },
  agora: Date,
  novoId: () => string,
): Mudanca {
  if (pagamento.estado !== 'CONFIRMADO' || centavos > pagamento.totalCentavos - estornadoDe(pagamento))
    return nada(pagamento);
  let atual = pagamento;
  const fatos: Fato[] = [];
  const tomar = (mudanca: Mudanca) => {
    atual = mudanca.pagamento;
    fatos.push(...mudanca.fatos);
  };
  const naoCabem: Estorno[] = [];
  for (const estorno of pagamento.estornos.toReversed())
    if (estorno.estado === 'PEDIDO' && centavos > estornavelDe(atual)) {
      tomar(recusarEstorno(atual, estorno.id, agora, 'valor'));
      naoCabem.push(estorno);
    }
  const id = novoId();
  atual = pedirEstorno(atual, { id, centavos, causa: 'provedor' }, agora);
  tomar(concluirEstorno(atual, id, agora, noProvedor));
  for (const { causa, centavos: pedidos } of naoCabem) {
    const resto = Math.min(pedidos, estornavelDe(atual));
    if (causa !== 'gerencia' && resto > 0) atual = pedirEstorno(atual, { id: novoId(), centavos: resto, causa }, agora);
  }
  return { pagamento: atual, fatos };
}

/**
 * The provider gave a refund back (`entregue`: who did, at the counter). A repeat changes nothing; with the last of it the pagamento
 * is ESTORNADO.
 */
export function concluirEstorno(
  pagamento: Pagamento,
  id: string,
  agora: Date,
  noProvedor: string | null,
  entregue?: Ato | null,
): Mudanca {
  const estorno = pagamento.estornos.find((each) => each.id === id);
  if (estorno?.estado !== 'PEDIDO') return nada(pagamento);
  const feito: Estorno = {
    ...estorno,
    estado: 'FEITO',
    feitoEm: agora.toISOString(),
    noProvedor,
    proximaEm: null,
    erro: null,
  };
  const estornos = trocar(pagamento.estornos, feito);
  const inteiro = estornadoDe({ estornos }) === pagamento.totalCentavos;
  const depois: Pagamento = { ...pagamento, estornos, estado: inteiro ? 'ESTORNADO' : pagamento.estado };
  return {
    pagamento: lancar(depois, agora, ['estornado', 'a-devolver', contaDe(pagamento), feito.centavos, id]),
    fatos: [{ tipo: 'pagamento-estornado', estorno: feito, inteiro, ...(entregue && { entregue }) }],
  };
}

/** The provider will never give it back: it is no longer on its way, and may be asked for again in another way. */
export function recusarEstorno(pagamento: Pagamento, id: string, agora: Date, erro: string): Mudanca {
  const estorno = pagamento.estornos.find((each) => each.id === id);
  if (estorno?.estado !== 'PEDIDO') return nada(pagamento);
  const recusado: Estorno = { ...estorno, estado: 'RECUSADO', proximaEm: null, erro };
  const depois = { ...pagamento, estornos: trocar(pagamento.estornos, recusado) };
  return {
    pagamento: lancar(depois, agora, ['estorno-recusado', 'a-devolver', 'venda', recusado.centavos, id]),
    fatos: [{ tipo: 'estorno-recusado', estorno: recusado }],
  };
}

/** The provider did not give it back this time (`erro`: a code): it is asked again at `proxima`. */
export function adiarEstorno(pagamento: Pagamento, id: string, proxima: Date, erro: string): Pagamento {
  const estorno = pagamento.estornos.find((each) => each.id === id);
  if (estorno?.estado !== 'PEDIDO') return pagamento;
  const { tentativas } = estorno;
  const adiado = { ...estorno, tentativas: tentativas + 1, proximaEm: proxima.toISOString(), erro };
  return { ...pagamento, estornos: trocar(pagamento.estornos, adiado) };
}

const trocar = (estornos: readonly Estorno[], novo: Estorno) =>
  estornos.map((each) => (each.id === novo.id ? novo : each));

/** What the provider keeps for itself is another amount than the ledger says, which is put right. */
export function acertarTaxa(pagamento: Pagamento, taxaCentavos: number, agora: Date): Mudanca {
  const conta = contaDe(pagamento);
  const falta = taxaCentavos - saldos(pagamento.livro).taxa;
  const certo = lancar(pagamento, agora, ['taxa', 'taxa', conta, falta], ['taxa', conta, 'taxa', -falta]);
  return nada(falta === 0 ? pagamento : certo);
}

/**
 * A charge that was made without us pays a pagamento from now on; what there was for it is called off already. Throws Refusal
 * `conflict` for what is paid.
 */
export function vincular(pagamento: Pagamento, cobrancaId: string): Pagamento {
  if (pagamento.cobranca?.id === cobrancaId) return pagamento;
  if (!pagamento.cobranca || pagamento.estado === 'CONFIRMADO' || pagamento.estado === 'ESTORNADO')
    throw new Refusal('conflict', 'Este pagamento não espera outra cobrança', { campo: 'transacaoId' });
  return { ...pagamento, cobranca: { ...pagamento.cobranca, id: cobrancaId, vinculada: true } };
}

/** Where the money of a pagamento is. */
const contaDe = ({ meio, forma }: Pick<Pagamento, 'meio' | 'forma'>): Conta =>
  meio === 'pix' ? 'provedor' : forma === 'cartao' ? 'maquininha' : 'caixa';

/** Writes lines at the end of the ledger; those of nothing are left out. */
function lancar(
  pagamento: Pagamento,
  agora: Date,
  ...linhas: readonly [fato: FatoDoLivro, debito: Conta, credito: Conta, centavos: number, ref?: string][]
): Pagamento {
  const em = agora.toISOString();
  const novas = linhas
    .filter(([, , , centavos]) => centavos > 0)
    .map(([fato, debito, credito, centavos, ref = null]) => ({ em, fato, debito, credito, centavos, ref }));
  return { ...pagamento, livro: [...pagamento.livro, ...novas] };
}

/** When a pending pagamento ends, epoch milliseconds; null once it is settled. */
export const prazoDe = ({ estado, cobranca }: Pagamento): number | null =>
  estado === 'PENDENTE' && cobranca ? Date.parse(cobranca.expiraEm) : null;

/** Its time is over and the provider did not settle it: it is looked at again at `ate`. */
export const adiar = (pagamento: Pagamento, ate: Date): Pagamento =>
  pagamento.estado === 'PENDENTE' ? { ...pagamento, adiadoAte: ate.toISOString() } : pagamento;

/** When a pagamento next needs us, epoch milliseconds: its time is over, or a refund is to be asked for again; null: not any more. */
export function acordarEm(pagamento: Pagamento): number | null {
  const prazo = prazoDe(pagamento);
  if (prazo !== null) return pagamento.adiadoAte === null ? prazo : Math.max(prazo, Date.parse(pagamento.adiadoAte));
  const proximas = pagamento.estornos.flatMap(({ proximaEm }) => (proximaEm === null ? [] : [Date.parse(proximaEm)]));
  return proximas.length === 0 ? null : Math.min(...proximas);
}

/** When the ledger of a pagamento last moved, epoch milliseconds. */
export const mexidoEm = ({ livro, criadoEm }: Pagamento): number => Date.parse(livro.at(-1)?.em ?? criadoEm);

/**
 * A document as this code knows it: those of before there were refunds in part, the counter and a ledger get the lines that their
 * estado says have been.
 */
export function completar(lido: Partial<Pagamento> & Pick<Pagamento, 'transacaoId' | 'estado'>): Pagamento {
  if (lido.livro) return lido as Pagamento;
  const fim = lido.cobranca?.expiraEm ?? lido.pagoEm ?? new Date(0).toISOString();
  const { estado, pagoEm = null, cobranca = null, totalCentavos = 0 } = lido;
  const base: Pagamento = {
    pedidoId: 0,
    dono: null,
    clienteId: null,
    tentativa: 0,
    motivo: null,
    totalCentavos,
    meio: 'pix',
    forma: null,
    adiadoAte: null,
    traceparent: '',
    ...lido,
    criadoEm: pagoEm ?? fim,
    pagoEm,
    cobranca,
    estado: 'PENDENTE',
    estornos: [],
    livro: [],
  };
  if (!cobranca) return { ...base, estado };
  const em = new Date(base.criadoEm);
  const cobrado = lancar(base, em, ['cobrado', 'a-receber', 'venda', totalCentavos]);
  if (estado === 'PENDENTE') return cobrado;
  if (estado === 'REJEITADO') return rejeitar(cobrado, em, lido.motivo ?? null).pagamento;
  const pago = { ...confirmar(cobrado, em).pagamento, pagoEm };
  if (estado === 'CONFIRMADO') return pago;
  const pedido = pedirEstorno(pago, { id: lido.transacaoId, centavos: totalCentavos, causa: 'cancelamento' }, em);
  return concluirEstorno(pedido, lido.transacaoId, em, null).pagamento;
}
