import { api, body } from '../../../../api/client.ts';
import type { components, paths } from '../../../../api/schema.ts';

type Schemas = components['schemas'];

/** The payments of a pedido, each attempt with what went back of it and its lines of the ledger; money in reais. */
export type Pagamentos = Schemas['PagamentosDoPedido'];
export type Pagamento = Pagamentos['pagamentos'][number];
export type EstornoDoPagamento = Pagamento['estornos'][number];
export type Lancamento = Pagamento['livro'][number];

/** What was paid of a pedido, what went back of it, what is on its way, and what may still go back. */
export type Estornos = Schemas['Estornos'];
export type Estorno = Estornos['estornos'][number];

/** What is to go back: all that is left, some items, or an amount; and why. */
export type Devolucao = ({ tudo: true } | { itens: { itemId: number; quantidade: number }[] } | { valor: number }) & {
  motivo: string;
};

/** A notification of the bank, as the list tells it. */
export type Notificacao = Omit<Schemas['Notificacao'], 'consulta' | 'corpo' | 'requestId'>;

/** A day, as ledger and bank tell it; `feitaEm` is null until it was compared. */
export type Conciliacao = Schemas['Conciliacao'];
export type Totais = Conciliacao['totais'];
/** Something bank and ledger do not agree on. */
export type Divergencia = Schemas['Divergencia'];
export type Reparo = Divergencia['reparos'][number];

export type Parado = Schemas['Parados']['parados'][number];

export const lerPagamentos = (pedidoId: string | number) =>
  body(api.GET('/v2/pagamento/{pedidoId}', { params: { path: { pedidoId: String(pedidoId) } } }));

export const lerEstornos = (id: string) => body(api.GET('/v2/pedido/{id}/estornos', { params: { path: { id } } }));

/** Asks for money to go back. The same `chave` asks once, however often it is sent. */
export const devolver = (id: string, devolucao: Devolucao, chave: string) =>
  body(
    api.POST('/v2/pedido/{id}/estornos', {
      params: { path: { id }, header: { 'idempotency-key': chave } },
      body: devolucao,
    }),
  );

type Filtro = NonNullable<paths['/v2/notificacoes']['get']['parameters']['query']>;

export const lerNotificacoes = (query: Filtro) => body(api.GET('/v2/notificacoes', { params: { query } }));

export const lerNotificacao = (id: string) => body(api.GET('/v2/notificacoes/{id}', { params: { path: { id } } }));

export const refazer = (id: string) => body(api.POST('/v2/notificacoes/{id}/refazer', { params: { path: { id } } }));

export const lerConciliacao = (dia: string) => body(api.GET('/v2/conciliacao', { params: { query: { dia } } }));

export const comparar = (dia: string) => body(api.POST('/v2/conciliacao', { body: { dia } }));

export const lerAbertas = () => body(api.GET('/v2/conciliacao/abertas'));

export const reparar = (id: string, conserto: { acao: Reparo; motivo?: string; transacaoId?: string }) =>
  body(api.POST('/v2/conciliacao/divergencias/{id}', { params: { path: { id } }, body: conserto }));

export const lerParados = () => body(api.GET('/v2/gerencia/parados'));
