import type {
  CausaDeEstorno,
  EstadoDoEstorno,
  EstadoPagamento,
  EstadoPedido,
  FormaDoBalcao,
  Meio,
  Motivo,
} from '@foodious/kernel/estados.ts';
import { api, body } from '../../../../api/client.ts';

/** A refund as pagamento follows it; money in reais, instants ISO 8601. */
export type EstornoDoPagamento = {
  id: string;
  valor: number;
  causa: CausaDeEstorno;
  estado: EstadoDoEstorno;
  pedidoEm: string;
  feitoEm: string | null;
  tentativas: number;
  proximaEm: string | null;
  erro: string | null;
};

/** One line of the ledger: so much went from an account to another. */
export type Lancamento = { em: string; fato: string; debito: string; credito: string; valor: number };

/** One attempt to pay a pedido, with what went back of it and its lines of the ledger. */
export type Pagamento = {
  transacaoId: string;
  tentativa: number;
  meio: Meio;
  forma: FormaDoBalcao | null;
  estado: EstadoPagamento;
  motivo: Motivo | null;
  total: number;
  estornado: number;
  taxa: number | null;
  criadoEm: string;
  pagoEm: string | null;
  expiraEm: string | null;
  cobrancaId: string | null;
  estornos: EstornoDoPagamento[];
  livro: Lancamento[];
};
export type Pagamentos = { pedidoId: number; pagamentos: Pagamento[]; saldos: Readonly<Record<string, number>> };

/** A refund as the pedido knows it. */
export type Estorno = {
  id: string;
  valor: number;
  itens: { itemId: number; nome: string; quantidade: number }[] | null;
  causa: CausaDeEstorno;
  /** Why, and who asked for it: null for what came by itself. */
  motivo: string | null;
  por: string | null;
  estado: EstadoDoEstorno;
  pedidoEm: string;
  feitoEm: string | null;
  erro: string | null;
};
/** What was paid of a pedido, what went back of it, what is on its way, and what may still go back. */
export type Estornos = {
  pago: number;
  estornado: number;
  aCaminho: number;
  disponivel: number;
  estornos: Estorno[];
};

/** What is to go back: all that is left, some items, or an amount. */
export type Devolucao = ({ tudo: true } | { itens: { itemId: number; quantidade: number }[] } | { valor: number }) & {
  motivo: string;
};

/** A notification of the bank, as the list tells it; the detail adds it as it came. */
export type Notificacao = {
  id: string;
  recebidaEm: string;
  cobrancaId: string | null;
  transacaoId: string | null;
  pedidoId: number | null;
  veredito: string;
  resultado: string | null;
  tentativas: number;
  proximaEm: string | null;
  tratadaEm: string | null;
};
export type NotificacaoInteira = Notificacao & { consulta: string; corpo: string; requestId: string | null };

export type Reparo = 'buscar' | 'estornar' | 'vincular' | 'ignorar';
type Lado = { valor: number | null; estado: string | null };

/** Something bank and ledger do not agree on. */
export type Divergencia = {
  id: string;
  dia: string;
  tipo: string;
  meio: Meio;
  cobrancaId: string | null;
  transacaoId: string | null;
  pedidoId: number | null;
  nosso: Lado;
  deles: Lado;
  vistaEm: string;
  resolvidaEm: string | null;
  resolvidaPor: string | null;
  /** How it was resolved; of one that is open, the repair that goes on. */
  reparo: Reparo | 'some' | null;
  motivo: string | null;
  /** What the last try came to, a code. */
  erro: string | null;
  /** Those that make sense now. */
  reparos: readonly Reparo[];
};
export type Totais = {
  cobrado: number;
  recebido: number;
  taxas: number;
  estornado: number;
  pixRecebido: number;
  pixEstornado: number;
  provedorRecebido: number | null;
  provedorEstornado: number | null;
  caixa: number;
  maquininha: number;
};
/** A day, as ledger and bank tell it; `feitaEm` is null until it was compared. */
export type Conciliacao = { dia: string; feitaEm: string | null; totais: Totais; divergencias: Divergencia[] };

export type Parado = {
  pedidoId: number;
  senha: number | null;
  estado: EstadoPedido;
  tipo: string;
  desde: string;
  total: number;
};

type Resposta = Promise<{ data?: unknown; error?: unknown; response: Response }>;
type Init = { params?: object; body?: object };
const rotas = api as unknown as { GET(rota: string, init?: Init): Resposta; POST(rota: string, init?: Init): Resposta };
const ler = <T>(rota: string, init?: Init) => body(rotas.GET(rota, init)) as Promise<T>;
const mandar = <T>(rota: string, init?: Init) => body(rotas.POST(rota, init)) as Promise<T>;

const path = (campos: object) => ({ params: { path: campos } });

export const lerPagamentos = (pedidoId: string | number) =>
  ler<Pagamentos>('/v2/pagamento/{pedidoId}', path({ pedidoId: String(pedidoId) }));

export const lerEstornos = (id: string) => ler<Estornos>('/v2/pedido/{id}/estornos', path({ id }));

/** Asks for money to go back. The same `chave` asks once, however often it is sent. */
export const devolver = (id: string, devolucao: Devolucao, chave: string) =>
  mandar<Estorno>('/v2/pedido/{id}/estornos', {
    params: { path: { id }, header: { 'idempotency-key': chave } },
    body: devolucao,
  });

export const lerNotificacoes = (query: { problemas?: 'true'; ate?: string; limite: string }) =>
  ler<{ notificacoes: Notificacao[]; mais: boolean }>('/v2/notificacoes', { params: { query } });

export const lerNotificacao = (id: string) => ler<NotificacaoInteira>('/v2/notificacoes/{id}', path({ id }));

export const refazer = (id: string) => mandar<Notificacao>('/v2/notificacoes/{id}/refazer', path({ id }));

export const lerConciliacao = (dia: string) => ler<Conciliacao>('/v2/conciliacao', { params: { query: { dia } } });

export const comparar = (dia: string) => mandar<Conciliacao>('/v2/conciliacao', { body: { dia } });

export const lerAbertas = () => ler<{ divergencias: Divergencia[]; total: number }>('/v2/conciliacao/abertas');

export const reparar = (id: string, conserto: { acao: Reparo; motivo?: string; transacaoId?: string }) =>
  mandar<Divergencia>('/v2/conciliacao/divergencias/{id}', { ...path({ id }), body: conserto });

export const lerParados = () => ler<{ parados: Parado[] }>('/v2/gerencia/parados');
