import { randomUUID } from 'node:crypto';
import { emReais, reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { sagaDuration } from '@foodious/messaging/metrics.ts';
import type { Tx } from '@foodious/messaging/sql.ts';
import type { Kysely } from 'kysely';
import type { Database } from '../db/database.ts';
import { cardapio, clientes, pedidos } from '../db/repositories.ts';
import {
  type Alteracao,
  abrirItens,
  aVenda,
  type Capa,
  cancelar,
  EstadoPedido,
  type EstadoPreparo,
  type Fato,
  fazerCheckout,
  type Item,
  type ItemPedido,
  type Mudanca,
  marcar,
  montar,
  moverPreparo,
  type Pedido,
  somar,
} from '../domain/pedido.ts';
import { escrever } from '../email/outbox.ts';

type PedidoTx = Tx<Database>;

/** Opens an empty pedido. Throws Refusal `invalid` for a cliente who does not exist. */
export async function criarPedido(
  tx: PedidoTx,
  novo: Pick<Pedido, 'clienteId' | 'dataInicio' | 'ativo' | 'codigo'>,
): Promise<Pedido> {
  await conferirCliente(tx, novo.clienteId);
  return guardarNovo(tx, { pedido: { ...emBranco(tx.agora), ...novo }, fatos: [] });
}

/** A whole order in one call. */
export type PedidoInteiro = Pick<Pedido, 'clienteId' | 'dataInicio' | 'consumo' | 'codigo'> & {
  itens: readonly ItemPedido[];
  /** Whether it is checked out at once. */
  checkout: boolean;
  /** The total the cliente was shown, centavos; undefined when the caller does not say. */
  totalEsperado: number | undefined;
};

/**
 * Makes a whole order, checked out if wanted, in the one transaction it runs in. Throws Refusal `invalid` for a cliente or
 * produto that does not exist, `conflict` for what is sold out, or when the total is not what the cliente was shown.
 */
export async function fazerPedido(tx: PedidoTx, novo: PedidoInteiro): Promise<Pedido> {
  const { itens: pedidosItens, checkout: fechar, totalEsperado, ...campos } = novo;
  await conferirCliente(tx, campos.clienteId);
  const produtos = await cardapio(tx.db).get(pedidosItens.map(({ produtoId }) => produtoId));
  const itens = montar(pedidosItens, produtos);
  const total = somar(itens);
  if (totalEsperado !== undefined && totalEsperado !== total)
    throw new Refusal('conflict', `Os preços mudaram: o total é ${emReais(total)}`, {
      campo: 'totalEsperado',
      total: reais(total),
    });
  const pedido = { ...emBranco(tx.agora), ...campos, itens };
  return guardarNovo(tx, fechar ? fazerCheckout(pedido, produtos, randomUUID()) : { pedido, fatos: [] });
}

const emBranco = (agora: Date): Omit<Pedido, 'clienteId' | 'dataInicio' | 'codigo'> => ({
  id: 0,
  estado: 'PAGAMENTO_PENDENTE',
  ativo: true,
  itens: [],
  totalCentavos: null,
  senha: null,
  tentativa: 0,
  transacaoId: null,
  transacaoPaga: null,
  movimentos: 0,
  consumo: null,
  mudouEm: agora.getTime(),
  recebidoEm: null,
  iniciadoEm: null,
  prontoEm: null,
});

async function guardarNovo(tx: PedidoTx, { pedido: novo, fatos }: Mudanca): Promise<Pedido> {
  const pedido = await pedidos(tx.db).insert(novo, tx.agora);
  registrar(tx, null, pedido);
  for (const fato of fatos) await anunciar(tx, pedido, fato);
  return pedido;
}

/** Throws Refusal `not-found`. */
export async function obterPedido(db: Kysely<Database>, id: number): Promise<Pedido> {
  const pedido = await pedidos(db).get(id);
  if (!pedido) throw naoEncontrado(id);
  return pedido;
}

/** A pedido without its itens. Throws Refusal `not-found`. */
export async function obterCapa(db: Kysely<Database>, id: number): Promise<Capa> {
  const capa = await pedidos(db).capa(id);
  if (!capa) throw naoEncontrado(id);
  return capa;
}

/** A pedido nobody else changes until this transaction ends. Throws Refusal `not-found`. */
export async function travarPedido(tx: PedidoTx, id: number): Promise<Pedido> {
  const pedido = await pedidos(tx.db).lock(id);
  if (!pedido) throw naoEncontrado(id);
  return pedido;
}

/** The same, without its itens. */
export async function travarCapa(tx: PedidoTx, id: number): Promise<Capa> {
  const capa = await pedidos(tx.db).lockCapa(id);
  if (!capa) throw naoEncontrado(id);
  return capa;
}

const naoEncontrado = (id: number) => new Refusal('not-found', `Pedido não encontrado: ${id}`);

/** What may be asked of an existing pedido; a field left undefined stays. */
export type Alteracoes = {
  clienteId?: number | null | undefined;
  ativo?: boolean | undefined;
  estado?: Pedido['estado'] | undefined;
  motivo?: string | undefined;
};

/**
 * Changes cliente and ativo while the pagamento is pending, or takes the action that leads to another estado.
 * Throws Refusal `conflict` by the table of states, `invalid` for a cliente who does not exist.
 */
export async function alterarPedido(tx: PedidoTx, atual: Pedido, pedida: Alteracoes): Promise<Pedido> {
  const { clienteId = atual.clienteId, ativo = atual.ativo, estado = atual.estado } = pedida;
  if (clienteId !== atual.clienteId || ativo !== atual.ativo) {
    if (atual.estado !== 'PAGAMENTO_PENDENTE')
      throw new Refusal('conflict', `O pedido ${atual.id} está em ${atual.estado}: cliente e ativo não mudam mais`);
    await conferirCliente(tx, clienteId);
  }
  const pedido = { ...atual, clienteId, ativo };
  const mudanca = estado === atual.estado ? { pedido, fatos: [] } : levarA(pedido, estado);
  if (mudanca.pedido.estado === 'CANCELADO' && atual.estado !== 'CANCELADO')
    await pedidos(tx.db).guardarMotivo(atual.id, pedida.motivo ?? 'Cancelado pela gerência');
  return guardar(tx, atual, mudanca);
}

function levarA(pedido: Pedido, estado: Pedido['estado']): Mudanca {
  if (estado === 'CANCELADO') return cancelar(pedido);
  if (estado === 'EM_PREPARACAO' || estado === 'PRONTO' || estado === 'FINALIZADO') return moverPreparo(pedido, estado);
  throw new Refusal('conflict', `Nenhuma ação leva o pedido ${pedido.id} de ${pedido.estado} a ${estado} por aqui`);
}

async function conferirCliente(tx: PedidoTx, clienteId: number | null): Promise<void> {
  if (clienteId !== null && !(await clientes(tx.db).lock(clienteId)))
    throw new Refusal('invalid', `Cliente não existe: ${clienteId}`, { campo: 'clienteId' });
}

/** Adds an item at today's price. Throws Refusal `conflict` once the itens are closed, `invalid` for what is not sold. */
export async function adicionarItem(tx: PedidoTx, atual: Capa, produtoId: number, quantidade: number): Promise<Item> {
  await reabrir(tx, atual);
  return pedidos(tx.db).insertItem(atual.id, await produtoAVenda(tx, produtoId), quantidade);
}

/** Changes quantity or product of an item. Throws as {@link adicionarItem}, and `invalid` for a move to another pedido. */
export async function alterarItem(
  tx: PedidoTx,
  atual: Capa,
  item: Item,
  pedida: { pedidoId?: number | undefined; produtoId?: number | undefined; quantidade: number },
): Promise<Item> {
  const { pedidoId = atual.id, produtoId = item.produtoId, quantidade } = pedida;
  if (pedidoId !== atual.id) throw new Refusal('invalid', 'Um item não muda de pedido', { campo: 'pedidoId' });
  await reabrir(tx, atual);
  const { nome, idCategoriaProduto, precoCentavos } = await produtoAVenda(tx, produtoId);
  const outro = produtoId === item.produtoId ? {} : { produtoId, nome, idCategoriaProduto, precoCentavos };
  const novo = { ...item, ...outro, quantidade };
  await pedidos(tx.db).updateItem(novo);
  return novo;
}

/** Throws Refusal `conflict` once the itens are closed. */
export async function removerItem(tx: PedidoTx, atual: Capa, item: Item): Promise<void> {
  await reabrir(tx, atual);
  await pedidos(tx.db).deleteItem(item.id);
}

/** Opens the itens for a change, and forgets the total a checkout had promised. */
async function reabrir(tx: PedidoTx, atual: Capa): Promise<void> {
  const aberto = abrirItens(atual);
  if (atual.totalCentavos !== null) await pedidos(tx.db).update(aberto);
}

/** The pedido an item belongs to, and the item. Throws Refusal `not-found`. */
export async function obterItem(tx: PedidoTx, itemId: number): Promise<{ pedido: Pedido; item: Item }> {
  const pedidoId = await pedidos(tx.db).pedidoDoItem(itemId);
  const pedido = pedidoId === undefined ? undefined : await pedidos(tx.db).lock(pedidoId);
  const item = pedido?.itens.find(({ id }) => id === itemId);
  if (!pedido || !item) throw new Refusal('not-found', `Item não encontrado: ${itemId}`);
  return { pedido, item };
}

async function produtoAVenda(tx: PedidoTx, id: number) {
  const produto = (await cardapio(tx.db).get([id])).get(id);
  if (!produto || !aVenda(produto))
    throw new Refusal('invalid', `Produto não existe ou não está à venda: ${id}`, { campo: 'produtoId' });
  return produto;
}

/** Freezes itens and total and asks for the pagamento; says what changed since the itens were added. */
export async function checkout(
  tx: PedidoTx,
  atual: Pedido,
): Promise<{ pedido: Pedido; alteracoes: readonly Alteracao[] }> {
  const produtos = await cardapio(tx.db).get(atual.itens.map(({ produtoId }) => produtoId));
  const { alteracoes, ...mudanca } = fazerCheckout(atual, produtos, randomUUID());
  const vistos = new Map(atual.itens.map((item) => [item.id, item]));
  for (const item of mudanca.pedido.itens) {
    const visto = vistos.get(item.id);
    if (item.precoCentavos !== visto?.precoCentavos || item.nome !== visto.nome) await pedidos(tx.db).updateItem(item);
  }
  return { pedido: await guardar(tx, atual, mudanca), alteracoes };
}

/** Decides on a pedido that a message is about, and keeps the outcome. A message for no pedido is a bug: it throws. */
export async function decidir(
  tx: PedidoTx,
  id: number,
  decisao: (pedido: Pedido) => Mudanca,
  hoje: string,
): Promise<void> {
  const atual = await travarPedido(tx, id);
  const { pedido, fatos } = decisao(atual);
  if (pedido === atual && fatos.length === 0) return;
  const recebido = fatos.some(({ tipo }) => tipo === 'preparacao-solicitada');
  const senha = recebido ? await pedidos(tx.db).proximaSenha(hoje) : pedido.senha;
  await guardar(tx, atual, { pedido: { ...pedido, senha }, fatos });
}

async function guardar(tx: PedidoTx, antes: Pedido, { pedido: decidido, fatos }: Mudanca): Promise<Pedido> {
  const pedido = marcar(antes.estado, decidido, tx.agora.getTime());
  await pedidos(tx.db).update(pedido);
  registrar(tx, antes.estado, pedido);
  for (const fato of fatos) await anunciar(tx, pedido, fato);
  return pedido;
}

/** What the trail, and so the live streams, tell of a pedido that came to another estado. */
export type MudouDeEstado = Pick<Pedido, 'senha' | 'ativo' | 'tentativa' | 'recebidoEm' | 'iniciadoEm'> & {
  de: Pedido['estado'] | null;
  para: Pedido['estado'];
};

function registrar(tx: PedidoTx, de: Pedido['estado'] | null, pedido: Pedido): void {
  const { estado: para, id, senha, ativo, tentativa, recebidoEm, iniciadoEm } = pedido;
  if (de === para) return;
  tx.note('estado', id, { de, para, senha, ativo, tentativa, recebidoEm, iniciadoEm } satisfies MudouDeEstado);
  if (para === 'PRONTO' && recebidoEm !== null)
    sagaDuration.observe({ saga: 'recebido_pronto' }, (tx.agora.getTime() - recebidoEm) / 1000);
}

/** Each fact becomes a message of the saga, or an e-mail. */
async function anunciar(tx: PedidoTx, pedido: Pedido, fato: Fato): Promise<void> {
  const origin = { pedidoId: pedido.id };
  switch (fato.tipo) {
    case 'pagamento-solicitado': {
      const { tipo, ...dados } = fato;
      return tx.announce(tipo, origin, dados);
    }
    case 'preparacao-solicitada': {
      if (pedido.senha === null) throw new Error(`pedido ${pedido.id} received without a senha`);
      const { senha, consumo } = pedido;
      const itens = pedido.itens.map(({ id: _, precoCentavos: __, ...item }) => item);
      return tx.announce(fato.tipo, origin, { senha, consumo, itens });
    }
    case 'preparacao-alterada':
      return tx.announce(fato.tipo, origin, { estado: fato.estado, movimentos: fato.movimentos });
    case 'preparacao-cancelada':
      return tx.announce(fato.tipo, origin, {});
    case 'estorno-solicitado':
      return tx.announce(fato.tipo, origin, { transacaoId: fato.transacaoId });
    case 'avisar':
      if (pedido.clienteId !== null)
        await escrever(tx, {
          tipo: fato.aviso,
          ...origin,
          clienteId: pedido.clienteId,
          totalCentavos: pedido.totalCentavos,
        });
  }
}

/** The estados a request may ask for by name. */
export const estadoDe = (numero: number): Pedido['estado'] | undefined =>
  (Object.keys(EstadoPedido) as Pedido['estado'][]).find((nome) => EstadoPedido[nome] === numero);

export const ehPreparo = (estado: Pedido['estado'] | undefined): estado is EstadoPreparo =>
  estado === 'EM_PREPARACAO' || estado === 'PRONTO' || estado === 'FINALIZADO';
